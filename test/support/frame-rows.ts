// Who may do what over a socket: for every frame what is sent, and what shows that it was carried out or refused.
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { OpId } from "../../schema/protocol/ids.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { message, type World } from "./matrix-world.ts";
import { newClientMsgId } from "./people.ts";

const newOpId = (): OpId => newClientMsgId() as OpId;

interface FrameRow {
  readonly frame: (world: World) => UpFrame;
  /** What shows that a member's frame was carried out, and on whose socket. */
  readonly member: readonly [who: "caller" | "peer", type: DownFrame["type"]];
  readonly stranger: ErrorCode | null;
  /** On a socket whose access token has expired. */
  readonly expired: ErrorCode | "done";
}

export const frameRows: Readonly<Record<UpFrame["type"], FrameRow>> = {
  sync: {
    frame: ({ talk }) => ({ type: "sync", cursors: { [talk]: 0 } }),
    member: ["caller", "new-message"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  "send-message": {
    frame: ({ talk }) => ({ type: "send-message", conversationId: talk, ...message() }) as UpFrame,
    member: ["caller", "message-ack"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  "mark-read": {
    frame: ({ talk }) => ({ type: "mark-read", conversationId: talk, seq: 1 }),
    member: ["caller", "read-receipt"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  "edit-message": {
    frame: ({ talk }) => ({
      type: "edit-message",
      conversationId: talk,
      opId: newOpId(),
      seq: 1,
      content: { type: "text", text: "Hi" },
    }),
    member: ["peer", "message-edited"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  react: {
    frame: ({ talk }) => ({
      type: "react",
      conversationId: talk,
      opId: newOpId(),
      seq: 1,
      emoji: "👍",
      active: true,
    }),
    member: ["peer", "reaction-changed"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  "pin-message": {
    frame: ({ talk }) => ({
      type: "pin-message",
      conversationId: talk,
      opId: newOpId(),
      seq: 1,
      active: true,
    }),
    member: ["peer", "pin-changed"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  vote: {
    frame: ({ talk, polls }) => ({ type: "vote", conversationId: talk, opId: newOpId(), seq: polls[1], options: [0] }),
    member: ["peer", "vote-changed"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  "close-poll": {
    frame: ({ talk, polls }) => ({ type: "close-poll", conversationId: talk, seq: polls[1] }),
    member: ["peer", "poll-closed"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  "hide-messages": {
    frame: ({ talk }) => ({ type: "hide-messages", conversationId: talk, seqs: [1] }),
    member: ["caller", "messages-hidden"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  typing: {
    frame: ({ talk }) => ({ type: "typing", conversationId: talk, active: true }),
    member: ["peer", "typing"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
  // Of whom the caller does not know, as of everybody else.
  "watch-presence": {
    frame: ({ bob }) => ({ type: "watch-presence", userIds: [bob.user.id] }),
    member: ["caller", "presence"],
    stranger: null,
    expired: "TOKEN_EXPIRED",
  },
  "set-activity": {
    frame: () => ({ type: "set-activity", front: false, requestId: "r" }),
    member: ["caller", "done"],
    stranger: null,
    expired: "TOKEN_EXPIRED",
  },
  // Concerns the socket alone, so that there is no stranger.
  echo: {
    frame: () => ({ type: "echo", nonce: "n", requestId: "r" }),
    member: ["caller", "done"],
    stranger: null,
    expired: "done",
  },
  renew: {
    frame: ({ alice }) => ({ type: "renew", accessToken: alice.accessToken, requestId: "r" }),
    member: ["caller", "done"],
    stranger: null,
    // It is carried out: the token is that of another device.
    expired: "NOT_AUTHENTICATED",
  },
  // The last: nothing can be done to what was taken back.
  "recall-message": {
    frame: ({ talk }) => ({ type: "recall-message", conversationId: talk, seq: 1 }),
    member: ["peer", "message-recalled"],
    stranger: "CONVERSATION_NOT_FOUND",
    expired: "TOKEN_EXPIRED",
  },
};
