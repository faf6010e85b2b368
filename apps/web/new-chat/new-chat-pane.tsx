// Starts a conversation: with a person, as a new group, or by a link; and passes on one's own link.
import type { User } from "@klatch/sdk";
import { useRef } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { isEmpty } from "../model/group-draft.ts";
import { groupDraftOf } from "../model/group-draft-model.ts";
import { comboboxOf, PeopleOptions } from "../people-search/people-options.tsx";
import { peopleSearchWords } from "../people-search/people-search-words.ts";
import { usePeopleSearch } from "../people-search/use-people-search.ts";
import { close, go } from "../route/navigation.ts";
import { commonWords } from "../ui/common-words.ts";
import { Heading } from "../ui/heading.tsx";
import { Icon } from "../ui/icon.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Pane } from "../ui/pane.tsx";
import { Row } from "../ui/row.tsx";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { useOpenDirect } from "./use-open-direct.ts";
import { newChatWords as t } from "./new-chat-words.ts";
import { PasteLink } from "./paste-link.tsx";
import "./new-chat-pane.css";

const nobody: ReadonlySet<never> = new Set();

export default function NewChatPane() {
  const chat = useChat();
  const input = useRef<HTMLInputElement>(null);
  useAutoFocus(input, true);
  const open = useOpenDirect();
  const search = usePeopleSearch({
    without: nobody,
    onPerson: (user: User) => {
      void open.run(user.id);
      return null;
    },
  });
  const isBlank = search.query.trim() === "";
  const username = chat.people.get(chat.me)?.username;
  return (
    <Pane title={t("title")} onBack={close}>
      <label class="new-chat-field field-box">
        <Icon name="search" size={18} />
        <input
          ref={input}
          class="field-input"
          value={search.query}
          aria-label={peopleSearchWords("placeholder")}
          placeholder={peopleSearchWords("placeholder")}
          aria-busy={search.busy || open.busy}
          {...comboboxOf(search)}
          onInput={(event) => search.setQuery(event.currentTarget.value)}
          onKeyDown={search.onKey}
        />
      </label>
      {search.refusal !== null && <Notice>{search.refusal}</Notice>}
      <ErrorNotice error={search.error ?? open.error} />
      {isBlank && (
        <div>
          <Row
            icon="people"
            title={t("newGroup")}
            note={isEmpty(groupDraftOf(chat).draft.value) ? t("newGroupHint") : t("newGroupDraft")}
            onClick={() => go({ name: "new-group" })}
          />
          <Row icon="inbox" title={commonWords("notes")} note={t("notesHint")} onClick={() => void open.run(chat.me)} />
          <PasteLink />
          {username !== undefined && (
            <Row
              icon="at"
              title={commonWords("myLink")}
              note={t("myLinkHint")}
              onClick={() => go({ name: "user", username })}
            />
          )}
        </div>
      )}
      <section>
        {isBlank && search.options.length > 0 && <Heading class="pane-title">{t("recent")}</Heading>}
        <PeopleOptions search={search} />
      </section>
    </Pane>
  );
}
