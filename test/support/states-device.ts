// A device that holds what became of messages, between a server that is right and a network that is late: its log, its store and
// what it is showing. No time passes, and nothing waits but what the schedule says.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { OpId } from "../../schema/protocol/ids.ts";
import type { MessageChangeFrame } from "../../schema/protocol/message-changes.ts";
import { Emitter } from "../../sdk/client/emitter.ts";
import type { KlatchEvents } from "../../sdk/client/events.ts";
import { KlatchError } from "../../sdk/client/klatch-error.ts";
import { ChangeEntry } from "../../sdk/outbox/outgoing-change.ts";
import { Outbox } from "../../sdk/outbox/outbox.ts";
import { afterForgetting } from "../../sdk/states/forgetting.ts";
import { Forgotten } from "../../sdk/states/forgotten.ts";
import { HeldStates } from "../../sdk/states/held-states.ts";
import type { KnownEvent } from "../../sdk/states/known-event.ts";
import { lastSeqOf, runAfter, runBefore } from "../../sdk/store/stored-events.ts";
import { me } from "./sdk-fakes.ts";
import { endOf, group, type StatesServer } from "./states-server.ts";

/** An answer that is on its way: what the server said, when it was asked. */
type Answer = () => void;

export class StatesDevice {
  readonly #server: StatesServer;
  held = new HeldStates(me);
  cursor = 0;
  /** What it shows: a part of the log without gaps. */
  window: readonly EventFrame[] = [];
  readonly store = new Map<number, KnownEvent>();
  /** Events on their way to it. */
  readonly flight: EventFrame[] = [];
  /** Answers on their way to it. */
  answers: Answer[] = [];
  outbox = this.#newOutbox();
  #emitter = new Emitter<KlatchEvents>();
  #forgotten = this.#newForgotten();
  #hides = 0;
  /** It has not heard all that happened since it began. */
  hasSkipped = false;
  #opCount = 0;

  constructor(server: StatesServer) {
    this.#server = server;
    this.held.align(0);
  }

  /** It has heard all that the server has to say, and waits for nothing. */
  get isLevel(): boolean {
    const { head, hides } = this.#server;
    const isHeard = this.cursor === head && this.#hides === hides && this.answers.length === 0;
    return isHeard && this.outbox.all(group).length === 0 && this.held.unknown(this.window).length === 0;
  }

  /** What happened sets off to it. */
  sendOff(): void {
    for (let seq = Math.max(this.cursor, endOf(this.flight)) + 1; seq <= this.#server.head; seq++) {
      const event = this.#server.frame(seq);
      const last = this.flight.at(-1);
      // A stretch that the user may not see comes as one.
      if (event.type === "void" && last?.type === "void") this.flight[this.flight.length - 1] = { ...last, toSeq: seq };
      else this.flight.push(event);
    }
  }

  hear(): void {
    const event = this.flight.shift();
    if (event === undefined) return;
    this.cursor = lastSeqOf(event);
    this.#put([event]);
    this.outbox.reached(group, this.cursor);
    this.held.heard(event);
    this.#emitter.emit("event", event);
    const run = runAfter([event], endOf(this.window));
    if (this.window.length > 0 && run.length > 0) this.window = [...this.window, ...run];
  }

  /** Its socket ends: what was on its way is sent again later, as it is then. */
  reconnect(): void {
    this.flight.length = 0;
    this.outbox.disconnected();
  }

