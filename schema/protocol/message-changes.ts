// What people do to messages after they were sent: the frames, the bodies over HTTP, and the signal to one's own devices.
import * as v from "valibot";
import { contentShape } from "./content/content.ts";
import { conversationId, opId } from "./examples/story.ts";
import type { DownFrameKind, UpFrameKind } from "./frame-kind.ts";
import { conversationIdShape, opIdShape, userIdShape } from "./ids.ts";
import { wireLimits } from "./limits.ts";
import type { ClosePollFrame, VoteFrame } from "./poll.ts";
import { upShape } from "./request-id.ts";
import { count, seqNumber, strictShape, wellFormedText } from "./shape.ts";

const target = { conversationId: conversationIdShape, seq: seqNumber };
const edited = {
  content: contentShape,
  /** User ids, or `all`. */
  mentions: v.exactOptional(v.pipe(v.array(userIdShape), v.maxLength(wireLimits.maxMentions))),
};
const hiddenSeqs = v.pipe(v.array(seqNumber), v.minLength(1), v.maxLength(wireLimits.maxHiddenPerRequest));
/** Whether it is one emoji is judged where it is used: `schema/protocol/emoji.ts`. */
export const reactionShape = wellFormedText(wireLimits.reactionMaxChars, 1);

export const editMessageBodyShape = strictShape({ opId: v.exactOptional(opIdShape), ...edited });
export type EditMessageBody = v.InferOutput<typeof editMessageBodyShape>;

/** `seq`: of the event; of the one that made it so, if it was so already. */
export const changedMessageShape = strictShape({ conversationId: conversationIdShape, seq: seqNumber });

const ofTarget = { seq: "The message." };
const targetCodes = ["CONVERSATION_NOT_FOUND", "MESSAGE_NOT_FOUND"] as const;

export const editMessageFrame = upShape("edit-message", { opId: opIdShape, ...target, ...edited });
export type EditMessageFrame = v.InferOutput<typeof editMessageFrame>;

export const editMessage = {
  type: "edit-message",
  name: "EditMessageFrame",
  shape: editMessageFrame,
  answeredBy: ["done"],
  codes: [
    ...targetCodes,
    "FORBIDDEN",
    "MUTED",
    "READ_ONLY",
    "TOO_LATE",
    "TOO_MANY",
    "CONTENT_TOO_LARGE",
    "CONTENT_BLANK",
    "CONVERSATION_FULL",
    "NOT_ACCEPTED",
    "USER_NOT_FOUND",
  ],
  words: "Changes what one of the user's own messages says, for a while after it was sent. Its edits are kept.",
  fields: ofTarget,
  example: { type: "edit-message", opId, conversationId, seq: 42, content: { type: "text", text: "Coffee at four?" } },
} as const satisfies UpFrameKind<EditMessageFrame>;

export const recallMessageFrame = upShape("recall-message", target);
export type RecallMessageFrame = v.InferOutput<typeof recallMessageFrame>;

export const recallMessage = {
  type: "recall-message",
  name: "RecallMessageFrame",
  shape: recallMessageFrame,
  answeredBy: ["done"],
  codes: [...targetCodes, "FORBIDDEN", "TOO_LATE"],
  words:
    "Takes a message back for everybody: its sender for a while, a group's owner and admins (of those below them) at any time. A repeat finds it done.",
  fields: { seq: "The message." },
  example: { type: "recall-message", conversationId, seq: 42 },
} as const satisfies UpFrameKind<RecallMessageFrame>;

export const reactFrame = upShape("react", { opId: opIdShape, ...target, emoji: reactionShape, active: v.boolean() });
export type ReactFrame = v.InferOutput<typeof reactFrame>;

export const react = {
  type: "react",
  name: "ReactFrame",
  shape: reactFrame,
  answeredBy: ["done"],
  codes: [...targetCodes, "MUTED", "TOO_MANY", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  words: "Puts an emoji to a message, or takes the user's own away.",
  fields: {
    ...ofTarget,
    emoji: "One emoji. A skin tone or variation selector makes no difference.",
    active: "False: takes it away.",
  },
  example: { type: "react", opId, conversationId, seq: 42, emoji: "👍", active: true },
} as const satisfies UpFrameKind<ReactFrame>;

export const pinMessageFrame = upShape("pin-message", { opId: opIdShape, ...target, active: v.boolean() });
export type PinMessageFrame = v.InferOutput<typeof pinMessageFrame>;

export const pinMessage = {
  type: "pin-message",
  name: "PinMessageFrame",
  shape: pinMessageFrame,
  answeredBy: ["done"],
  codes: [...targetCodes, "FORBIDDEN", "TOO_MANY", "CONVERSATION_FULL", "NOT_ACCEPTED", "USER_NOT_FOUND"],
  words: "Pins a message for everybody, or takes the pin away. Who may do so in a group is one of its settings.",
  fields: { ...ofTarget, active: "False: takes the pin away." },
  example: { type: "pin-message", opId, conversationId, seq: 42, active: true },
} as const satisfies UpFrameKind<PinMessageFrame>;

export const hideMessagesFrame = upShape("hide-messages", { conversationId: conversationIdShape, seqs: hiddenSeqs });
export type HideMessagesFrame = v.InferOutput<typeof hideMessagesFrame>;

export const hideMessages = {
  type: "hide-messages",
  name: "HideMessagesFrame",
  shape: hideMessagesFrame,
  answeredBy: ["done"],
  codes: [...targetCodes, "TOO_MANY"],
  words: "Deletes messages for this user alone, on all their devices. Nobody else is told.",
  fields: { seqs: "The messages." },
  example: { type: "hide-messages", conversationId, seqs: [40, 42] },
} as const satisfies UpFrameKind<HideMessagesFrame>;

/** The frames that change messages. */
export type MessageChangeFrame =
  | EditMessageFrame
  | RecallMessageFrame
  | ReactFrame
  | PinMessageFrame
  | HideMessagesFrame
  | VoteFrame
  | ClosePollFrame;

/** To the user's own devices. `hides` rises with each: a device that missed one asks for all after the one it has. */
export const messagesHiddenFrame = strictShape({
  type: v.literal("messages-hidden"),
  conversationId: conversationIdShape,
  seqs: v.array(seqNumber),
  hides: count,
});
export type MessagesHiddenFrame = v.InferOutput<typeof messagesHiddenFrame>;

export const messagesHidden = {
  type: "messages-hidden",
  name: "MessagesHiddenFrame",
  shape: messagesHiddenFrame,
  words: "The user has deleted messages for themselves. To their own devices.",
  fields: {
    seqs: "The messages.",
    hides: "How often the user has done so in this conversation, with this.",
  },
  example: { type: "messages-hidden", conversationId, seqs: [40, 42], hides: 3 },
} as const satisfies DownFrameKind<MessagesHiddenFrame>;
