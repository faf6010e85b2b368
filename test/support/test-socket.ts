// A client's end of a socket in tests: keeps what arrives in order, and holds every frame against the protocol.
import * as v from "valibot";
import { downFrame, type DownFrame } from "../../schema/protocol/down.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { protocolName } from "../../schema/protocol/version.ts";
import { fetchWorker } from "./worker-http.ts";

/** How long a test waits for what must come before it fails. */
const patienceMs = 5_000;

export interface Closing {
  readonly code: number;
  readonly reason: string;
}

type FrameOf<Type extends DownFrame["type"]> = Extract<DownFrame, { type: Type }>;

/** A frame, or a text that is none: `pong`. */
export type Received = DownFrame | string;

export class TestSocket {
  readonly #ws: WebSocket;
  readonly #received: Received[] = [];
  readonly #history: DownFrame[] = [];
  readonly #closing: Promise<Closing>;
  #wake: () => void = () => {};
  #failure: unknown = null;
  #isOpen = true;

  constructor(ws: WebSocket) {
    this.#ws = ws;
    this.#closing = new Promise((resolve) => {
      ws.addEventListener("close", ({ code, reason }) => {
        this.#isOpen = false;
        resolve({ code, reason });
        this.#wake();
      });
    });
    ws.addEventListener("message", ({ data }) => {
      try {
        const received = parseReceived(data);
        this.#received.push(...received);
        this.#history.push(...received.filter((one) => typeof one !== "string"));
      } catch (error) {
        this.#failure ??= error;
      }
      this.#wake();
    });
    ws.accept();
  }

  /** @throws Error with the answer when it is not an upgrade */
  static async open(token: string, by: "authorization" | "subprotocol" = "authorization"): Promise<TestSocket> {
    const response = await upgrade(token, by);
    const selected = response.headers.get("sec-websocket-protocol");
    if (response.webSocket === null) throw new Error(`no upgrade: ${response.status} ${await response.text()}`);
    if (by === "subprotocol" && selected !== protocolName) throw new Error(`the server selected ${selected}`);
    return new TestSocket(response.webSocket);
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Arrived and not yet taken. */
  get waiting(): readonly Received[] {
    if (this.#failure !== null) throw this.#failure;
    return this.#received;
  }

  sendText(text: string): void {
    this.#ws.send(text);
  }

  sendBinary(bytes: Uint8Array): void {
    this.#ws.send(bytes);
  }

  /** As one WebSocket message. */
  send(...frames: readonly UpFrame[]): void {
    this.sendText(JSON.stringify(frames.length === 1 ? frames[0] : frames));
  }

  close(code = 1000): void {
    this.#ws.close(code);
  }

  /** What arrives next. @throws Error when nothing does, or it is no frame of the protocol */
  async next(): Promise<Received> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const first = this.#received.shift();
      if (first !== undefined) return first;
      if (!this.#isOpen) throw new Error(`the socket closed: ${JSON.stringify(await this.#closing)}`);
      await this.#changed(deadline - Date.now());
    }
  }

  /** The next frame of this type; those before it are dropped. */
  async nextOfType<Type extends DownFrame["type"]>(type: Type): Promise<Extract<DownFrame, { type: Type }>> {
    for (;;) {
      const received = await this.next();
      if (typeof received !== "string" && received.type === type) return received as Extract<DownFrame, { type: Type }>;
    }
  }

  /** The next frame of this type that fits; others stay where they are. */
  async take<Type extends DownFrame["type"]>(
    type: Type,
    fits: (frame: FrameOf<Type>) => boolean = () => true,
  ): Promise<FrameOf<Type>> {
    const deadline = Date.now() + patienceMs;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const at = this.#received.findIndex(
        (one) => typeof one !== "string" && one.type === type && fits(one as FrameOf<Type>),
      );
      if (at >= 0) return this.#received.splice(at, 1)[0] as FrameOf<Type>;
      if (!this.#isOpen) throw new Error(`the socket closed: ${JSON.stringify(await this.#closing)}`);
      await this.#changed(deadline - Date.now());
    }
  }

  /** Every frame that ever arrived. */
  get history(): readonly DownFrame[] {
    return this.#history;
  }

  /** Every frame of a type that ever arrived. */
  all<Type extends DownFrame["type"]>(type: Type): FrameOf<Type>[] {
    return this.#history.filter((frame): frame is FrameOf<Type> => frame.type === type);
  }

  /** Begins to listen, or asks again, and waits until it has caught up. */
  async sync(frame: Omit<SyncFrame, "type"> = {}): Promise<FrameOf<"sync-done">> {
    this.send({ type: "sync", ...frame });
    return this.take("sync-done");
  }

  /** Everything the server had sent before it read our ping, in order. */
  async drain(): Promise<readonly Received[]> {
    this.sendText("ping");
    const all: Received[] = [];
    for (let one = await this.next(); one !== "pong"; one = await this.next()) all.push(one);
    return all;
  }

  /** How the server closed it. @throws Error when it does not */
  closed(): Promise<Closing> {
    return withPatience(this.#closing, patienceMs, "the socket stays open");
  }

  async #changed(remainingMs: number): Promise<void> {
    await withPatience(new Promise<void>((resolve) => (this.#wake = resolve)), remainingMs, "nothing arrives");
  }
}

/** The answer to the attempt to open a socket. */
export function upgrade(token: string | undefined, by: "authorization" | "subprotocol"): Promise<Response> {
  const subprotocol = { "sec-websocket-protocol": `${protocolName}, bearer.${token ?? ""}` };
  const headers = { upgrade: "websocket", ...(by === "subprotocol" ? subprotocol : {}) };
  return fetchWorker({ method: "GET", path: "/ws", headers, token: by === "authorization" ? token : undefined });
}

/** @throws ValiError for anything that is not a down frame, so that no test overlooks one */
function parseReceived(data: unknown): Received[] {
  if (data === "pong") return [data];
  if (typeof data !== "string") throw new Error("the server sent a binary message");
  const value: unknown = JSON.parse(data);
  const frames: readonly unknown[] = Array.isArray(value) ? value : [value];
  return frames.map((frame) => v.parse(downFrame, frame));
}

async function withPatience<T>(promise: Promise<T>, ms: number, message: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(message)), Math.max(0, ms));
  });
  try {
    return await Promise.race([promise, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
