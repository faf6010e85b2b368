// What a network shard has counted: minutes in memory, hours and days in rows.
import * as v from "valibot";
import type { Window } from "../../schema/rpc/network-shard.ts";
import { windowAt, type Counts } from "./nested-limits.ts";

/** The parts of `storage.kv` that are used. */
interface Rows {
  get(key: string): unknown;
  put(key: string, value: unknown): void;
}

/** What one network used of its limits by hour and day. The day is in the key. */
const rowShape = v.object({ hour: v.number(), inHour: v.number(), inDay: v.number() });
type Row = v.InferOutput<typeof rowShape>;

/** What all networks used in one minute, packed, so that a count costs one row however many networks it is in. */
const minuteShape = v.object({ minute: v.number(), counts: v.array(v.tuple([v.string(), v.number()])) });
const minuteKey = "minute";
/** A crowded minute is saved seldom: when a part of this size is new, so that saving stays cheap for each count. */
const savedPart = 1 / 32;
/** How far a clock may step back, as between two machines. */
const clockStepMs = 60_000;
/** Beyond it a row would be too large. A shard with so many callers does not sleep. */
const maxSavedCounts = 10_000;

/** Sorted by day, so that a day's rows are found together. */
export const dayPrefix = (day: number): string => `day/${day}/`;

export class ShardCounts {
  readonly #rows: Rows;
  #minute = -1;
  #inMinute = new Map<string, number>();
  #unsaved = 0;
  #latestMs = 0;

  constructor(rows: Rows) {
    this.#rows = rows;
  }

  /** @returns the counts of the windows that this time lies in. A clock that steps back begins no window anew */
  at(nowMs: number): Counts & { readonly nowMs: number } {
    // Further back it was wrong before: nobody is to wait until it comes there again.
    this.#latestMs = this.#latestMs - nowMs > clockStepMs ? nowMs : Math.max(this.#latestMs, nowMs);
    const at = this.#latestMs;
    this.#beginMinute(windowAt("minute", at));
    return {
      nowMs: at,
      used: (key, window) => (window === "minute" ? (this.#inMinute.get(key) ?? 0) : this.#usedInRow(key, window, at)),
      add: (key, within, amount) => {
        if (within.includes("minute")) this.#inMinute.set(key, (this.#inMinute.get(key) ?? 0) + amount);
        if (within.includes("hour") || within.includes("day")) this.#addInRow(key, amount, at);
      },
      save: () => this.#save(),
    };
  }

  #beginMinute(minute: number): void {
    if (minute === this.#minute) return;
    // Only the first time in this memory's life can there be counts that it does not know.
    const saved = this.#minute === -1 ? this.#rows.get(minuteKey) : undefined;
    this.#minute = minute;
    this.#inMinute = new Map(v.is(minuteShape, saved) && saved.minute === minute ? saved.counts : []);
    this.#unsaved = 0;
  }

  #save(): void {
    this.#unsaved += 1;
    const { size } = this.#inMinute;
    if (this.#unsaved < size * savedPart || size > maxSavedCounts) return;
    this.#unsaved = 0;
    this.#rows.put(minuteKey, { minute: this.#minute, counts: [...this.#inMinute] });
  }

  #row(key: string, nowMs: number): Row {
    const hour = windowAt("hour", nowMs);
    const row = this.#rows.get(dayPrefix(windowAt("day", nowMs)) + key);
    if (!v.is(rowShape, row)) return { hour, inHour: 0, inDay: 0 };
    return row.hour === hour ? row : { ...row, hour, inHour: 0 };
  }

  #usedInRow(key: string, window: Exclude<Window, "minute">, nowMs: number): number {
    const { inHour, inDay } = this.#row(key, nowMs);
    return window === "hour" ? inHour : inDay;
  }

  /** One row holds both, so that a count costs one. */
  #addInRow(key: string, amount: number, nowMs: number): void {
    const { hour, inHour, inDay } = this.#row(key, nowMs);
    const row: Row = { hour, inHour: inHour + amount, inDay: inDay + amount };
    this.#rows.put(dayPrefix(windowAt("day", nowMs)) + key, row);
  }
}
