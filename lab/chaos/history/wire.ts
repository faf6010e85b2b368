// Records one socket: the frames that a client sent and the server answered.
import * as v from "valibot";
import { downFrame, type DownFrame } from "../../../schema/protocol/down.ts";
import { opIdShape, type ConversationId, type OpId, type UserId } from "../../../schema/protocol/ids.ts";
import { isEvent, type EventFrame } from "../../../schema/protocol/events/events.ts";
import type { MessageChangeFrame } from "../../../schema/protocol/message-changes.ts";
import type { UpFrame } from "../../../schema/protocol/up.ts";
import { isChange } from "../changes/kinds.ts";
import { claimsOf } from "./claims.ts";
import type { Recorder } from "./recorder.ts";
import { textOf, type DeviceName, type SocketNumber } from "./record.ts";

/** Parses a text of one frame or an array, sent by our own clients; the heartbeat is not a frame. */
export const upFramesOf = (text: string): readonly UpFrame[] =>
  text === "ping" ? [] : [JSON.parse(text) as UpFrame | UpFrame[]].flat();

const downFrames = v.array(downFrame);

/** Parses what the server sent. @returns null if it is not of the protocol */
export function downFramesOf(data: unknown): readonly DownFrame[] | null {
  if (typeof data !== "string") return null;
  if (data === "pong") return [];
  try {
    const { success, output } = v.safeParse(downFrames, [JSON.parse(data) as unknown].flat());
    return success ? output : null;
  } catch {
    return null;
  }
}

const withoutCount = ({ unread: _, unreadMentions: __, ...event }: EventFrame): EventFrame => event;

/** Characters kept of data that the protocol does not know. */
export const maxGarbled = 2_000;

export class Wire {
  readonly #recorder: Recorder;
  readonly #userId: UserId;
  readonly #socket: SocketNumber;
  /** By `requestId`, the tokens of renewals. */
  readonly #renewals = new Map<string, string>();
  /** Ids of changes, which are the `requestId` of their frames in all of our clients. */
  readonly #changes = new Set<string>();

  constructor(recorder: Recorder, device: DeviceName, userId: UserId, accessToken: string) {
    this.#recorder = recorder;
    this.#userId = userId;
    this.#socket = recorder.openSocket(device);
    this.#authorised(accessToken);
  }

  sent(text: string): void {
    for (const frame of upFramesOf(text)) {
      if (frame.type === "sync")
        this.#recorder.note({ kind: "sync", socket: this.#socket, cursors: frame.cursors ?? {} });
      if (frame.type === "renew" && frame.requestId !== undefined)
        this.#renewals.set(frame.requestId, frame.accessToken);
      if (isChange(frame)) this.#changing(v.parse(opIdShape, frame.requestId), frame);
      if (frame.type !== "send-message") continue;
      this.#recorder.note({
        kind: "send",
        socket: this.#socket,
        user: this.#userId,
        conversationId: frame.conversationId,
        clientMsgId: frame.clientMsgId,
        text: textOf(frame.content),
        thread: frame.thread,
        silent: frame.silent,
      });
    }
  }

  #changing(opId: OpId, frame: MessageChangeFrame): void {
    this.#changes.add(opId);
    this.#recorder.note({ kind: "change", socket: this.#socket, user: this.#userId, opId, frame });
  }

  received(frame: DownFrame): void {
    const [socket, user] = [this.#socket, this.#userId];
    if (isEvent(frame)) return this.#recorder.note({ kind: "event", socket, event: withoutCount(frame) });
    switch (frame.type) {
      case "message-ack": {
        const { conversationId, clientMsgId, seq } = frame;
        this.#recorder.answered(socket, clientMsgId);
        return this.#recorder.note({ kind: "ack", user, conversationId, clientMsgId, seq });
      }
      case "error": {
        const { conversationId, clientMsgId, requestId, code } = frame;
        if (this.#isOfChange(requestId)) {
          this.#recorder.answered(socket, requestId);
          return this.#recorder.note({ kind: "change-refused", user, opId: requestId, code });
        }
        if (clientMsgId === undefined || conversationId === undefined) return;
        this.#recorder.answered(socket, clientMsgId);
        return this.#recorder.note({ kind: "refused", user, conversationId, clientMsgId, code });
      }
      case "done": {
        const { requestId } = frame;
        if (this.#isOfChange(requestId)) {
          this.#recorder.answered(socket, requestId);
          return this.#recorder.note({ kind: "change-done", user, opId: requestId, seq: frame.seq ?? null });
        }
        const accessToken = this.#renewals.get(requestId);
        return accessToken === undefined ? undefined : this.#authorised(accessToken);
      }
      case "auth-required":
        return this.#recorder.note({ kind: "auth-required", socket });
      case "typing":
        return this.#sign("typing", frame.userId, frame.conversationId);
      case "presence":
        for (const { userId, online } of frame.people) if (online) this.#sign("online", userId, null);
        return;
      case "people-changed": {
        const { peopleVersion, people } = frame;
        return this.#recorder.note({ kind: "people", socket, peopleVersion, people });
      }
      case "sync-done":
        return this.#recorder.note({ kind: "sync-done", socket });
      case "sync-required":
        return this.#recorder.note({ kind: "sync-required", socket, conversationId: frame.conversationId });
      case "read-receipt":
        if (frame.userId !== user) return this.#sign("reading", frame.userId, frame.conversationId);
        return this.#recorder.note({ kind: "read", user, conversationId: frame.conversationId, seq: frame.seq });
      default:
    }
  }

  #sign(of: "typing" | "reading" | "online", userId: UserId, conversationId: ConversationId | null): void {
    if (userId !== this.#userId)
      this.#recorder.note({ kind: "sign", socket: this.#socket, userId, of, conversationId });
  }

  #isOfChange(requestId: string | undefined): requestId is OpId {
    return requestId !== undefined && this.#changes.has(requestId);
  }

  garbled(data: unknown): void {
    this.#recorder.note({ kind: "garbled", socket: this.#socket, text: String(data).slice(0, maxGarbled) });
  }

  #authorised(accessToken: string): void {
    const { family, until } = claimsOf(accessToken);
    this.#recorder.note({ kind: "authorised", socket: this.#socket, family, until });
  }

  closed(): void {
    this.#recorder.closeSocket(this.#socket);
  }
}
