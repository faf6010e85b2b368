// A piece of text on a terminal, and the styles of pieces.
import { styleText } from "node:util";

/** How each kind of text is shown by a terminal that has styles. */
const formats = {
  strong: "bold",
  em: "italic",
  del: "strikethrough",
  code: "cyan",
  link: "underline",
  mention: "magenta",
  me: "inverse",
  faint: "dim",
} as const;

export type Style = keyof typeof formats;

export interface Piece {
  readonly text: string;
  readonly styles: readonly Style[];
}

export const plain = (text: string): Piece => ({ text, styles: [] });

/** Whether a terminal has styles is asked before: pieces have none otherwise. */
export const styled = ({ text, styles }: Piece): string =>
  styles.length === 0
    ? text
    : styleText(
        styles.map((style) => formats[style]),
        text,
        { validateStream: false },
      );
