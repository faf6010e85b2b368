// How the user is, for others: judged whenever something happens at the sockets, kept in their attachments, and told to who
// watches. Nothing happens while nothing changes (decision 80).
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { hiddenPresence, type PresenceNow, type PresenceRpc, type SeenPresence } from "../../../schema/rpc/presence.ts";
import type { KeptShown } from "../../../schema/rpc/socket-attachment.ts";
import { Collector } from "../../runtime/collector.ts";
import type { KindOfWork, Ring } from "../../runtime/due-work.ts";
import { nextVersion } from "../../runtime/next-version.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { absorbedMs, decideShown, isOnline, presenceOf, type SocketSign } from "./shown.ts";
import { ShownRow, type StoredShown } from "./shown-row.ts";
import { Telling } from "./telling.ts";

export interface OwnPresenceHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly budgets: Pick<Budgets, "take">;
  /** Of the open sockets; none while the user is invisible. */
  signs(): readonly SocketSign[];
  isInvisible(): boolean;
  hasSocket(): boolean;
  /** What the attachments of open sockets hold. */
  kept(): readonly KeptShown[];
  /** Notes it in the attachments of all open sockets. */
  keep(shown: KeptShown): void;
  /** Whether this one may see the user's presence. */
  allows(viewerId: UserId): boolean;
  stub(userId: UserId): Pick<PresenceRpc, "presenceChanged">;
  arm(): void;
  /** Keeps working after the cause was answered. */
  waitUntil(doing: Promise<void>): void;
  now(): number;
}

/** Rows that can wait are written at most once in this time. */
const rowEveryMs = 60_000;

interface State {
  shown: KeptShown;
  /** Who watches, each with a number that changes whenever they say so. */
  readonly watchers: Map<UserId, number>;
  stored: StoredShown;
  /** Some have been dropped since the row was written. */
  hasDropped: boolean;
}

export class OwnPresence implements KindOfWork {
  readonly deadlineMs = 60_000;
  readonly #host: OwnPresenceHost;
  readonly #row: ShownRow;
  readonly #telling: Telling;
  readonly #collector = new Collector(() => this.#writeWatchers());
  /** Who is not in the row yet. */
  readonly #registering = new Map<UserId, PromiseWithResolvers<void>>();
  #saidSo = 0;
  /** Null: not read yet. */
  #state: State | null = null;

