// The state of an own message as its mark tells it, in the conversation and in the list of conversations. Pure.
import type { OutgoingState } from "@klatch/sdk";

export type MessageState = "waiting" | "sent" | "read" | "failed";

/** Null: the message is not stored yet, and would be lost with the page; or it is discarded. */
export const shownState: Readonly<Record<OutgoingState, Exclude<MessageState, "read"> | null>> = {
  storing: null,
  waiting: "waiting",
  sending: "waiting",
  acked: "sent",
  failed: "failed",
  discarded: null,
};
