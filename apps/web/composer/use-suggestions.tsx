// What is suggested while something is written in the composer: people after @, in groups, and emoji after a colon. One list is
// open at a time, since neither begins inside the other.
import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Suggest } from "../ui/suggest.tsx";
import { emojiPart, mentionPart, useLaterPart } from "./later-parts.ts";
import type { MentionSuggestProps } from "./mention-suggest.tsx";

interface SuggestionsInput extends Omit<MentionSuggestProps, "keys" | "onChoose"> {
  /** `from`: where what was begun stands in the text. */
  readonly onMention: MentionSuggestProps["onChoose"];
  readonly onEmoji: (emoji: string, from: number) => void;
}

interface Suggestions {
  readonly lists: VNode;
  /** @returns whether an open list has handled the key */
  readonly onKey: Suggest["onKey"];
}

const handlesNone: Suggest["onKey"] = () => false;
/** A code that is begun, as far as that is known before what finds them is there. */
const beginsCode = (text: string): boolean => /(?:^|[\s(]):[a-z0-9_+-]{2}/iu.test(text);

export function useSuggestions({ onMention, onEmoji, ...written }: SuggestionsInput): Suggestions {
  const [people, emoji] = [useRef(handlesNone), useRef(handlesNone)];
  const mentioning = mentionPart.loaded.value;
  const emojis = useLaterPart(emojiPart, beginsCode(written.text) ? "a code" : null);
  return {
    lists: (
      <>
        {written.entry.kind === "group" && mentioning !== null && (
          <mentioning.MentionSuggest {...written} keys={people} onChoose={onMention} />
        )}
        {emojis !== null && <emojis.EmojiSuggest {...written} keys={emoji} onChoose={onEmoji} />}
      </>
    ),
    onKey: (key) => people.current(key) || emoji.current(key),
  };
}
