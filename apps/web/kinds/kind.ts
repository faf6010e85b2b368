// What the page can say about a kind of content. Without components, so that lists and tests need nothing of a browser.
import type { ReceivedContent } from "@klatch/sdk";

export interface Kind<Of extends ReceivedContent = ReceivedContent> {
  /** One line for lists, from the text that an inbox entry has of its newest message. */
  listed(text: string): string;
  /** One line for lists. */
  preview(content: Of): string;
  /** One line for the quote above an answer. */
  quote(content: Of): string;
  /** What a screen reader reads out when the message arrives. */
  announce(content: Of): string;
  /** The text of a notification outside the page. */
  notify(content: Of): string;
  /** What "Copy text" copies; "" if there is nothing to copy. */
  copyText(content: Of): string;
  /** The estimated height of the body in a bubble of this inner width, in px, before the body is rendered. */
  sizeHint(content: Of, widthPx: number): number;
  /** The message stands without a bubble. */
  isBare(content: Of): boolean;
}

interface Texts<Of extends ReceivedContent> extends Pick<Kind<Of>, "copyText" | "sizeHint" | "isBare"> {
  readonly textOf: (content: Of) => string;
  readonly onOneLine: (text: string) => string;
}

/** A kind that is shown everywhere by one line of its text. */
export function kindOfText<Of extends ReceivedContent>({ textOf, onOneLine, ...rest }: Texts<Of>): Kind<Of> {
  const line = (content: Of): string => onOneLine(textOf(content));
  return { listed: onOneLine, preview: line, quote: line, announce: line, notify: line, ...rest };
}
