// Suggests the emoji that a started :code may mean, and writes the one whose code was ended with a colon. It comes with the
// first code that is begun.
import type { RefObject, VNode } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useSuggest, type Suggest } from "../ui/suggest.tsx";
import { composerWords as t } from "./composer-words.ts";
import { emojiAt, emojiMatches, emojiOfCode, type EmojiQuery } from "./emoji-search.ts";

const maxShown = 8;

interface EmojiSuggestProps {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  /** Null: the box does not have the focus. */
  readonly caret: number | null;
  /** Is given what handles the keys of the box first. */
  readonly keys: { current: Suggest["onKey"] };
  /** `from`: the position of the colon in the text. */
  readonly onChoose: (emoji: string, from: number) => void;
}

export function EmojiSuggest({ box, text, caret, keys, onChoose }: EmojiSuggestProps): VNode | null {
  const asked = caret === null ? null : emojiAt(text, caret);
  const before = useRef<EmojiQuery | null>(null);
  // Before the next key, which would stand in what is replaced.
  useLayoutEffect(() => {
    const was = before.current;
    before.current = asked;
    // Its second colon was typed just now. One that stands there by undo, or from before, stays as it is.
    if (asked?.isWhole !== true || was === null || was.isWhole || was.start !== asked.start) return;
    const emoji = emojiOfCode(asked.query);
    if (emoji !== undefined) onChoose(emoji, asked.start);
  });
  const matches = asked === null || asked.isWhole ? [] : emojiMatches(asked.query, maxShown);
  const { list, onKey } = useSuggest({
    box,
    label: t("emojiList"),
    items: matches.map(({ emoji, codes }) => ({
      id: emoji,
      title: `:${codes.find((code) => code.includes(asked?.query ?? "")) ?? codes[0] ?? ""}:`,
      note: "",
      picture: (
        <span class="suggest-emoji" aria-hidden="true">
          {emoji}
        </span>
      ),
    })),
    query: asked === null ? "" : `${asked.start} ${asked.query}`,
    onChoose: ({ id }) => {
      if (asked !== null) onChoose(`${id} `, asked.start);
    },
  });
  keys.current = onKey;
  useEffect(() => () => void (keys.current = () => false), []);
  return list;
}
