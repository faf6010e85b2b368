// All events: frames that take a seq. A kind that is listed here is known everywhere.
import * as v from "valibot";
import { shapesOf } from "../shapes-of.ts";
import type { EventKind } from "./event-kind.ts";
import { groupChanged } from "./group-changed.ts";
import { memberChanged } from "./member-changed.ts";
import { newMessage } from "./new-message.ts";
import { voidStretch } from "./void.ts";

const kinds = [newMessage, memberChanged, groupChanged, voidStretch] as const;

/** The union of all events. */
export const eventFrame = v.variant("type", shapesOf(kinds));
export type EventFrame = v.InferOutput<typeof eventFrame>;

type AnyFrame = { readonly type: string };
/** By type. */
export const eventKinds: ReadonlyMap<string, EventKind<AnyFrame>> = new Map(
  kinds.map((kind) => [kind.type, kind as EventKind<AnyFrame>]),
);

export const isEvent = (frame: AnyFrame): frame is EventFrame => eventKinds.has(frame.type);
