// A well-behaved client's socket: every frame must be valid, every event in order, and the socket must stay open.
import * as v from "valibot";
import { downFrame, type DownFrame } from "../../../schema/protocol/down.ts";
import { isEvent, type EventFrame } from "../../../schema/protocol/events/events.ts";
import { protocolName } from "../../../schema/protocol/version.ts";

export class WatchedSocket {
  readonly #socket: WebSocket;
  readonly #onFrame: (frame: DownFrame) => void;
  /** The last seq of each conversation. */
  readonly #seqs = new Map<string, number>();
  #isExpectedToClose = false;
  /** Faults that it observed. */
  readonly wrong: string[] = [];
  closedByServer = false;

  private constructor(socket: WebSocket, onFrame: (frame: DownFrame) => void) {
    this.#socket = socket;
    this.#onFrame = onFrame;
  }

  /** Resolves when the socket is in sync. */
  static async open(server: string, accessToken: string, onFrame: (frame: DownFrame) => void): Promise<WatchedSocket> {
    const url = `${server.replace("http", "ws")}/ws`;
    const socket = new WebSocket(url, [protocolName, `bearer.${accessToken}`]);
    const { promise: caughtUp, resolve, reject } = Promise.withResolvers<void>();
    const watched = new WatchedSocket(socket, (frame) => {
      if (frame.type === "sync-done") resolve();
      onFrame(frame);
    });
    socket.addEventListener("open", () => watched.send('{"type":"sync"}'));
    socket.addEventListener("message", ({ data }) => watched.#receive(data as string));
    socket.addEventListener("close", ({ code }) => {
      watched.#closed(code);
      reject(new Error(`closed ${code}`));
    });
    await caughtUp;
    return watched;
  }

  send(text: string): void {
    this.#socket.send(text);
  }

  close(): void {
    this.#isExpectedToClose = true;
    this.#socket.close();
  }

  #receive(data: string): void {
    const value: unknown = JSON.parse(data);
    for (const one of Array.isArray(value) ? value : [value]) {
      const parsed = v.safeParse(downFrame, one);
      if (!parsed.success) {
        this.wrong.push(`no frame of the protocol: ${JSON.stringify(one).slice(0, 300)}`);
        continue;
      }
      this.#look(parsed.output);
      this.#onFrame(parsed.output);
    }
  }

  #look(frame: DownFrame): void {
    if (isEvent(frame)) return this.#lookAtEvent(frame);
    switch (frame.type) {
      case "conversation-changed":
        // A conversation without a cursor begins at this seq.
        if (!this.#seqs.has(frame.conversationId)) this.#seqs.set(frame.conversationId, frame.headSeq);
        return;
      case "sync-required": {
        const { conversationId } = frame;
        const seq = this.#seqs.get(conversationId) ?? frame.headSeq;
        return this.send(JSON.stringify({ type: "sync", cursors: { [conversationId]: seq } }));
      }
      case "probe":
        return this.send(JSON.stringify({ type: "echo", nonce: frame.nonce }));
      case "error":
        // In groups from which attackers removed this user, and in dissolved groups.
        if (frame.code !== "CONVERSATION_NOT_FOUND") this.wrong.push(`refused with ${frame.code}`);
        return;
      default:
    }
  }

  #lookAtEvent(frame: EventFrame): void {
    const { conversationId, seq } = frame;
    const last = this.#seqs.get(conversationId);
    if (last !== undefined && seq !== last + 1) this.wrong.push(`${conversationId}: ${seq} came after ${last}`);
    this.#seqs.set(conversationId, frame.type === "void" ? frame.toSeq : seq);
  }

  #closed(code: number): void {
    if (this.#isExpectedToClose) return;
    this.closedByServer = true;
    this.wrong.push(`closed with ${code}`);
  }
}
