// How much of what a socket was sent may lie unread. The platform shows no send buffer, and frees none when a socket is
// closed, so reading is proved in the stream: a `probe` lies behind the data, and its `echo` shows that all before it was
// read.
import { Buffer } from "node:buffer";
import type { ProbeFrame } from "../../schema/protocol/probe.ts";
import type { CreditNote } from "../../schema/rpc/socket-attachment.ts";
import type { UnreadTotal } from "./unread-total.ts";

/** What a WebSocket message is taken to need in the runtime's queue beside its bytes. Not measured. */
const bytesPerMessage = 256;
/** A probe lies behind each such part of the credit, so that a socket is never without one for long. */
const probesPerCredit = 16;
/** The attachment lags behind by less than this. */
const noteEveryBytes = 4_096;

/**
 * What a socket is sent must find room: `page` of a sync up to a quarter of the credit, which leaves room for `event`s, up
 * to three quarters. `lapse`: what says that something was not sent waits at seven eighths. The rest is for answers, which
 * nothing else can stand for.
 */
export type SentAs = "page" | "event" | "lapse";
const shareOf = { page: 1 / 4, event: 3 / 4, lapse: 7 / 8 } as const satisfies Record<SentAs, number>;

/** What this text takes until it is read, in bytes. */
export const costOf = (text: string): number => Buffer.byteLength(text) + bytesPerMessage;

/** Texts of WebSocket messages, with what each takes: measured once for all the sockets that get them. */
export type Weighed = readonly { readonly text: string; readonly bytes: number }[];

export const weigh = (texts: readonly string[]): Weighed => texts.map((text) => ({ text, bytes: costOf(text) }));

export const bytesOf = (weighed: Weighed): number => weighed.reduce((sum, { bytes }) => sum + bytes, 0);

export class ReadCredit {
  readonly #limit: number;
  readonly #total: UnreadTotal;
  /** Bytes sent since the socket opened, or since this life of the session began. */
  #sent: number;
  /** Of these, the bytes that lie before the last probe that was echoed. */
  #proven = 0;
  /** Nonces on their way, with the value of `#sent` that each proves. */
  #probes: [nonce: string, sent: number][];
  #notedAt: number;
  #waiting: (() => void)[] = [];

  /**
   * @param limit bytes that may be unread
   * @param note of an earlier life of the session
   */
  constructor(limit: number, total: UnreadTotal, note?: CreditNote) {
    this.#limit = limit;
    this.#total = total;
    // What was sent after the note counts as if it were as much as it can be.
    this.#sent = note === undefined ? 0 : note.unread + noteEveryBytes;
    this.#probes = (note?.probes ?? []).map(([nonce, sent]) => [nonce, sent]);
    // The first text is noted: else each life could add some that no note ever has.
    this.#notedAt = this.#sent - noteEveryBytes;
    total.bytes += this.#sent;
  }

  /** Bytes that may be unread. */
  get unread(): number {
    return this.#sent - this.#proven;
  }

  /** Whether the attachment is near enough to what is true. */
  get isNoted(): boolean {
    return this.#sent - this.#notedAt < noteEveryBytes;
  }

  /** What must survive hibernation. */
  note(): CreditNote {
    this.#notedAt = this.#sent;
    return { unread: this.unread, probes: this.#probes.map(([nonce, sent]) => [nonce, sent - this.#proven]) };
  }

  /**
   * Whether so many bytes more stay within the credit. Where all the user's sockets hold too much, those that hold the
   * most have less.
   */
  covers(bytes: number): boolean {
    const limit = this.#total.hasRoomFor(bytes) ? this.#limit : this.#limit * shareOf.page;
    return this.unread + bytes <= limit;
  }

  hasRoomFor(bytes: number, as: SentAs): boolean {
    const { unread } = this;
    if (unread + bytes > this.#limit * shareOf[as]) return false;
    // Where the user's other sockets hold too much already, each may still have what lies between two probes.
    return this.#total.hasRoomFor(bytes) || unread + bytes <= this.#limit / probesPerCredit;
  }

  spend(bytes: number): void {
    this.#sent += bytes;
    this.#total.bytes += bytes;
  }

  /** @returns the probe to send now, which is then spent; null: the last one is not far behind */
  dueProbe(): string | null {
    return this.#sent - this.#probedAt < this.#limit / probesPerCredit ? null : this.#probe();
  }

  /** The same for somebody who waits for room: null if one is on its way, or nothing is unread. */
  wantedProbe(): string | null {
    return this.#probes.length > 0 || this.unread === 0 ? null : this.#probe();
  }

  /** @returns false: no such probe is on its way */
  proves(nonce: string): boolean {
    const at = this.#probes.findIndex(([one]) => one === nonce);
    const probe = this.#probes[at];
    if (probe === undefined) return false;
    // The stream is read in order, so those before it were read too.
    this.#probes = this.#probes.slice(at + 1);
    const [, sent] = probe;
    this.#total.bytes -= sent - this.#proven;
    this.#proven = sent;
    this.#wake();
    return true;
  }

  /** Resolves at the next proof, or when the socket is closed. */
  nextProof(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** No proof comes any more. What is unread stays in memory until the connection has ended. */
  end(): void {
    this.#wake();
  }

  get #probedAt(): number {
    return this.#probes.at(-1)?.[1] ?? this.#proven;
  }

  #probe(): string {
    // Random, so that nobody can echo what they have not read.
    const frame: ProbeFrame = { type: "probe", nonce: crypto.randomUUID() };
    const text = JSON.stringify(frame);
    this.spend(costOf(text));
    this.#probes.push([frame.nonce, this.#sent]);
    return text;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
