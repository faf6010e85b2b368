// The list of people that a started @… may mean, above the composer. Arrows select, Enter or Tab accepts, Esc closes it.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import type { Ref } from "preact";
import { useEffect, useImperativeHandle, useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../model/everyone.ts";
import { Avatar } from "../ui/avatar.tsx";
import { composerWords as t } from "./composer-words.ts";
import { mentionWords } from "./mention-names.ts";
import { mentionAt, mentionMatches, type Mentionable } from "./mention-search.ts";
import "./mention-list.css";

const maxShown = 8;

export interface MentionListHandle {
  /** @returns whether the list has handled the key */
  readonly onKey: (key: string) => boolean;
}

interface MentionListProps {
  readonly entry: ConversationEntry;
  readonly text: string;
  readonly caret: number;
  readonly nameOf: (userId: UserId) => string;
  /** `from`: the position of the @ in the text. */
  readonly onChoose: (person: Mentionable<UserId>, from: number) => void;
  readonly handle: Ref<MentionListHandle>;
}

export function MentionList({ entry, text, caret, nameOf, onChoose, handle }: MentionListProps) {
  const chat = useChat();
  const [active, setActive] = useState(0);
  const [putAway, setPutAway] = useState(-1);
  const asked = entry.kind === "group" ? mentionAt(text, caret) : null;
  const query = asked === null || asked.start === putAway ? null : asked;
  const found = query === null ? [] : mentionMatches(candidates(), query.query, maxShown);

  useEffect(() => setActive(0), [query?.query]);

  function candidates(): Mentionable<UserId>[] {
    const group = chat.groups.known(entry.id);
    const people = [...(group?.members.value.keys() ?? [])]
      .filter((id) => id !== chat.me)
      .map((id) => ({ id, name: nameOf(id), username: chat.people.get(id)?.username ?? "" }));
    const self = group?.group.value;
    const mayAll =
      self !== null && self !== undefined && (self.self.role !== "member" || self.settings.mayMentionAll === "members");
    return mayAll ? [...people, { id: everyone, name: mentionWords("all"), username: "all" }] : people;
  }

  const choose = (person: Mentionable<UserId> | undefined): void => {
    if (person !== undefined && query !== null) onChoose(person, query.start);
  };

  useImperativeHandle(handle, () => ({
    onKey: (key) => {
      if (found.length === 0) return false;
      if (key === "ArrowDown") setActive((active + 1) % found.length);
      else if (key === "ArrowUp") setActive((active - 1 + found.length) % found.length);
      else if (key === "Enter" || key === "Tab") choose(found[active]);
      else if (key === "Escape") setPutAway(query?.start ?? -1);
      else return false;
      return true;
    },
  }));

  if (found.length === 0) return null;
  return (
    <ul class="mention-list" role="listbox" aria-label={t("mentionList")}>
      {found.map((person, at) => (
        <li
          key={person.id}
          role="option"
          aria-selected={at === active}
          class="mention-option"
          onMouseDown={(event) => {
            // The text box keeps the focus.
            event.preventDefault();
            choose(person);
          }}
          onMouseEnter={() => setActive(at)}
        >
          <Avatar id={person.id} name={person.name} size="tiny" />
          <bdi>{person.name}</bdi>
          <span>{person.id === everyone ? mentionWords("everyone") : `@${person.username}`}</span>
        </li>
      ))}
    </ul>
  );
}
