// Whether a message was deleted for everyone, or its time is over. Pure.
import type { MessageState, ReceivedContent } from "@klatch/sdk";

interface Changeable {
  readonly content: ReceivedContent;
  readonly state: MessageState | null;
}

/** Of a tombstone, which nobody can send. */
const goneType: string = "gone";

export const isGone = ({ content, state }: Changeable): boolean =>
  state?.recalled !== undefined || goneType === content.type;
