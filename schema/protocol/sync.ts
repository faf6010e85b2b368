// How a device that was away converges: what it has, what it lacks, and when it has caught up.
import * as v from "valibot";
import { strictShape, count, seqNumber, seqOrZero, timeMs } from "./shape.ts";
import { conversationIdShape, deviceIdShape, userIdShape } from "./ids.ts";
import { listedGroupShape } from "./group.ts";
import { wireLimits } from "./limits.ts";

/** What this device has. Without `inboxVersion` the whole inbox is sent; a conversation without a cursor starts at its head. */
export const syncFrame = strictShape({
  type: v.literal("sync"),
  inboxVersion: v.exactOptional(count),
  cursors: v.exactOptional(v.pipe(v.record(conversationIdShape, seqOrZero), v.maxEntries(wireLimits.maxSyncCursors))),
});
export type SyncFrame = v.InferOutput<typeof syncFrame>;

/** The newest message, shortened for a list: `text` has at most `previewMaxChars` UTF-16 units. */
const previewShape = strictShape({
  seq: seqNumber,
  senderId: userIdShape,
  type: v.string(),
  text: v.string(),
  createdAt: timeMs,
});
export type Preview = v.InferOutput<typeof previewShape>;

const inboxEntryFields = {
  kind: v.picklist(["direct", "group"]),
  /** The other member of a direct conversation. */
  peerId: v.exactOptional(userIdShape),
  /** A group's name, avatar and size. */
  group: v.exactOptional(listedGroupShape),
  /** They are out: the entry says how it was when they went. */
  left: v.exactOptional(v.literal(true)),
  headSeq: seqOrZero,
  /** How far this user has read. */
  cursorSeq: seqOrZero,
  unread: count,
  preview: v.nullable(previewShape),
  /** When the newest event that the user sees happened, or, before the first, the conversation was made: lists are by it. */
  activeAt: timeMs,
  /** The version of the inbox at which this entry last changed. */
  inboxVersion: count,
};

/** One conversation as a user's inbox lists it. */
export const conversationShape = strictShape({ id: conversationIdShape, ...inboxEntryFields });
export type ConversationEntry = v.InferOutput<typeof conversationShape>;

export const conversationChangedFrame = strictShape({
  type: v.literal("conversation-changed"),
  conversationId: conversationIdShape,
  ...inboxEntryFields,
});
export type ConversationChangedFrame = v.InferOutput<typeof conversationChangedFrame>;

export const syncDoneFrame = strictShape({ type: v.literal("sync-done"), inboxVersion: count });
export type SyncDoneFrame = v.InferOutput<typeof syncDoneFrame>;

/** This socket may lack events of the conversation and gets no more of it until a `sync` names its cursor. */
export const syncRequiredFrame = strictShape({
  type: v.literal("sync-required"),
  conversationId: conversationIdShape,
  headSeq: seqOrZero,
});
export type SyncRequiredFrame = v.InferOutput<typeof syncRequiredFrame>;

/** The first frame on every socket. `reconnectDelayMs`: spread reconnects over this long when the socket closes. */
export const welcomeFrame = strictShape({
  type: v.literal("welcome"),
  userId: userIdShape,
  deviceId: deviceIdShape,
  serverTime: timeMs,
  limits: strictShape({
    framesPerSecond: count,
    framesBurst: count,
    maxFramesPerSocketMessage: count,
    maxSocketMessageBytes: count,
    maxContentBytes: count,
    /** Who is sent more characters than this without sending anything is cut off: send a `ping` well before. */
    maxUnheardChars: count,
  }),
  reconnectDelayMs: count,
});
export type WelcomeFrame = v.InferOutput<typeof welcomeFrame>;
