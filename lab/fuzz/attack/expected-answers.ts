// The answers that the protocol requires for one WebSocket message, derived from its shapes: every input must be
// answered.
import * as v from "valibot";
import type { DownFrame } from "../../../schema/protocol/down.ts";
import { clientMsgIdShape, conversationIdShape } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { requestIdShape } from "../../../schema/protocol/request-id.ts";
import { upFrame, type UpFrame } from "../../../schema/protocol/up.ts";
import type { SocketPayload } from "../inputs/socket-inputs.ts";

/** One required or permitted answer. */
export interface Expected {
  readonly what: string;
  readonly isRequired: boolean;
  /** One answer may be for several equal inputs. */
  readonly isShared?: true;
  isAnsweredBy(frame: DownFrame | "pong"): boolean;
}

interface Ids {
  readonly requestId?: string;
  readonly clientMsgId?: string;
  readonly conversationId?: string;
}

/**
 * The answers for payloads that are sent one after the other. Several read marks in one conversation may be answered
 * together.
 *
 * @param self the sender; `isLive`: their socket has been in sync, so that receipts come
 */
export function expectedOfAll(payloads: readonly SocketPayload[], self: string, isLive: boolean): readonly Expected[] {
  const receipts = new Set<string>();
  return payloads
    .flatMap((payload) => expectedAnswers(payload, self, isLive))
    .map((expected) => {
      if (!expected.isShared) return expected;
      const isFirst = !receipts.has(expected.what);
      receipts.add(expected.what);
      return { ...expected, isRequired: expected.isRequired && isFirst };
    });
}

export function expectedAnswers(payload: SocketPayload, self: string, isLive: boolean): readonly Expected[] {
  if (typeof payload !== "string") return [wholeRefused("BINARY_NOT_SUPPORTED")];
  if (payload === "ping") return [{ what: "pong", isRequired: true, isAnsweredBy: (frame) => frame === "pong" }];
  if (Buffer.byteLength(payload) > wireLimits.maxSocketMessageBytes) return [wholeRefused("TOO_LARGE")];
  let value: unknown;
  try {
    // In the form that UTF-8 carries: an unescaped lone surrogate arrives as U+FFFD.
    value = JSON.parse(payload.toWellFormed());
  } catch {
    return [wholeRefused("INVALID_JSON")];
  }
  const frames: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (frames.length > wireLimits.maxFramesPerSocketMessage) return [wholeRefused("TOO_MANY_FRAMES")];
  if (frames.length === 0) return [wholeRefused("INVALID_FRAME")];
  return frames.flatMap((frame) => expectedOf(frame, self, isLive));
}

const wholeRefused = (code: string): Expected => ({
  what: code,
  isRequired: true,
  isAnsweredBy: (frame) => frame !== "pong" && frame.type === "error" && frame.code === code && isAbout(frame, {}),
});

