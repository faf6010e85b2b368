// What an app keeps between its runs, so that the next sync fetches only what is new.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";

/** Plain data, fit for JSON. Store it together with the messages received so far: those are not sent again. */
export interface Snapshot {
  readonly userId: UserId;
  readonly inboxVersion: number | null;
  readonly conversations: readonly ConversationEntry[];
  /** Per conversation, the seq up to which everything was received; least recently active first. */
  readonly cursors: readonly (readonly [ConversationId, number])[];
}
