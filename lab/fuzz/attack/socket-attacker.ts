// Sends hostile WebSocket messages on one socket after the other, and checks the answers against those that are due.
import * as v from "valibot";
import { downFrame, type DownFrame } from "../../../schema/protocol/down.ts";
import { errorRules } from "../../../schema/protocol/errors.ts";
import type { SocketPayload } from "../inputs/socket-inputs.ts";
import type { Person } from "../../kit/people.ts";
import type { Tally } from "../watch/tally.ts";
import { HostileSocket } from "../wire/hostile-socket.ts";
import { expectedOfAll, type Expected } from "./expected-answers.ts";
import { Owed } from "./owed.ts";

/** Close codes that attackers cause themselves: too many faults, a device signed out by an input, too many sockets. */
const deservedCloses = new Set([4429, 4401, 4409]);
/** Answers that may still come after later inputs were sent. */
const maxLoose = 20_000;

interface Pending {
  readonly input: number;
  readonly sent: string;
  readonly owed: Owed;
  readonly done: () => void;
}

export class SocketAttacker {
  readonly #port: number;
  readonly #person: Person;
  readonly #tally: Tally;
  readonly #patienceMs: number;
  #socket: HostileSocket | null = null;
  #isLive = false;
  #pending: Pending | null = null;
  #loose: Expected[] = [];

  constructor(port: number, person: Person, tally: Tally, patienceMs: number) {
    this.#port = port;
    this.#person = person;
    this.#tally = tally;
    this.#patienceMs = patienceMs;
  }

  /** Sends these payloads without waiting, on the socket that `isReady` opened. Resolves when all answers have come. */
  async attack(input: number, payloads: readonly SocketPayload[]): Promise<void> {
    const socket = this.#socket;
    if (socket === null) return;
    const expected = expectedOfAll(payloads, this.#person.userId, this.#isLive);
    const { promise, resolve } = Promise.withResolvers<void>();
    const sent = payloads.map((payload) => payload.toString()).join("\n");
    const owed = new Owed(expected);
    this.#pending = { input, sent, owed, done: resolve };
    this.#loose = [...this.#loose, ...expected.filter(({ isRequired }) => !isRequired)].slice(-maxLoose);
    for (const payload of payloads) socket.send(payload);
    if (owed.isSettled) resolve();
    const timer = setTimeout(() => this.#giveUp(), this.#patienceMs);
    await promise;
    clearTimeout(timer);
    this.#pending = null;
  }

  close(): void {
    this.#socket?.destroy();
  }

  /** Opens a socket if there is none. @returns false if an input has signed the device out */
  async isReady(): Promise<boolean> {
    if (this.#socket !== null && !this.#socket.isClosed) return true;
    this.#isLive = false;
    this.#loose = [];
    const { promise, resolve } = Promise.withResolvers<HostileSocket | null>();
    HostileSocket.open({
      port: this.#port,
      accessToken: this.#person.accessToken,
      onText: (text) => this.#receive(text),
      onClose: (code) => this.#closed(code),
    }).then(resolve, (error: Error) => {
      if (!error.message.includes(" 401 ")) this.#violation("closed", error.message);
      resolve(null);
    });
    this.#socket = await promise;
    return this.#socket !== null;
  }

  #receive(text: string): void {
    if (text === "pong") return this.#settle("pong");
    const value: unknown = JSON.parse(text);
    for (const one of Array.isArray(value) ? value : [value]) {
      const parsed = v.safeParse(downFrame, one);
      if (parsed.success) this.#settle(parsed.output);
      else this.#violation("malformed", JSON.stringify(one));
    }
  }

  #settle(frame: DownFrame | "pong"): void {
    this.#note(frame);
    // Hostile, but it reads: else it would be cut off before the deeper inputs.
    if (frame !== "pong" && frame.type === "probe")
      return this.#socket?.send(JSON.stringify({ type: "echo", nonce: frame.nonce }));
    if (this.#pending?.owed.take(frame) === true) {
      if (this.#pending.owed.isSettled) this.#pending.done();
      return;
    }
    if (frame === "pong" || frame.type !== "error") return;
    const at = this.#loose.findIndex((one) => one.isAnsweredBy(frame));
    if (at >= 0) this.#loose.splice(at, 1);
    else this.#violation("unexpected", JSON.stringify(frame));
  }

  #note(frame: DownFrame | "pong"): void {
    if (frame === "pong") return this.#tally.count("pong");
    if (frame.type === "sync-done") this.#isLive = true;
    if (frame.type === "message-ack" || frame.type === "sync-done") this.#tally.count(frame.type);
    if (frame.type !== "error") return;
    this.#tally.count(frame.code);
    if (errorRules[frame.code].status >= 500) this.#violation("socket5xx", frame.code);
    if (frame.message !== errorRules[frame.code].title) this.#violation("malformed", frame.message);
  }

  #closed(code: number): void {
    this.#tally.count(`close ${code}`);
    if (!deservedCloses.has(code)) this.#violation("closed", `${code}`);
    this.#pending?.done();
  }

  #giveUp(): void {
    const missing = (this.#pending?.owed.missing ?? []).map(({ what }) => what).join(", ");
    this.#violation("unanswered", `no ${missing}`);
    // Late answers would be taken for answers to the next input.
    this.#socket?.destroy();
    this.#pending?.done();
  }

  #violation(kind: "malformed" | "unexpected" | "socket5xx" | "closed" | "unanswered", what: string): void {
    this.#tally.violation(kind, this.#pending?.input ?? -1, what, this.#pending?.sent ?? "");
  }
}