  constructor(host: OwnPresenceHost) {
    this.#host = host;
    this.#row = new ShownRow(host.sql);
    this.#telling = new Telling({
      userId: host.userId,
      budgets: host.budgets,
      stub: (userId) => host.stub(userId),
      now: () => host.now(),
      seenBy: (viewerId) => this.#seenBy(viewerId),
      stampOf: (watcherId) => this.#loaded().watchers.get(watcherId),
      drop: (watcherId) => this.#drop(watcherId),
      confirm: (watcherId) => this.#confirm(watcherId),
      unreached: (watcherId) => void this.#register(watcherId),
    });
  }

  /** Something has happened at the sockets: one was opened or closed, somebody looks at the device or left it. */
  look(): void {
    const { shown } = this.#judge(this.#loaded());
    this.#put(shown);
  }

  /** These may see more or less than before; some of them may watch. */
  allowsOther(others: Iterable<UserId>): void {
    this.look();
    const { watchers } = this.#loaded();
    // Who may see more now may have watched in vain: the answer says it.
    this.#tellAnew(
      [...new Set(others)].filter((id) => this.#telling.has(id) || this.#host.allows(id) !== watchers.has(id)),
    );
  }

  /** So may all who watch, and these. */
  allowsOtherWatchers(others: Iterable<UserId>): void {
    this.allowsOther([...this.#loaded().watchers.keys(), ...others]);
  }

  /** The user is invisible, or is visible again. */
  visibilityChanged(): void {
    const state = this.#loaded();
    const wasOnline = isOnline(state.shown);
    this.look();
    // Who is offline is shown with the time, or without.
    if (!wasOnline) this.#tellAnew([...state.watchers.keys()]);
  }

  /** See `PresenceRpc.presenceFor`. */
  async presenceFor(viewerId: UserId, watch: boolean): Promise<PresenceNow> {
    this.look();
    const seen = this.#seenBy(viewerId);
    if (watch) await this.#register(viewerId);
    return seen;
  }

  /** The row was deleted. */
  forget(): void {
    this.#state = null;
  }

  dueAt(now: number): number | null {
    const state = this.#state;
    // Not read yet: `run` reads it at the next ring, whatever that is for.
    if (state === null) return null;
    const { dueAt } = state.watchers.size === 0 ? { dueAt: null } : this.#judge(state, now);
    const times = [dueAt, this.#telling.dueAt(now)].filter((at) => at !== null);
    return times.length === 0 ? null : Math.min(...times);
  }

  async run(_ring: Ring): Promise<void> {
    this.#loaded(true);
    this.look();
    await this.#telling.idle();
  }

  /** Nothing has changed but what these may see. */
  #tellAnew(viewers: readonly UserId[]): void {
    if (viewers.length === 0) return;
    const state = this.#loaded();
    this.#telling.add(viewers);
    state.shown = { ...state.shown, version: nextVersion(state.shown.version, this.#host.now()), isTold: false };
    this.#host.keep(state.shown);
    // Of the others a row is written only if they do watch, or cannot be reached.
    if (viewers.some((id) => state.watchers.has(id))) this.#write(state);
    this.#tell();
  }

  #judge(state: State, now = this.#host.now()): ReturnType<typeof decideShown> {
    return decideShown(state.shown, this.#host.signs(), now);
  }

  #put(next: KeptShown): void {
    const state = this.#loaded();
    const isNew = next.version !== state.shown.version;
    const shown = state.watchers.size === 0 ? { ...next, isTold: true } : next;
    state.shown = shown;
    if (isNew) this.#telling.add([...state.watchers.keys()]);
    this.#host.keep(shown);
    this.#tell();
  }

  /** Tells whom there is to tell, and arms the alarm for what is due later. */
  #tell(): void {
    this.#keepRow();
    const telling = this.#telling.start();
    if (telling === null) this.#settle();
    // Meanwhile there may be more to tell.
    else this.#host.waitUntil(telling.then(() => this.#tell()));
  }

  #settle(): void {
    const state = this.#loaded();
    if (this.#telling.isDone && !state.shown.isTold) {
      state.shown = { ...state.shown, isTold: true };
      this.#host.keep(state.shown);
      this.#keepRow();
    }
    if (state.watchers.size > 0 || !this.#telling.isDone) this.#host.arm();
  }

  /** What is lost with memory must be found again: that watchers were told of somebody who is online, and who was last seen when. */
  #keepRow(): void {
    const state = this.#loaded();
    const { shown, stored, watchers } = state;
    const isWatched = watchers.size > 0;
    const wasOnline = isOnline(stored.shown);
    const isOld = Math.abs(this.#host.now() - stored.at) >= rowEveryMs;
    const isLater = shown.seenAt - stored.shown.seenAt >= rowEveryMs || (shown.seenAt > 0 && stored.shown.seenAt === 0);
    if (state.hasDropped && shown.isTold && isOld) this.#write(state);
    else if (this.#host.hasSocket()) {
      if (isWatched && isOnline(shown) && !wasOnline) this.#write(state);
    } else if (!isWatched) {
      if (isLater) this.#write(state);
    } else if (!isOnline(shown) && shown.isTold && (wasOnline || !stored.shown.isTold)) this.#write(state);
  }

  #write(state: State): void {
    state.stored = this.#row.write(state.shown, [...state.watchers.keys()], this.#host.now());
    state.hasDropped = false;
  }

  /** Whoever may see nothing is not noted: what they are told does not change. */
  #mayWatch(viewerId: UserId): boolean {
    const { watchers } = this.#loaded();
    if (viewerId === this.#host.userId || !this.#host.allows(viewerId)) return false;
    return watchers.has(viewerId) || watchers.size < wireLimits.maxWatchers;
  }

  async #register(viewerId: UserId): Promise<void> {
    if (!this.#mayWatch(viewerId)) return;
    const { watchers } = this.#loaded();
    if (!watchers.has(viewerId)) {
      this.#registering.set(viewerId, Promise.withResolvers());
      // Many who come at once are one row.
      this.#collector.ask();
    }
    watchers.set(viewerId, ++this.#saidSo);
    await this.#registering.get(viewerId)?.promise;
  }

  #writeWatchers(): void {
    const registering = [...this.#registering];
    this.#registering.clear();
    try {
      this.#write(this.#loaded());
      this.#host.arm();
      for (const [, { resolve }] of registering) resolve();
    } catch (cause) {
      for (const [viewerId, { reject }] of registering) {
        this.#drop(viewerId);
        reject(cause);
      }
    }
  }

  /** They watch. Whoever may see nothing any more has been told so, and nothing follows. */
  #confirm(watcherId: UserId): void {
    if (!this.#host.allows(watcherId)) this.#drop(watcherId);
    else void this.#register(watcherId);
  }

  #drop(watcherId: UserId): void {
    const state = this.#loaded();
    if (state.watchers.delete(watcherId)) state.hasDropped = true;
  }

  #seenBy(viewerId: UserId): PresenceNow {
    const { shown } = this.#loaded();
    const isInvisible = this.#host.isInvisible();
    const presence: SeenPresence = this.#host.allows(viewerId) ? presenceOf(shown, isInvisible) : hiddenPresence;
    return { presence, version: shown.version };
  }

  /** @param isRing the alarm was set for the time at which who has gone is offline */
  #loaded(isRing = false): State {
    if (this.#state !== null) return this.#state;
    const stored = this.#row.read();
    const now = this.#host.now();
    const kept = this.#host.kept();
    let shown = kept.reduce(newer, stored.shown);
    if (!this.#host.hasSocket()) shown = goneBy(shown, isRing ? now - absorbedMs : now);
    // What was told since the row was written went with the sockets.
    const isUnsure = kept.length === 0 && isOnline(stored.shown);
    if (isUnsure) shown = { ...shown, version: nextVersion(shown.version, now), isTold: false };
    this.#state = { shown, watchers: new Map(stored.watchers.map((id) => [id, 0])), stored, hasDropped: false };
    if (!shown.isTold) this.#telling.add(stored.watchers);
    return this.#state;
  }
}

const newer = (one: KeptShown, other: KeptShown): KeptShown =>
  other.version > one.version || (other.version === one.version && (other.isTold || !one.isTold)) ? other : one;

/** Nobody has noted when the sockets closed: at about this time. */
const goneBy = (shown: KeptShown, at: number): KeptShown => ({
  ...shown,
  kinds: Object.fromEntries(Object.entries(shown.kinds).map(([kind, goneAt]) => [kind, goneAt === 0 ? at : goneAt])),
});
