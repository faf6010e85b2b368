// One WebSocket from opening to its end: text in, frames out; after the end it is silent.
import { protocolName } from "../client/protocol-constants.ts";
import type { Runtime, WebSocketLike } from "../client/runtime.ts";

export interface SocketHooks {
  /** Parsed, with a `type`, and otherwise as the server made it; `chars` as they came. */
  onFrames(frames: readonly IncomingFrame[], chars: number): void;
  onPong(): void;
  /** Once, whichever side ended it. */
  onEnd(closeCode: number): void;
}

export interface IncomingFrame {
  readonly type: string;
}

/** No close code came (RFC 6455, 7.1.5): the connection broke, or could not be made. */
export const abnormalClosure = 1006;

export class Socket {
  readonly #hooks: SocketHooks;
  readonly #socket: WebSocketLike;
  #ended = false;

  constructor(runtime: Runtime, url: string, accessToken: string, hooks: SocketHooks) {
    this.#hooks = hooks;
    // Browsers cannot set headers on a WebSocket: the token travels beside the protocol's name, never in the URL.
    this.#socket = new runtime.WebSocket(url, [protocolName, `bearer.${accessToken}`]);
    this.#socket.addEventListener("message", (event) => this.#receive(event.data));
    this.#socket.addEventListener("close", (event) => this.#end(event.code));
    // "close" follows.
    this.#socket.addEventListener("error", () => {});
  }

  send(text: string): void {
    if (!this.#ended) this.#socket.send(text);
  }

  /** Ends it at once, without waiting for an answer that a dead network will not carry. */
  abandon(closeCode: number = abnormalClosure): void {
    if (this.#ended) return;
    this.#socket.close(1000);
    this.#end(closeCode);
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    if (data === "pong") return this.#hooks.onPong();
    const frames = parseFrames(data);
    if (frames === null) this.abandon();
    else this.#hooks.onFrames(frames, (data as string).length);
  }

  #end(closeCode: number): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hooks.onEnd(closeCode);
  }
}

/** Null: not what a Klatch server sends. */
function parseFrames(data: unknown): IncomingFrame[] | null {
  if (typeof data !== "string") return null;
  try {
    const parsed: unknown = JSON.parse(data);
    const frames = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
    return frames.every(isFrame) ? frames : null;
  } catch {
    return null;
  }
}

const isFrame = (value: unknown): value is IncomingFrame =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
