// How a device catches up after an absence: what it has, what it gets, and when it is done.
import * as v from "valibot";
import { strictShape, count, seqNumber, seqOrZero, timeMs } from "./shape.ts";
import { conversationId, deviceId, timeMs as exampleTime, userIds } from "./examples/story.ts";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { featuresShape, serverFeatures } from "./features.ts";
import { conversationIdShape, deviceIdShape, userIdShape } from "./ids.ts";
import { joinedHowShape, listedGroupShape } from "./group.ts";
import { defaultLimits, wireLimits } from "./limits.ts";
import { requestId, upShape } from "./request-id.ts";
import { settingsFields } from "./settings.ts";
import { invitationsRevisionShape } from "./invitations-changed.ts";
import { scheduledRevisionShape } from "./scheduled-changed.ts";

/**
 * What this device has. Without `inboxVersion` the whole inbox is sent; a conversation without a cursor starts at its
 * head. A cursor beyond the head is answered by `sync-required`. `features`: in the first `sync` of a socket.
 */
export const syncFrame = upShape("sync", {
  inboxVersion: v.exactOptional(count),
  cursors: v.exactOptional(v.pipe(v.record(conversationIdShape, seqOrZero), v.maxEntries(wireLimits.maxSyncCursors))),
  features: v.exactOptional(featuresShape),
});
export type SyncFrame = v.InferOutput<typeof syncFrame>;

export const sync = {
  type: "sync",
  name: "SyncFrame",
  shape: syncFrame,
  answeredBy: ["conversation-changed", "event", "sync-required", "sync-done"],
  codes: ["CONVERSATION_NOT_FOUND"],
  words:
    "What this device has. Answered by what it lacks, then `sync-done`; from then on events arrive as they happen. " +
    "Without `inboxVersion` the whole inbox is sent; a conversation without a cursor starts at its head.",
  fields: {
    inboxVersion: "The version of the inbox this device has; what is newer is sent.",
    features:
      "What the client understands beyond the first version; said once, in the first `sync` of a socket. Unknown names are ignored.",
  },
  example: { type: "sync", inboxVersion: 17, cursors: { [conversationId]: 41 } },
} as const satisfies UpFrameKind<SyncFrame>;

/** The newest message, shortened for a list: `text` has at most `previewMaxChars` UTF-16 units. */
const previewShape = strictShape({
  seq: seqNumber,
  senderId: userIdShape,
  type: v.string(),
  text: v.string(),
  createdAt: timeMs,
  /** When the message is gone. */
  expiresAt: v.exactOptional(timeMs),
});
export type Preview = v.InferOutput<typeof previewShape>;

/** The event by which the user became a member. `actorId`: the user, if nobody added them or let them in. */
export const joinedShape = strictShape({
  seq: seqNumber,
  actorId: userIdShape,
  how: joinedHowShape,
  createdAt: timeMs,
});
export type Joined = v.InferOutput<typeof joinedShape>;

/** How long the messages of a conversation stay that are sent now, and who has set it. */
export const retentionShape = strictShape({ ttlMs: count, setBy: userIdShape });
export type Retention = v.InferOutput<typeof retentionShape>;

