// The SDK's surroundings in tests: a clock that the test moves, and a server that says what the test makes it say.
import { KlatchClient, type KlatchClientOptions, type Session } from "../../sdk/entry.ts";
import type { HttpResponse, Runtime, WebSocketLike } from "../../sdk/client/runtime.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ConversationId, DeviceId, MessageId, UserId } from "../../schema/protocol/ids.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ConversationChangedFrame, ConversationEntry } from "../../schema/protocol/sync.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";

/** Lets everything run that waits for nothing but its turn. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class FakeClock {
  nowMs = 1_700_000_000_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly run: () => void }>();

  get timers(): number {
    return this.#timers.size;
  }

  readonly setTimer = (run: () => void, delayMs: number): (() => void) => {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  };

  /** Moves on, running what becomes due at its time. */
  async advance(ms: number): Promise<void> {
    const endMs = this.nowMs + ms;
    for (;;) {
      await settle();
      const [next] = [...this.#timers].toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run();
    }
    this.nowMs = endMs;
    await settle();
  }

  /** The device sleeps: time passes, and timers go on where they stood. */
  sleep(ms: number): void {
    this.nowMs += ms;
    const timers = [...this.#timers];
    this.#timers.clear();
    for (const { atMs, run } of timers) this.#timers.add({ atMs: atMs + ms, run });
  }
}

export class FakeSocket implements WebSocketLike {
  readonly url: string;
  readonly protocols: readonly string[];
  /** WebSocket messages, parsed; `"ping"` as it is. */
  readonly messages: unknown[] = [];
  isOpen = true;
  /** The platform's refuses to send before it is connected; ours is with the server's first word. */
  #isConnected = false;
  readonly #listeners: ((type: string, event: never) => void)[] = [];

  constructor(url: string, protocols: string[]) {
    this.url = url;
    this.protocols = protocols;
  }

  /** All frames received so far, of whichever message. */
  get frames(): UpFrame[] {
    return this.messages.filter((received) => received !== "ping").flat() as UpFrame[];
  }

  framesOf<Type extends UpFrame["type"]>(type: Type): Extract<UpFrame, { type: Type }>[] {
    return this.frames.filter((frame): frame is Extract<UpFrame, { type: Type }> => frame.type === type);
  }

  /** The `sync` frames, without what tells their answers apart. */
  get syncs(): object[] {
    return this.framesOf("sync").map(({ requestId: _requestId, features: _features, ...frame }) => frame);
  }

  /** The `requestId` of the newest frame of this type. */
  lastRequestId(type: UpFrame["type"]): string {
    return this.framesOf(type).at(-1)?.requestId ?? "none";
  }

  send(data: string): void {
    if (!this.#isConnected) throw new DOMException("Sent before connected.", "InvalidStateError");
    this.messages.push(data === "ping" ? data : JSON.parse(data));
  }

  close(): void {
    this.isOpen = false;
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push((happened, event) => {
      if (happened === type) listener(event);
    });
  }

  /** The server's side. */
  say(...frames: object[]): void {
    this.sayText(JSON.stringify(frames.length === 1 ? frames[0] : frames));
  }

  sayText(data: string): void {
    if (!this.isOpen) return;
    this.#isConnected = true;
    this.#happen("message", { data });
  }

  end(code: number, reason = ""): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#happen("close", { code, reason });
  }

  #happen(type: string, event: object): void {
    for (const listener of this.#listeners) listener(type, event as never);
  }
}

export interface FakeCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly accessToken: string | null;
  readonly idempotencyKey: string | null;
  readonly challengeToken: string | null;
  readonly range: string | null;
  readonly signal: AbortSignal;
}
export interface FakeAnswer {
  readonly status: number;
  readonly body?: unknown;
  /** The body as JSON, in place of `body`. */
  readonly text?: string;
  /** The body as bytes, in pieces; an error in their place: the line breaks there. */
  readonly pieces?: readonly (Uint8Array | Error)[];
  readonly headers?: Readonly<Record<string, string>>;
}

export const me = "user_me" as UserId;
export const peer = "user_peer" as UserId;
export const direct = "direct_me_peer" as ConversationId;

export const session: Session = {
  user: { id: me, username: "me", displayName: "me", createdAt: 0 },
  deviceId: "device_me" as DeviceId,
  accessToken: "access-1",
  refreshToken: "refresh-1",
  expiresAtMs: 1_700_000_000_000 + 900_000,
  clockOffsetMs: null,
};

export const tokens = (generation: number, expiresIn = 900): object => ({
  accessToken: `access-${generation}`,
  refreshToken: `refresh-${generation}`,
  expiresIn,
});

export const other = "user_other" as UserId;

/** The answer to a sign-in of somebody else on the same device. */
export const otherSignedIn = {
  user: { ...session.user, id: other, username: "other" },
  device: { id: "device_other" },
  ...tokens(2),
};

