// What the component of a kind gets.
import type { ReceivedContent, UserId } from "@klatch/sdk";
import type { ShownMessage } from "../timeline/timeline-rows.ts";

export interface BodyProps<Of extends ReceivedContent = ReceivedContent> {
  readonly content: Of;
  /** The people whom the message mentions. */
  readonly mentions: readonly UserId[];
  /** Left out where the content is only read, as among messages that were forwarded together. */
  readonly message?: ShownMessage | undefined;
  /** Of a content that is only read: the message out of which its files are fetched. */
  readonly filesOfSeq?: number | undefined;
}
