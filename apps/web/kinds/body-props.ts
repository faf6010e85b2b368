// What the component of a kind gets.
import type { ReceivedContent, UserId } from "@klatch/sdk";

export interface BodyProps<Of extends ReceivedContent = ReceivedContent> {
  readonly content: Of;
  /** The people whom the message mentions. */
  readonly mentions: readonly UserId[];
}
