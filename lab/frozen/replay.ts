// Plays the part of an earlier server to a client of today, from a transcript. It is as strict as that server was: what it
// would have refused for its shape is a fault.
import { setImmediate as turn } from "node:timers/promises";
import type { Runtime, WebSocketLike } from "@klatch/sdk";
import { framesIn, type RecordedCall, type RecordedStep, type Transcript } from "./transcript.ts";

export interface ReplayParts {
  readonly transcript: Transcript;
  /** @returns what the server of then has against this frame; null: nothing */
  readonly frameFault: (frame: Readonly<Record<string, unknown>>) => string | null;
  /** The same of the body of a call. */
  readonly bodyFault: (method: string, path: string, body: unknown) => string | null;
}

type Frame = Readonly<Record<string, unknown>>;
/** Ids that the client makes anew at each run. */
const ownIds = ["requestId", "clientMsgId"] as const;

/** The path without the query's order. */
const pathKey = (path: string): string => {
  const { pathname, searchParams } = new URL(path, "http://then");
  return `${pathname}?${[...searchParams]
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join("&")}`;
};

export class Replay {
  readonly faults: string[] = [];
  readonly #parts: ReplayParts;
  readonly #calls: RecordedCall[];
  readonly #steps: RecordedStep[];
  /** Sent by the client and not matched yet. */
  #sent: Frame[] = [];
  readonly #acts: string[] = [];
  /** Calls that change something, begun by the client and not matched yet. */
  readonly #begun: string[] = [];
  #socket: ReplayedSocket | null = null;
  /** Recorded ids and those of this run. */
  readonly #ids = new Map<string, string>();

  constructor(parts: ReplayParts) {
    this.#parts = parts;
    this.#calls = [...parts.transcript.calls];
    this.#steps = [...parts.transcript.steps];
  }

  get runtime(): Pick<Runtime, "fetch" | "WebSocket"> {
    const opened = (socket: ReplayedSocket): void => this.#opened(socket);
    const sent = (text: string): void => this.#heard(text);
    class Socket extends ReplayedSocket {
      constructor() {
        super(sent);
        opened(this);
      }
    }
    return {
      WebSocket: Socket,
      fetch: (url, init) => this.#answer(url, init.method, typeof init.body === "string" ? init.body : undefined),
    };
  }

  /** What the transcript still has: nothing, when the client did all that the client of then did. */
  get left(): readonly string[] {
    // Pings apart, a client need not ask for all that an earlier one asked for.
    return this.#steps.map((step) => JSON.stringify(step).slice(0, 200));
  }

  act(name: string): void {
    this.#acts.push(name);
    this.#goOn();
  }

  #opened(socket: ReplayedSocket): void {
    this.#socket = socket;
    void turn().then(() => this.#goOn());
  }

  #heard(text: string): void {
    for (const frame of framesIn(text)) {
      const fault = this.#parts.frameFault(frame);
      if (fault !== null) this.faults.push(fault);
      this.#sent.push(frame);
    }
    void turn().then(() => this.#goOn());
  }

  /** Says what the server said, up to where it waited for the client or for others. */
  #goOn(): void {
    for (;;) {
      const [step] = this.#steps;
      if (step === undefined || !this.#isDue(step)) return;
      this.#steps.shift();
      if (step.kind === "down") this.#socket?.say(this.#withIdsOfNow(step.frame));
      else if (step.kind === "close") {
        this.#socket?.end(step.code);
        this.#socket = null;
        this.#sent = [];
      }
    }
  }

  #isDue(step: RecordedStep): boolean {
    switch (step.kind) {
      case "act": {
        const at = this.#acts.indexOf(step.name);
        if (at >= 0) this.#acts.splice(at, 1);
        return at >= 0;
      }
      case "call": {
        const at = this.#begun.indexOf(`${step.method} ${step.path}`);
        if (at >= 0) this.#begun.splice(at, 1);
        return at >= 0;
      }
      case "open":
        return this.#socket !== null;
      case "up":
        return this.#isMatched(step.frame);
      default:
        return true;
    }
  }

  /** The first frame of the same type and conversation stands for the recorded one. */
  #isMatched(recorded: Frame): boolean {
    const at = this.#sent.findIndex(
      (frame) => frame["type"] === recorded["type"] && frame["conversationId"] === recorded["conversationId"],
    );
    const [frame] = at < 0 ? [] : this.#sent.splice(at, 1);
    for (const name of ownIds) {
      const [then, now] = [recorded[name], frame?.[name]];
      if (typeof then === "string" && typeof now === "string") this.#ids.set(then, now);
    }
    return frame !== undefined;
  }

  #withIdsOfNow(frame: Frame): Frame {
    const own = ownIds.flatMap((name) => {
      const now = this.#ids.get(String(frame[name]));
      return now === undefined ? [] : [[name, now] as const];
    });
    return { ...frame, ...Object.fromEntries(own) };
  }

  async #answer(url: string, method: string, body: string | undefined): ReturnType<Runtime["fetch"]> {
    const { pathname, search } = new URL(url);
    const path = pathname + search;
    if (body !== undefined) {
      const fault = this.#parts.bodyFault(method, pathname, JSON.parse(body));
      if (fault !== null) this.faults.push(fault);
    }
    if (method !== "GET") this.#begun.push(`${method} ${pathname}`);
    await turn();
    this.#goOn();
    const at = this.#calls.findIndex((call) => call.method === method && pathKey(call.path) === pathKey(path));
    const [call] = at < 0 ? [] : this.#calls.splice(at, 1);
    if (call === undefined) {
      this.faults.push(`the server of then was not asked for ${method} ${path}`);
      return { status: 503, headers: { get: () => null }, text: async () => "" };
    }
    return {
      status: call.status,
      headers: { get: (name) => call.headers[name] ?? null },
      text: async () => call.body,
    };
  }
}

type Listener = (event: { readonly data: unknown; readonly code: number }) => void;

class ReplayedSocket implements WebSocketLike {
  readonly #sent: (text: string) => void;
  readonly #listeners: (readonly [type: string, listener: Listener])[] = [];
  #isOpen = true;

  constructor(sent: (text: string) => void) {
    this.#sent = sent;
  }

  addEventListener(type: string, listener: (event: never) => void): void {
    this.#listeners.push([type, listener as Listener]);
  }

  send(text: string): void {
    if (text === "ping") this.#tell("message", { data: "pong", code: 0 });
    else this.#sent(text);
  }

  close(): void {
    this.end(1000);
  }

  say(frame: Frame): void {
    this.#tell("message", { data: JSON.stringify(frame), code: 0 });
  }

  end(code: number): void {
    if (!this.#isOpen) return;
    this.#tell("close", { data: null, code });
    this.#isOpen = false;
  }

  #tell(type: string, event: Parameters<Listener>[0]): void {
    if (!this.#isOpen) return;
    for (const [name, listener] of this.#listeners) if (name === type) listener(event);
  }
}
