// A change of earlier messages that is on its way: the handle that the app holds, and the outbox's entry behind it.
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import { KlatchError } from "../client/klatch-error.ts";
import { utf8Bytes } from "../client/utf8.ts";
import { Answer } from "./answer.ts";
import { OutboxEntry, type OutboxOwner, type StoredEntry } from "./outbox-entry.ts";
import type { OutgoingState } from "./outgoing-message.ts";

/** The server's answer to a committed change. */
export interface Changed {
  /** The change's event; of a message that was hidden: the message. */
  readonly seq: number;
}

/**
 * Like `OutgoingState`; `done`: committed. A change that is `done` stays applied until its event has arrived.
 */
export type ChangeState = Exclude<OutgoingState, "acked"> | "done";

/** What a user does to messages that were sent, as `edit`, `recall`, `react`, `pin`, `hide`, `vote` and `closePoll` return it. */
export interface OutgoingChange {
  readonly kind: "edit" | "recall" | "react" | "pin" | "hide" | "vote" | "close-poll";
  /** The same in every attempt: a repeat changes nothing. */
  readonly opId: OpId;
  readonly conversationId: ConversationId;
  /** The messages that it changes. Only `hide` has several. */
  readonly seqs: readonly number[];
  /** What is sent: with the content of an edit, the emoji of a reaction, the options of a vote. */
  readonly frame: MessageChangeFrame;
  /** When it was written, in ms since 1970, by this device's estimate of the server's clock. */
  readonly writtenAtMs: number;
  /** The state now; each change of it emits `change`. */
  readonly state: ChangeState;
  /** Why it failed; null: it has not failed. */
  readonly error: KlatchError | null;
  /** Why a change that is `waiting` waits: the server's last refusal. It is sent again by itself. */
  readonly heldBy: KlatchError | null;
  /**
   * Resolves when it is committed. Rejects with `error` when it fails, and with an `AbortError` when it is discarded or a
   * later change takes its place. Ignoring it causes no unhandled rejection. `retry` replaces it by a new promise.
   */
  readonly done: Promise<Changed>;
  /** Sends a failed change again, as the last of its conversation. @returns false if it has not failed */
  retry(): boolean;
  /** Withdraws a change that has failed or is not on the wire. @returns false if it is too late */
  discard(): boolean;
}

/** A change of the outbox that is not done, as it is kept. */
export interface StoredChange extends StoredEntry {
  readonly opId: OpId;
  readonly frame: MessageChangeFrame;
}

const kinds = {
  "edit-message": "edit",
  "recall-message": "recall",
  react: "react",
  "pin-message": "pin",
  "hide-messages": "hide",
  vote: "vote",
  "close-poll": "close-poll",
} as const;

export const seqsOf = (frame: MessageChangeFrame): readonly number[] => ("seqs" in frame ? frame.seqs : [frame.seq]);

export class ChangeEntry extends OutboxEntry {
  readonly handle: ChangeHandle;
  readonly frame: MessageChangeFrame;
  readonly contentBytes: number;
  readonly file = null;
  committedSeq: number | null = null;
  readonly #stored: StoredChange;
  #answer = new Answer<Changed>();

  constructor(stored: StoredChange, owner: OutboxOwner) {
    // Every change has the id as its `requestId`: the one by which its answer names it.
    super({ ...stored.frame, requestId: stored.opId }, stored.order, owner);
    this.#stored = stored;
    this.frame = stored.frame;
    this.contentBytes = "content" in stored.frame ? utf8Bytes(JSON.stringify(stored.frame.content)) : 0;
    this.handle = new ChangeHandle(this);
    if (stored.failed !== undefined) this.fail(new KlatchError(stored.failed.code, stored.failed.message));
  }

  get id(): OpId {
    return this.#stored.opId;
  }
  get conversationId(): ConversationId {
    return this.#stored.conversationId;
  }
  get writtenAtMs(): number {
    return this.#stored.writtenAtMs;
  }
  get done(): Promise<Changed> {
    return this.#answer.promise;
  }

  get stored(): StoredChange {
    const { failed: _, ...stored } = this.#stored;
    return { ...stored, ...this.keptState() };
  }

  settle({ seq }: Changed): void {
    this.settled();
    this.committedSeq = seq;
    this.#answer.resolve({ seq });
  }

  protected rejectWith(error: Error): void {
    this.#answer.reject(error);
  }

  protected promiseAnew(): void {
    this.#answer = new Answer();
  }
}

/** What the app sees of an entry. */
export class ChangeHandle implements OutgoingChange {
  readonly entry: ChangeEntry;
  readonly seqs: readonly number[];

  constructor(entry: ChangeEntry) {
    this.entry = entry;
    this.seqs = seqsOf(entry.frame);
  }

  get kind(): OutgoingChange["kind"] {
    return kinds[this.entry.frame.type];
  }
  get opId(): OpId {
    return this.entry.id;
  }
  get conversationId(): ConversationId {
    return this.entry.conversationId;
  }
  get frame(): MessageChangeFrame {
    return this.entry.frame;
  }
  get writtenAtMs(): number {
    return this.entry.writtenAtMs;
  }
  get state(): ChangeState {
    const { state } = this.entry;
    return state === "acked" ? "done" : state;
  }
  get error(): KlatchError | null {
    return this.entry.error;
  }
  get heldBy(): KlatchError | null {
    return this.entry.heldBy;
  }
  get done(): Promise<Changed> {
    return this.entry.done;
  }
  retry(): boolean {
    return this.entry.retry();
  }
  discard(): boolean {
    return this.entry.discard();
  }
}
