// The frames a server may send: only the union.
import * as v from "valibot";
import { errorFrame } from "./error-frame.ts";
import { groupChangedFrame, memberChangedFrame } from "./group.ts";
import { messageAckFrame, newMessageFrame, voidFrame } from "./message.ts";
import { readReceiptFrame, typingDownFrame } from "./signal.ts";
import { conversationChangedFrame, syncDoneFrame, syncRequiredFrame, welcomeFrame } from "./sync.ts";

export const downFrame = v.variant("type", [
  welcomeFrame,
  messageAckFrame,
  newMessageFrame,
  memberChangedFrame,
  groupChangedFrame,
  voidFrame,
  conversationChangedFrame,
  readReceiptFrame,
  typingDownFrame,
  syncDoneFrame,
  syncRequiredFrame,
  errorFrame,
]);
export type DownFrame = v.InferOutput<typeof downFrame>;
