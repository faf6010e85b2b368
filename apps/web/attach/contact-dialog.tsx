// Sends a person's card: somebody whom this device knows, or who is found by the whole username.
import { useRef } from "preact/hooks";
import type { Content } from "@klatch/sdk";
import { nameOfUser } from "../model/people.ts";
import { comboboxOf, PeopleOptions } from "../people-search/people-options.tsx";
import { peopleSearchWords } from "../people-search/people-search-words.ts";
import { usePeopleSearch } from "../people-search/use-people-search.ts";
import { Dialog } from "../ui/dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useAutoFocus } from "../ui/use-auto-focus.ts";
import { attachWords as t } from "./attach-words.ts";
import "../ui/field.css";

interface ContactDialogProps {
  readonly onSend: (content: Content) => void;
  readonly onClose: () => void;
}

const nobody: ReadonlySet<never> = new Set();

export function ContactDialog({ onSend, onClose }: ContactDialogProps) {
  const input = useRef<HTMLInputElement>(null);
  useAutoFocus(input, true);
  const search = usePeopleSearch({
    without: nobody,
    onPerson: (user) => {
      onSend({ type: "card", userId: user.id, name: nameOfUser(user) });
      onClose();
      return null;
    },
  });
  return (
    <Dialog title={t("sendContact")} onClose={onClose}>
      <div class="form">
        <div class="field-box">
          <input
            ref={input}
            class="field-input"
            value={search.query}
            dir={search.query === "" ? undefined : "auto"}
            aria-label={peopleSearchWords("placeholder")}
            placeholder={peopleSearchWords("placeholder")}
            aria-busy={search.busy}
            {...comboboxOf(search)}
            onInput={(event) => search.setQuery(event.currentTarget.value)}
            onKeyDown={search.onKey}
          />
        </div>
        {search.refusal !== null && <Notice>{search.refusal}</Notice>}
        <ErrorNotice error={search.error} />
        <PeopleOptions search={search} />
      </div>
    </Dialog>
  );
}
