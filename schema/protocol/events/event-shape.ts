// An event as a frame: its place in the log, the fields of its kind, its time and the receiver's counts.
import * as v from "valibot";
import { conversationIdShape } from "../ids.ts";
import { count, seqNumber, strictShape, timeMs } from "../shape.ts";

const placed = <Type extends string>(type: Type) => ({
  type: v.literal(type),
  conversationId: conversationIdShape,
  seq: seqNumber,
});

/** The receiver's exact counts including this event; only in the last of several events that arrive together. */
const unread = v.exactOptional(count);
const unreadMentions = v.exactOptional(count);

/** Of a kind that the first version has. @param own the fields of the kind */
export const eventShape = <const Type extends string, const Own extends v.ObjectEntries>(type: Type, own: Own) =>
  strictShape({ ...placed(type), ...own, createdAt: timeMs, unread, unreadMentions });

/** Of a kind that came later: `fallback` is for clients of earlier versions. */
export const laterEventShape = <const Type extends string, const Own extends v.ObjectEntries>(type: Type, own: Own) =>
  strictShape({ ...placed(type), ...own, createdAt: timeMs, unread, fallback: v.string(), unreadMentions });
