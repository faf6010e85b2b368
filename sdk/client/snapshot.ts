// The state that an app without a store keeps between runs, so that the next sync fetches only what is new.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";

/** Plain data that can be written as JSON. Keep it together with the received messages, which are not sent again. */
export interface Snapshot {
  readonly userId: UserId;
  readonly inboxVersion: number | null;
  readonly conversations: readonly InboxEntry[];
  /** Per conversation, the seq up to which all events were received; least recently active first. */
  readonly cursors: readonly (readonly [ConversationId, number])[];
}
