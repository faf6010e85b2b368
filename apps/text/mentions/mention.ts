// Somebody whom a message mentions, by a name that may stand in its text.
import type { MentionInline } from "../markdown/blocks.ts";

export interface Mention {
  readonly name: string;
  /** Whether the mentioned person is the reader. */
  readonly me: boolean;
  /** Whose name it is; left out where nothing is to be done with it. */
  readonly id?: string;
}

/** A mention as it was typed. */
export const mentionText = ({ sign = "@", name }: MentionInline): string => sign + name;
