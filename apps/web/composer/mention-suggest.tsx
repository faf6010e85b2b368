// Suggests the people that a started @… may mean: those whose names begin so first, and all members together last. It comes
// after the composer, which works without it.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import type { RefObject, VNode } from "preact";
import { useEffect } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import { unknownName } from "../text/unknown-name.ts";
import { Avatar } from "../ui/avatar.tsx";
import { useSuggest, type Suggest, type Suggestion } from "../ui/suggest.tsx";
import { composerWords as t } from "./composer-words.ts";
import { mayMentionAll, membersKnown } from "./members-known.ts";
import { mentionWords } from "./mention-names.ts";
export { mentionsAfter } from "./chosen-mentions.ts";
export { nameToWrite } from "./written-name.ts";
import { mentionAt, mentionMatches } from "../../text/mentions/mention-search.ts";
import { PersonAvatar } from "../people/person-avatar.tsx";

const maxShown = 8;

export interface MentionSuggestProps {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly entry: ConversationEntry;
  readonly text: string;
  /** Null: the box does not have the focus. */
  readonly caret: number | null;
  readonly speakers: Iterable<UserId>;
  readonly nameOf: (userId: UserId) => string;
  /** Is given what handles the keys of the box first. */
  readonly keys: { current: Suggest["onKey"] };
  /** `from`: the position of the @ in the text. */
  readonly onChoose: (id: UserId, from: number) => void;
}

interface Person extends Suggestion {
  readonly id: UserId;
}

export function MentionSuggest(props: MentionSuggestProps): VNode | null {
  const { box, entry, text, caret, speakers, nameOf, keys, onChoose } = props;
  const chat = useChat();
  const asked = entry.kind === "group" && caret !== null ? mentionAt(text, caret) : null;

  function peopleLike(query: string): Person[] {
    const known = membersKnown(chat, entry, speakers)
      .map((id) => ({
        id,
        name: nameOf(id),
        username: chat.people.get(id)?.username ?? "",
        displayName: chat.people.knownName(id),
      }))
      // What is chosen is written into the text.
      .filter(({ name }) => name !== unknownName);
    const all = mayMentionAll(chat, entry) ? [{ id: everyone, name: mentionWords("all"), username: "all" }] : [];
    const everybody = mentionMatches(all, query, 1);
    return [...mentionMatches(known, query, maxShown - everybody.length), ...everybody].map(
      ({ id, name, username }) => ({
        id,
        title: name,
        note: id === everyone ? mentionWords("everyone") : `@${username}`,
        picture:
          id === everyone ? (
            <Avatar id={id} name="" size="tiny" group />
          ) : (
            <PersonAvatar id={id} name={name} size="tiny" />
          ),
      }),
    );
  }

  const { list, onKey } = useSuggest({
    box,
    label: t("mentionList"),
    items: asked === null ? [] : peopleLike(asked.query),
    query: asked === null ? "" : `${asked.start} ${asked.query}`,
    onChoose: ({ id }) => {
      if (asked !== null) onChoose(id, asked.start);
    },
  });
  keys.current = onKey;
  useEffect(() => () => void (keys.current = () => false), []);
  return list;
}
