// The frames a client may send: only the union.
import * as v from "valibot";
import { sendMessageFrame } from "./message.ts";
import { markReadFrame, typingUpFrame } from "./signal.ts";
import { syncFrame } from "./sync.ts";

export const upFrame = v.variant("type", [syncFrame, sendMessageFrame, markReadFrame, typingUpFrame]);
export type UpFrame = v.InferOutput<typeof upFrame>;
/** The shape of each type by itself: who knows the type need not try them all. */
export const upFrameOfType: ReadonlyMap<string, (typeof upFrame.options)[number]> = new Map(
  upFrame.options.map((option) => [option.entries.type.literal, option]),
);
export const upFrameTypes: readonly string[] = [...upFrameOfType.keys()];
