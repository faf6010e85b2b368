// Presence on the socket: whom this device watches, whether a person looks at it, and what the server says of people.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Presence, SetActivityFrame, WatchPresenceFrame } from "../../schema/protocol/presence.ts";
import type { KlatchError } from "../client/klatch-error.ts";
import { maxWatched, presenceFeature } from "../client/protocol-constants.ts";
import type { FrameSource, SendBudget } from "../connection/frame-source.ts";
import { notBeforeMs } from "../connection/backoff.ts";
import { utf8Bytes } from "../client/utf8.ts";

/** The pause after a refusal that names none. */
const pauseMs = 10_000;
const namePrefix = "presence-";

export class PresenceLink implements FrameSource {
  readonly #random: () => number;
  readonly #onPeople: (people: readonly Presence[]) => void;
  /** What each tab watches, the latest asked for last; the tab that asked last comes last. */
  readonly #lists = new Map<string, readonly UserId[]>();
  readonly #fronts = new Map<string, boolean>();
  readonly #known = new Map<UserId, Presence>();
  #isUnderstood = false;
  #count = 0;
  #isListDue = false;
  #isFrontDue = false;
  #notBeforeMs = 0;

  /** @param onPeople called with what is new of people, and with what is known of whom another tab begins to watch */
  constructor(random: () => number, onPeople: (people: readonly Presence[]) => void) {
    this.#random = random;
    this.#onPeople = onPeople;
  }

  /** On a new socket. */
  begin(features: readonly string[]): void {
    this.#isUnderstood = features.includes(presenceFeature);
    this.#isListDue = this.#watched.size > 0;
    this.#isFrontDue = !this.#isFront;
    this.#notBeforeMs = 0;
  }

  /** @param tab whose list it is */
  watch(tab: string, userIds: readonly UserId[]): void {
    this.#lists.delete(tab);
    this.#lists.set(tab, userIds);
    const watched = this.#watched;
    for (const id of this.#known.keys()) if (!watched.has(id)) this.#known.delete(id);
    this.#isListDue = true;
    const known = userIds.flatMap((id) => this.#known.get(id) ?? []);
    if (known.length > 0) this.#onPeople(known);
  }

  /** Somebody looks at the device if they look at any tab. */
  setFront(tab: string, front: boolean): void {
    const before = this.#isFront;
    this.#fronts.set(tab, front);
    if (before !== this.#isFront) this.#isFrontDue = true;
  }

  received(people: readonly Presence[]): void {
    for (const one of people) this.#known.set(one.userId, one);
    this.#onPeople(people);
  }

  /** @returns false: the frame with this `requestId` is none of these */
  refused(requestId: string, error: KlatchError, nowMs: number): boolean {
    if (!requestId.startsWith(namePrefix)) return false;
    if (error.class === "fatal") return true;
    this.#isListDue = true;
    this.#notBeforeMs = nowMs + notBeforeMs(error.retryAfterMs ?? pauseMs, this.#random);
    return true;
  }

  take(budget: SendBudget, nowMs: number): string[] {
    const frames: string[] = [];
    let bytes = 0;
    const fits = (json: string): boolean => {
      if (frames.length >= budget.frames || bytes + utf8Bytes(json) + 1 > budget.bytes) return false;
      bytes += utf8Bytes(json) + 1;
      frames.push(json);
      return true;
    };
    const readyAt = this.readyAtMs(nowMs);
    if (readyAt === null || readyAt > nowMs) return frames;
    const requestId = `${namePrefix}${++this.#count}`;
    const front: SetActivityFrame = { type: "set-activity", front: this.#isFront };
    if (this.#isFrontDue && fits(JSON.stringify(front))) this.#isFrontDue = false;
    const list: WatchPresenceFrame = { type: "watch-presence", userIds: [...this.#watched], requestId };
    if (this.#isListDue && this.#notBeforeMs <= nowMs && fits(JSON.stringify(list))) this.#isListDue = false;
    return frames;
  }

  readyAtMs(nowMs: number): number | null {
    if (!this.#isUnderstood) return null;
    if (this.#isFrontDue) return nowMs;
    return this.#isListDue ? Math.max(nowMs, this.#notBeforeMs) : null;
  }

  get #isFront(): boolean {
    return this.#fronts.size === 0 || [...this.#fronts.values()].some(Boolean);
  }

  /** What any tab watches: the last ones, as many as the server takes. */
  get #watched(): ReadonlySet<UserId> {
    return new Set([...new Set([...this.#lists.values()].flat())].slice(-maxWatched));
  }
}
