// The frames that a server sends: events, and the kinds listed here.
import * as v from "valibot";
import { errorAnswer } from "./error-frame.ts";
import { eventFrame } from "./events/events.ts";
import { messageAck } from "./message.ts";
import { shapesOf } from "./shapes-of.ts";
import { readReceipt, typingDown } from "./signal.ts";
import { conversationChanged, syncDone, syncRequired, welcome } from "./sync.ts";

const before = [welcome, messageAck] as const;
const after = [conversationChanged, readReceipt, typingDown, syncDone, syncRequired, errorAnswer] as const;

/** All frames but events. */
export const downFrames = [...before, ...after] as const;

export const downFrame = v.variant("type", [...shapesOf(before), ...eventFrame.options, ...shapesOf(after)]);
export type DownFrame = v.InferOutput<typeof downFrame>;