  /** It starts at the head again, without what happened meanwhile. */
  passOver(): void {
    this.reconnect();
    if (this.cursor < this.#server.head) this.hasSkipped = true;
    this.cursor = this.#server.head;
    this.held.align(this.cursor);
    this.outbox.reached(group, this.cursor);
    this.answers.push(this.#hiddenAnswer());
  }

  /** The app starts again, with what the store has. */
  restart(): void {
    this.reconnect();
    this.answers = [];
    const kept = this.outbox.all(group);
    this.held = new HeldStates(me);
    this.held.align(this.cursor);
    this.window = [];
    this.#emitter = new Emitter<KlatchEvents>();
    this.#forgotten = this.#newForgotten();
    this.outbox = this.#newOutbox();
    for (const entry of kept)
      if (entry instanceof ChangeEntry && entry.state !== "acked")
        this.outbox.add(new ChangeEntry(entry.stored, this.outbox));
  }

  /** Asks for a page. */
  fetch(after: number, limit: number): void {
    const { events, headSeq } = this.#server.page(after, limit);
    this.answers.push(() => {
      const clean = this.#forgotten.cleaned(events, headSeq);
      this.#put(clean);
      this.#show(this.held.take(clean));
    });
  }

  /** Shows what the store has after a seq. */
  load(after: number, limit: number): void {
    const stored = runAfter(this.#stored(), after).slice(0, limit);
    if (stored.length === 0) return;
    const events = this.held.take(stored);
    this.#reach(events);
    this.#show(events);
  }

  /** Asks for what it does not know of what it shows. */
  ask(): void {
    const unknown = this.held.unknown(this.window);
    if (unknown.length === 0) return;
    const answer = this.#server.states(unknown.map(({ seq }) => seq));
    this.answers.push(() => {
      const known = this.held.told(unknown, answer);
      this.#put(this.#forgotten.cleaned(known, answer.headSeq));
      for (const { seq, state } of known)
        if (state?.recalled !== undefined) this.#forget({ conversationId: group, seqs: new Set([seq]), state });
    });
  }

  trim(from: number, to: number): void {
    this.window = this.window.filter((event) => lastSeqOf(event) >= from && event.seq <= to);
  }

  /** The user does something, now or later. */
  change(frameOf: (opId: OpId) => MessageChangeFrame): void {
    const opId = `op-${++this.#opCount}` as OpId;
    const frame = frameOf(opId);
    const order = this.outbox.nextOrder(this.#opCount);
    this.outbox.add(new ChangeEntry({ opId, conversationId: group, frame, writtenAtMs: 0, order }, this.outbox));
  }

  /** The server gets what is to be sent next; its answer may get lost. */
  serve(isHeard: boolean): void {
    this.outbox.take({ frames: 1, bytes: 100_000 }, 0);
    const entry = this.outbox.changes(group).find(({ state }) => state === "sending");
    if (entry === undefined) return;
    const answer = this.#server.take(entry.id, entry.frame);
    if (!isHeard) return this.outbox.disconnected();
    if (answer === null) return void this.outbox.refused(entry.id, new KlatchError("MESSAGE_NOT_FOUND", "No."), 0);
    this.outbox.done(entry.id, answer.seq);
    this.outbox.reached(group, this.cursor);
    if (entry.frame.type === "hide-messages") this.#hide(entry.frame.seqs);
  }

  /** Asks what it has missed of what the user hides on other devices. */
  askHidden(): void {
    if (this.#hides < this.#server.hides) this.answers.push(this.#hiddenAnswer());
  }

  #hiddenAnswer(): Answer {
    const seqs = this.#server.hiddenAfter(this.#hides);
    const { hides } = this.#server;
    return () => {
      this.#hides = Math.max(hides, this.#hides);
      this.#hide(seqs);
    };
  }

  #hide(seqs: readonly number[]): void {
    this.held.hide(seqs);
    this.#emitter.emit("hidden", { conversationId: group, seqs });
  }

  #reach(events: readonly EventFrame[]): void {
    for (let after = this.held.neededAfter(events); after !== null; after = this.held.neededAfter(events)) {
      const { from } = this.held;
      this.held.prepend(
        runBefore(
          this.#stored().filter(({ seq }) => seq <= from),
          from + 1,
        ).slice(-3),
      );
      if (this.held.from >= from) return;
    }
  }

  #show(events: readonly EventFrame[]): void {
    const [first] = events;
    if (first === undefined) return;
    const after = runAfter(events, endOf(this.window));
    if (this.window.length > 0 && after.length > 0) this.window = [...this.window, ...after];
    else if (this.window.length === 0 || endOf(events) + 1 < (this.window[0]?.seq ?? 0)) this.window = events;
    else this.window = [...runBefore(events, this.window[0]?.seq ?? 1), ...this.window];
  }

  #stored(): KnownEvent[] {
    return [...this.store.values()].toSorted((a, b) => a.seq - b.seq);
  }

  #put(events: readonly KnownEvent[]): void {
    for (const event of events) {
      for (let seq = event.seq + 1; seq <= lastSeqOf(event); seq++) this.store.delete(seq);
      this.store.set(event.seq, event);
    }
  }

  #forget(forgetting: Parameters<typeof afterForgetting>[1]): void {
    for (const [seq, event] of this.store) this.store.set(seq, afterForgetting(event, forgetting) ?? event);
  }

  #newForgotten(): Forgotten {
    return new Forgotten({
      emitter: this.#emitter,
      keeper: { forget: (forgetting) => this.#forget(forgetting) },
      live: { changes: () => this.outbox.changes(group).map(({ handle }) => handle) },
    });
  }

  #newOutbox(): Outbox {
    const options = { maxInFlight: 1, maxInFlightPerConversation: 1, maxWaiting: 1_000, maxFileBytes: 1_000 };
    return new Outbox(options, () => 0.5, { onChange: () => {}, onKeep: () => {}, onDrop: () => {} });
  }
}
