// The frames a server may send: only the union.
import * as v from "valibot";
import { errorFrame } from "./error-frame.ts";
import { groupChangedFrame } from "./events/group-changed.ts";
import { memberChangedFrame } from "./events/member-changed.ts";
import { messageAckFrame } from "./message.ts";
import { newMessageFrame } from "./events/new-message.ts";
import { voidFrame } from "./events/void.ts";
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