/** A client and the world around it, signed in unless `session` is null. */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  readonly calls: FakeCall[] = [];
  /** What the store holds: the newest last. */
  readonly saved: (Session | null)[] = [session];
  /** Set by tests: always in the middle unless they want it otherwise. */
  random = (): number => 0.5;
  /** What the server says that it understands. */
  features: string[] = [];
  answer: (call: FakeCall) => FakeAnswer | Promise<FakeAnswer> = () => ({
    status: 404,
    body: problem(404, "NOT_FOUND"),
  });

  readonly runtime: Runtime;
  readonly #wakeListeners = new Set<() => void>();

  constructor() {
    const { sockets } = this;
    this.runtime = {
      now: () => this.clock.nowMs,
      setTimer: this.clock.setTimer,
      random: () => this.random(),
      onWake: (listener) => {
        this.#wakeListeners.add(listener);
        return () => this.#wakeListeners.delete(listener);
      },
      fetch: async (url, { method, headers, body, signal }) => {
        const call: FakeCall = {
          method,
          path: url.replace("http://server.test", ""),
          body: typeof body === "string" ? JSON.parse(body) : body,
          accessToken: headers["authorization"]?.replace("Bearer ", "") ?? null,
          idempotencyKey: headers["idempotency-key"] ?? null,
          challengeToken: headers["challenge-token"] ?? null,
          range: headers["range"] ?? null,
          signal,
        };
        this.calls.push(call);
        const answer = await this.answer(call);
        return {
          status: answer.status,
          headers: { get: (name) => answer.headers?.[name] ?? null },
          ...(answer.pieces !== undefined && { body: bodyOf(answer.pieces) }),
          text: async () => answer.text ?? (answer.body === undefined ? "" : JSON.stringify(answer.body)),
        };
      },
      WebSocket: class extends FakeSocket {
        constructor(url: string, protocols: string[]) {
          super(url, protocols);
          sockets.push(this);
        }
      },
    };
  }

  /** Network or app come back. */
  wake(): void {
    for (const listener of this.#wakeListeners) listener();
  }

  client(options: Partial<KlatchClientOptions> = {}): KlatchClient {
    return new KlatchClient({
      url: "http://server.test",
      runtime: this.runtime,
      store: {
        load: () => Promise.resolve(this.saved.at(-1) ?? null),
        save: (kept) => {
          this.saved.push(kept);
          return Promise.resolve();
        },
      },
      ...options,
    });
  }

  get socket(): FakeSocket {
    const newest = this.sockets.at(-1);
    if (newest === undefined) throw new Error("no socket was opened");
    return newest;
  }

  /** A restored client whose first socket has caught up, with one direct conversation at seq `headSeq`. */
  async connected(options: Partial<KlatchClientOptions> = {}, headSeq = 0): Promise<KlatchClient> {
    const client = this.client(options);
    await client.restore();
    void client.connect();
    await settle();
    await this.catchUp(conversationChanged({ headSeq }));
    return client;
  }

  /** The newest socket welcomes the client, says `frames` and that this is all. */
  async catchUp(...frames: DownFrame[]): Promise<void> {
    this.socket.say(this.welcome());
    await settle();
    this.socket.say(...frames, { type: "sync-done", inboxVersion: 1 });
    await settle();
  }

  /** The line breaks, and the device comes back on another one, where it hears `frames`. */
  async reconnect(...frames: DownFrame[]): Promise<void> {
    this.socket.end(1006);
    await this.clock.advance(5_000);
    await this.catchUp(...frames);
  }

  welcome(limits: Partial<Extract<DownFrame, { type: "welcome" }>["limits"]> = {}): DownFrame {
    return {
      type: "welcome",
      userId: me,
      deviceId: session.deviceId,
      serverTime: this.clock.nowMs,
      limits: {
        framesPerSecond: 100,
        framesBurst: 200,
        maxFramesPerSocketMessage: 256,
        maxSocketMessageBytes: 262_144,
        maxContentBytes: 16_384,
        maxUnheardChars: 16_777_216,
        ...limits,
      },
      reconnectDelayMs: 5_000,
      features: this.features,
    };
  }
}

function bodyOf(pieces: readonly (Uint8Array | Error)[]): NonNullable<HttpResponse["body"]> {
  const left = [...pieces];
  return {
    getReader: () => ({
      read: async () => {
        const piece = left.shift();
        if (piece instanceof Error) throw piece;
        return piece === undefined ? { done: true } : { done: false, value: piece };
      },
      cancel: async () => {},
    }),
  };
}

export function conversationChanged(fields: Partial<ConversationChangedFrame> = {}): ConversationChangedFrame {
  return {
    type: "conversation-changed",
    conversationId: direct,
    kind: "direct",
    peerId: peer,
    headSeq: 0,
    cursorSeq: 0,
    unread: 0,
    preview: null,
    activeAt: 0,
    inboxVersion: 1,
    ...fields,
  };
}

/** The same as an answer over HTTP has it. */
export function entryOf(fields: Partial<ConversationChangedFrame> = {}): ConversationEntry {
  const { type: _, conversationId: id, ...entry } = conversationChanged(fields);
  return { id, ...entry };
}

export function message(seq: number, fields: Partial<NewMessageFrame> = {}): NewMessageFrame {
  const conversationId = fields.conversationId ?? direct;
  return {
    type: "new-message",
    conversationId,
    seq,
    messageId: `${conversationId}:${seq}` as MessageId,
    senderId: peer,
    clientMsgId: `m${seq}` as NewMessageFrame["clientMsgId"],
    content: { type: "text", text: `text ${seq}` },
    createdAt: 1_700_000_000_000 + seq,
    ...fields,
  };
}

export const problem = (status: number, code: string, fields: object = {}): object => ({
  type: `urn:klatch:error:${code}`,
  title: "A sentence.",
  status,
  code,
  ...fields,
});
