// Finds the messages in a selection of the page: those that are selected whole as they were typed, parts as they are seen.
import type { UserId } from "@klatch/sdk";
import { kindOf } from "../kinds/kinds.ts";
import type { MessageRow, Row } from "../timeline/timeline-rows.ts";
import { copiedText } from "./copied-text.ts";
import { seenText } from "./seen-text.ts";

/** What a bubble shows of a message's content. */
const body = ".message-bubble :is(.markdown, .message-emoji, .message-unknown)";

/** Null: nothing of any message is selected. @param rows of the list, of which only those near the screen are in the page */
export function selectedText(
  range: Range,
  list: Element,
  rows: readonly Row[],
  nameOf: (userId: UserId) => string,
): string | null {
  const selected = new Map<string, string | null>();
  for (const article of list.querySelectorAll<HTMLElement>("article[data-key]")) {
    const shown = article.querySelector(body);
    const { key } = article.dataset;
    if (key === undefined || shown === null || !range.intersectsNode(shown)) continue;
    const part = seenText(shown, range);
    if (part.trim() !== "") selected.set(key, part.trim() === seenText(shown, null).trim() ? null : part);
  }
  const at = rows.flatMap(({ key }, index) => (selected.has(key) ? [index] : []));
  const [first] = at;
  if (first === undefined) return null;
  // Those between that are not in the page are selected whole.
  const messages = rows.slice(first, (at.at(-1) ?? first) + 1).filter((row) => row.kind === "message");
  return copiedText(
    messages.map((row: MessageRow) => ({
      author: nameOf(row.message.senderId),
      text: selected.get(row.key) ?? typed(row),
    })),
  );
}

const typed = ({ message: { content } }: MessageRow): string => kindOf(content).copyText(content);