function expectedOf(value: unknown, self: string, isLive: boolean): readonly Expected[] {
  const parsed = hasReservedCursor(value) ? { success: false as const } : v.safeParse(upFrame, value);
  if (!parsed.success) return [refusal(idsOf(value))];
  const frame: UpFrame = parsed.output;
  const { requestId } = frame;
  const own = requestId === undefined ? {} : { requestId };
  /** EVOLVE-3: only to frames with a `requestId`. */
  const done = (about: Ids): readonly Expected[] =>
    requestId === undefined
      ? [{ ...refusal(about), isRequired: false }]
      : [
          {
            what: `done of ${requestId}`,
            isRequired: true,
            isAnsweredBy: (answer) =>
              answer !== "pong" &&
              (answer.type === "done" || answer.type === "error") &&
              isAbout(answer, { ...about, ...own }),
          },
        ];
  switch (frame.type) {
    case "send-message": {
      const { clientMsgId, conversationId } = frame;
      return [
        {
          what: `ack of ${clientMsgId}`,
          isRequired: true,
          isAnsweredBy: (answer) =>
            answer !== "pong" &&
            (answer.type === "message-ack" || answer.type === "error") &&
            isAbout(answer, { ...own, clientMsgId, conversationId }),
        },
      ];
    }
    case "mark-read": {
      const { conversationId, seq } = frame;
      const receipt = receiptOf(conversationId, seq, self, isLive);
      if (requestId === undefined) return [receipt, { ...refusal({ conversationId }), isRequired: false }];
      return [
        { ...receipt, isRequired: false },
        {
          what: `receipt of ${requestId}`,
          isRequired: true,
          isAnsweredBy: (answer) =>
            answer !== "pong" &&
            ((answer.type === "read-receipt" &&
              answer.requestId === requestId &&
              answer.conversationId === conversationId &&
              answer.unread === undefined) ||
              (answer.type === "error" && isAbout(answer, { ...own, conversationId }))),
        },
      ];
    }
    case "echo":
    case "renew":
    case "watch-presence":
    case "set-activity":
      return done({});
    case "typing":
    case "edit-message":
    case "recall-message":
    case "react":
    case "vote":
    case "close-poll":
    case "pin-message":
    case "hide-messages":
      return done({ conversationId: frame.conversationId });
    case "sync":
      return [
        {
          what: "sync-done",
          isRequired: true,
          isAnsweredBy: (answer) =>
            answer !== "pong" &&
            ((answer.type === "sync-done" && answer.requestId === requestId) ||
              (answer.type === "error" && answer.code === "RATE_LIMITED" && isAbout(answer, own))),
        },
        ...Object.keys(frame.cursors ?? {}).map((conversationId) => ({
          ...refusal({ ...own, conversationId }),
          isRequired: false,
        })),
      ];
  }
}

/** The receipt that comes through the stream, to all devices of the reader. */
const receiptOf = (conversationId: string, seq: number, self: string, isLive: boolean): Expected => ({
  what: `receipt of ${conversationId}`,
  isRequired: isLive,
  isShared: true,
  isAnsweredBy: (answer) =>
    answer !== "pong" &&
    ((answer.type === "error" && isAbout(answer, { conversationId })) ||
      (answer.type === "read-receipt" &&
        answer.conversationId === conversationId &&
        answer.userId === self &&
        answer.unread !== undefined) ||
      // UNREAD-5: on a socket that is catching up.
      (answer.type === "conversation-changed" && answer.conversationId === conversationId && answer.cursorSeq >= seq) ||
      (answer.type === "sync-required" && answer.conversationId === conversationId)),
});

/** ERR-5: keys that every object inherits are unknown like any other. Valibot's records ignore them. */
function hasReservedCursor(value: unknown): boolean {
  const cursors = isObject(value) ? (value as { readonly cursors?: unknown }).cursors : undefined;
  return isObject(cursors) && (Array.isArray(cursors) || reservedKeys.some((key) => Object.hasOwn(cursors, key)));
}
const reservedKeys = ["__proto__", "constructor", "prototype"];

const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

const refusal = (ids: Ids): Expected => ({
  what: `error about ${JSON.stringify(ids)}`,
  isRequired: true,
  isAnsweredBy: (frame) => frame !== "pong" && frame.type === "error" && isAbout(frame, ids),
});

/** SOCKET-6: an error repeats the well-formed ids of its frame, and no others. */
const isAbout = (frame: Ids, { requestId, clientMsgId, conversationId }: Ids): boolean =>
  frame.requestId === requestId && frame.clientMsgId === clientMsgId && frame.conversationId === conversationId;

function idsOf(value: unknown): Ids {
  if (!isObject(value) || Array.isArray(value)) return {};
  const { requestId, clientMsgId, conversationId } = value as Readonly<Record<string, unknown>>;
  return {
    ...(v.is(requestIdShape, requestId) ? { requestId } : {}),
    ...(v.is(clientMsgIdShape, clientMsgId) ? { clientMsgId } : {}),
    ...(v.is(conversationIdShape, conversationId) ? { conversationId } : {}),
  };
}
