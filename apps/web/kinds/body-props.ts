// What the component of a kind gets.
import type { ReceivedContent, UserId } from "@klatch/sdk";
import type { ShownMessage } from "../timeline/timeline-rows.ts";

export interface BodyProps<Of extends ReceivedContent = ReceivedContent> {
  readonly content: Of;
  /** The people whom the message mentions. */
  readonly mentions: readonly UserId[];
  /** Left out where the content is only read, as among messages that were forwarded together. */
  readonly message?: ShownMessage;
}
