// The changes of messages in a part of the log that has no gap and ends where this device is: what a state that is true as of
// some event in it lacks. Pure.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { lastSeqOf } from "../store/stored-events.ts";
import { isStateEvent, touchedBy, type StateEvent } from "./fold-state.ts";

export class ChangeRun {
  readonly #me: UserId | null;
  /** By the message that they change, in their order. */
  readonly #changes = new Map<number, StateEvent[]>();
  #from: number;
  #to: number;
  /** What comes before is not known, and cannot be: the run is not continued backwards. */
  #isCut = false;
  /** The user came back by this event. */
  #returnSeq = 0;
  /** Messages from before their return of which a reaction changed after it, by seq: the state before it is not enough. */
  readonly #doubtful = new Map<number, number>();

  /** @param cursor the seq up to which this device has heard every event */
  constructor(cursor: number, me: UserId | null) {
    this.#from = cursor;
    this.#to = cursor;
    this.#me = me;
  }

  /** It has every change after this seq. */
  get from(): number {
    return this.#from;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  of(seq: number): readonly StateEvent[] {
    return this.#changes.get(seq) ?? [];
  }

  /** Whether the state of a message as of `asOf` is enough to know it now. */
  covers(seq: number, asOf: number): boolean {
    return asOf >= Math.max(this.#from, this.#doubtful.get(seq) ?? 0);
  }

  /** Adds the next event that this device has heard. @returns whether it is a break: what was known before is not enough */
  append(event: EventFrame): boolean {
    const isReturn = this.#isReturn(event);
    const isBreak = isReturn || event.seq > this.#to + 1;
    if (isReturn) this.#returnSeq = lastSeqOf(event);
    if (isBreak) this.restart(lastSeqOf(event));
    else this.#add(event, "last");
    this.#to = Math.max(this.#to, lastSeqOf(event));
    return isBreak;
  }

  /** Begins anew: this device is at `cursor`, and has not heard all that led there. */
  restart(cursor: number): void {
    this.#changes.clear();
    this.#doubtful.clear();
    this.#from = cursor;
    this.#to = cursor;
    this.#isCut = true;
  }

  /** This device is at `cursor`. @returns whether it has not heard all that led there */
  align(cursor: number): boolean {
    const isBreak = cursor > this.#to;
    if (isBreak) this.restart(cursor);
    return isBreak;
  }

  /** @param events rising by seq, leading to the run without a gap */
  prepend(events: readonly EventFrame[]): void {
    for (const event of [...events].reverse()) {
      if (this.#isCut || lastSeqOf(event) < this.#from) return;
      if (this.#isReturn(event)) {
        this.#isCut = true;
        this.#returnSeq = lastSeqOf(event);
      } else {
        this.#add(event, "first");
        this.#from = Math.min(this.#from, event.seq - 1);
      }
    }
  }

  /**
   * Whether it is the user's return, before which something may have happened that they do not see: what was erased meanwhile
   * is told to nobody who was out. Everything else that they do not see changes nothing for them.
   */
  #isReturn(event: EventFrame): boolean {
    const isJoin = event.type === "member-changed" && event.change.kind === "joined";
    return isJoin && this.#me !== null && event.userIds.includes(this.#me);
  }

  #add(event: EventFrame, place: "first" | "last"): void {
    if (!isStateEvent(event)) return;
    for (const seq of touchedBy(event)) {
      const known = this.of(seq);
      this.#changes.set(seq, place === "first" ? [event, ...known] : [...known, event]);
      // Of somebody's reaction the user may have seen less: whether it was there before the event is not known.
      if (event.type === "reaction-changed" && seq < this.#returnSeq)
        this.#doubtful.set(seq, Math.max(event.seq, this.#doubtful.get(seq) ?? 0));
    }
  }
}
