// Finds the messages in a selection of the page: those that are selected whole as they were typed, parts as they are seen.
import { kindOf } from "../kinds/kinds.ts";
import type { MessageRow } from "../timeline/timeline-rows.ts";
import { copiedText } from "./copied-text.ts";
import { seenText } from "./seen-text.ts";
import type { Copying, Shown } from "./use-copying.ts";

/** What a bubble shows of a message's content. */
const body = ".message-bubble :is(.markdown, .message-emoji, .message-unknown)";

/** @returns ends it */
export function copySelections({ list, shown, onEnds }: Copying): () => void {
  const keyAt = (node: Node | null): string => {
    const element = node instanceof Element ? node : node?.parentElement;
    const row = element?.closest<HTMLElement>("[data-key]");
    return row !== null && row !== undefined && list.contains(row) ? (row.dataset["key"] ?? "") : "";
  };
  const onSelect = (): void => {
    const selection = selected();
    onEnds(selection === null ? "" : `${keyAt(selection.anchorNode)}\n${keyAt(selection.focusNode)}`);
  };
  const onCopy = (event: ClipboardEvent): void => {
    const selection = selected();
    const text =
      selection === null || selectsWithin(event.target) ? null : selectedText(selection.getRangeAt(0), list, shown());
    if (text === null) return;
    event.clipboardData?.setData("text/plain", text);
    event.preventDefault();
  };
  onSelect();
  document.addEventListener("selectionchange", onSelect);
  document.addEventListener("copy", onCopy);
  return () => {
    document.removeEventListener("selectionchange", onSelect);
    document.removeEventListener("copy", onCopy);
  };
}

/** Null: nothing is selected. */
function selected(): Selection | null {
  const selection = getSelection();
  return selection === null || selection.isCollapsed ? null : selection;
}

/** A field that has the focus is asked to copy, also where something else is selected. */
const selectsWithin = (field: EventTarget | null): boolean =>
  (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) &&
  field.selectionStart !== field.selectionEnd;

/** Null: nothing of any message is selected. */
function selectedText(range: Range, list: Element, { rows, nameOf }: Shown): string | null {
  const parts = new Map<string, string | null>();
  for (const article of list.querySelectorAll<HTMLElement>("article[data-key]")) {
    const shown = article.querySelector(body);
    const { key } = article.dataset;
    if (key === undefined || shown === null || !range.intersectsNode(shown)) continue;
    const part = seenText(shown, range);
    if (part.trim() !== "") parts.set(key, part.trim() === seenText(shown, null).trim() ? null : part);
  }
  const at = rows.flatMap(({ key }, index) => (parts.has(key) ? [index] : []));
  const [first] = at;
  if (first === undefined) return null;
  // Those between that are not in the page are selected whole.
  const messages = rows.slice(first, (at.at(-1) ?? first) + 1).filter((row) => row.kind === "message");
  return copiedText(
    messages.map((row: MessageRow) => ({
      author: nameOf(row.message.senderId),
      text: parts.get(row.key) ?? typed(row),
    })),
  );
}

const typed = ({ message: { content } }: MessageRow): string => kindOf(content).copyText(content);
