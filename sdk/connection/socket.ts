// One WebSocket from opening to its end: parses incoming text into frames. Calls no hook after the end.
import { parseJson } from "../client/parse-json.ts";
import { protocolName } from "../client/protocol-constants.ts";
import type { Runtime, WebSocketLike } from "../client/runtime.ts";

export interface SocketHooks {
  /** The parsed frames of one message; only `type` is checked. `chars`: UTF-16 units of the message. */
  onFrames(frames: readonly IncomingFrame[], chars: number): void;
  onPong(): void;
  /** Called once, whichever side closes. `reason`: the server's code; empty without one. */
  onEnd(closeCode: number, reason: string): void;
}

export interface IncomingFrame {
  readonly type: string;
}

/** Stands for a missing close code (RFC 6455, 7.1.5): the connection broke, or could not be opened. */
export const abnormalClosure = 1006;

export class Socket {
  readonly #hooks: SocketHooks;
  readonly #socket: WebSocketLike;
  #ended = false;

  constructor(runtime: Runtime, url: string, accessToken: string, hooks: SocketHooks) {
    this.#hooks = hooks;
    // Browsers cannot set headers on a WebSocket. The token travels beside the subprotocol's name, never in the URL.
    this.#socket = new runtime.WebSocket(url, [protocolName, `bearer.${accessToken}`]);
    this.#socket.addEventListener("message", (event) => this.#receive(event.data));
    this.#socket.addEventListener("close", ({ code, reason = "" }) => this.#end(code, reason));
    // Nothing to do: "close" follows.
    this.#socket.addEventListener("error", () => {});
  }

  send(text: string): void {
    if (!this.#ended) this.#socket.send(text);
  }

  /** Ends the socket at once. It does not wait for the closing handshake, which a dead network would not carry. */
  abandon(closeCode: number = abnormalClosure): void {
    if (this.#ended) return;
    this.#socket.close(1000);
    this.#end(closeCode, "");
  }

  #receive(data: unknown): void {
    if (this.#ended) return;
    if (data === "pong") return this.#hooks.onPong();
    const frames = parseFrames(data);
    if (frames === null) this.abandon();
    else this.#hooks.onFrames(frames, (data as string).length);
  }

  #end(closeCode: number, reason: string): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#hooks.onEnd(closeCode, reason);
  }
}

/** Null: the data is not from a Klatch server. */
function parseFrames(data: unknown): IncomingFrame[] | null {
  if (typeof data !== "string") return null;
  try {
    const parsed = parseJson(data);
    const frames = Array.isArray(parsed) ? (parsed as unknown[]) : [parsed];
    return frames.every(isFrame) ? frames : null;
  } catch {
    return null;
  }
}

const isFrame = (value: unknown): value is IncomingFrame =>
  typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