const inboxEntryFields = {
  kind: v.picklist(["direct", "group"]),
  /** The other member of a direct conversation; in one's notes oneself. */
  peerId: v.exactOptional(userIdShape),
  /** The other member has begun, and the user has not accepted or answered it yet. */
  request: v.exactOptional(v.literal(true)),
  /** The user has blocked the other member: nothing goes either way. */
  blocked: v.exactOptional(v.literal(true)),
  /** The other member has deleted their account: nothing is sent to them any more. */
  peerDeleted: v.exactOptional(v.literal(true)),
  /** A group's name, avatar and size. */
  group: v.exactOptional(listedGroupShape),
  /** The user left: the entry shows the state at that time. */
  left: v.exactOptional(v.literal(true)),
  headSeq: seqOrZero,
  /** How far this user has read. */
  cursorSeq: seqOrZero,
  unread: count,
  /** How many of the unread messages mention the user, or everybody. Missing: an earlier version counted. */
  mentions: v.exactOptional(count),
  /** How many messages the user has deleted for themselves here: a device that knows of fewer asks for the rest. */
  hides: v.exactOptional(count),
  preview: v.nullable(previewShape),
  /** Left out: messages stay for good. */
  retention: v.exactOptional(retentionShape),
  /** How the user came into the group, while that is newer than the newest message that they see. */
  joined: v.exactOptional(joinedShape),
  /**
   * When the newest event that the user sees happened or, before the first one, when the conversation was made. Lists
   * are sorted by it.
   */
  activeAt: timeMs,
  ...settingsFields,
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

export const conversationChanged = {
  type: "conversation-changed",
  name: "ConversationChangedFrame",
  shape: conversationChangedFrame,
  words: "An entry of the inbox as it is now.",
  fields: {
    mentions:
      "How many of the unread messages mention the user, or everybody; missing when an earlier version counted.",
  },
  example: {
    type: "conversation-changed",
    conversationId,
    kind: "direct",
    peerId: userIds.bob,
    headSeq: 42,
    cursorSeq: 42,
    unread: 0,
    mentions: 0,
    preview: { seq: 42, senderId: userIds.alice, type: "text", text: "Coffee at three?", createdAt: exampleTime },
    activeAt: exampleTime,
    inboxVersion: 17,
  },
} as const satisfies DownFrameKind<ConversationChangedFrame>;

export const syncDoneFrame = strictShape({
  type: v.literal("sync-done"),
  inboxVersion: count,
  scheduled: v.exactOptional(scheduledRevisionShape),
  invitations: v.exactOptional(invitationsRevisionShape),
  peopleVersion: v.exactOptional(count),
  requestId,
});
export type SyncDoneFrame = v.InferOutput<typeof syncDoneFrame>;

export const syncDone = {
  type: "sync-done",
  name: "SyncDoneFrame",
  shape: syncDoneFrame,
  words: "This socket has caught up: everything from here on arrives as it happens.",
  fields: {
    scheduled:
      "Names the state of the user's scheduled messages, to clients that name the feature `scheduled`; left out when there are " +
      "none. Another one than before: ask for the list again.",
    invitations: "The same of the user's invitations to groups, to clients that name the feature `invitations`.",
    peopleVersion:
      "The version of the user's people, to clients that name the feature `friends`; left out when there never were any. Another " +
      "one than a client has: it asks `GET /api/people?since=`.",
  },
  example: { type: "sync-done", inboxVersion: 17 },
} as const satisfies DownFrameKind<SyncDoneFrame>;

/**
 * This socket may lack events of the conversation, and gets no more of them until a `sync` names its cursor. `setBack`:
 * the conversation was restored to an earlier time, and nothing beyond `headSeq` exists any more. Without it `headSeq` may
 * be older than what the client has.
 */
export const syncRequiredFrame = strictShape({
  type: v.literal("sync-required"),
  conversationId: conversationIdShape,
  headSeq: seqOrZero,
  setBack: v.exactOptional(v.literal(true)),
});
export type SyncRequiredFrame = v.InferOutput<typeof syncRequiredFrame>;

export const syncRequired = {
  type: "sync-required",
  name: "SyncRequiredFrame",
  shape: syncRequiredFrame,
  words: "This socket may lack events of the conversation and gets no more of it until a `sync` names its cursor.",
  fields: {
    headSeq: "The newest seq that the session knows; it may be older than what the client has.",
    setBack:
      "The conversation was restored to an earlier time: the client forgets everything beyond `headSeq`, its cursor too.",
  },
  example: { type: "sync-required", conversationId, headSeq: 42 },
} as const satisfies DownFrameKind<SyncRequiredFrame>;

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
    /** Of the first version: see `wireLimits`. */
    maxUnheardChars: count,
    /** Missing: an earlier version, which does not say. */
    editSeconds: v.exactOptional(count),
    recallSeconds: v.exactOptional(count),
    /** Missing: an earlier version, which does not say. */
    fileMaxBytes: v.exactOptional(count),
  }),
  reconnectDelayMs: count,
  features: featuresShape,
});
export type WelcomeFrame = v.InferOutput<typeof welcomeFrame>;

export const welcome = {
  type: "welcome",
  name: "WelcomeFrame",
  shape: welcomeFrame,
  words: "The first frame on every socket.",
  fields: {
    features:
      "What this server understands beyond the first version of the protocol. A client uses only what is named.",
    "limits.framesPerSecond": "Frames and HTTP requests a user may send, all devices together, per second.",
    "limits.framesBurst": "The most of them at once.",
    "limits.maxFramesPerSocketMessage": "Frames in one WebSocket message.",
    "limits.maxSocketMessageBytes": "UTF-8 bytes of one WebSocket message.",
    "limits.maxContentBytes": "UTF-8 bytes of a message's `content` as JSON.",
    "limits.maxUnheardChars":
      "Of the first version, which closed a socket that was sent so many characters without a `ping`. Answer each `probe` instead.",
    "limits.editSeconds":
      "How long after a message was sent its sender may edit it, in seconds. Missing: an earlier version; 900 unless it was configured otherwise.",
    "limits.recallSeconds":
      "How long after a message was sent its sender may take it back, in seconds. Missing: an earlier version; 120 unless it was configured otherwise.",
    "limits.fileMaxBytes":
      "Bytes of a file, at most: a larger one is refused with `TOO_LARGE`. Missing: an earlier version, which does not say.",
  },
  example: {
    type: "welcome",
    userId: userIds.alice,
    deviceId,
    serverTime: exampleTime,
    limits: {
      framesPerSecond: defaultLimits.LIMIT_FRAMES_PER_SECOND,
      framesBurst: defaultLimits.LIMIT_FRAMES_BURST,
      maxFramesPerSocketMessage: wireLimits.maxFramesPerSocketMessage,
      maxSocketMessageBytes: wireLimits.maxSocketMessageBytes,
      maxContentBytes: wireLimits.maxContentBytes,
      maxUnheardChars: wireLimits.maxUnheardChars,
      editSeconds: defaultLimits.EDIT_SECONDS,
      recallSeconds: defaultLimits.RECALL_SECONDS,
      fileMaxBytes: defaultLimits.FILE_MAX_BYTES,
    },
    reconnectDelayMs: defaultLimits.RECONNECT_DELAY_MS,
    features: [...serverFeatures],
  },
} as const satisfies DownFrameKind<WelcomeFrame>;
