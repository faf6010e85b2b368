// Whom the user's devices watch: each socket has a list. Whoever is watched keeps that the user does, tells the user's session
// of each change, and forgets the user when the answer says that no device watches them any more (decision 80).
import { isUserId, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Presence } from "../../../schema/protocol/presence.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import {
  hiddenPresence,
  type PresenceChange,
  type PresenceNow,
  type PresenceRpc,
} from "../../../schema/rpc/presence.ts";
import { ActorUnavailable, callActor, isUnknownCall } from "../../runtime/calls.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { Socket } from "../../sockets/socket.ts";
import type { Budgets } from "../budgets/budgets.ts";
import { LatestInTurn } from "./latest-in-turn.ts";
import { PresenceFrames } from "./presence-frames.ts";
import { WatchedRow } from "./watched-row.ts";

/** As much of a socket as presence needs. */
export type WatchingSocket = Pick<Socket, "presence" | "notePresence" | "hasRoomFor" | "queueText">;

export interface WatchingHost<One extends WatchingSocket = WatchingSocket> {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly budgets: Pick<Budgets, "take">;
  /** The open sockets. */
  sockets(): readonly One[];
  /** Whether something may be given to it now. One whose authorisation has run out is asked to renew it, or is closed. */
  admits(socket: One): boolean;
  isOpen(socket: One): boolean;
  /** Of whom the user is shown nothing. */
  isBlocked(userId: UserId): boolean;
  stub(userId: UserId): Pick<PresenceRpc, "presenceFor">;
  now(): number;
  wait(ms: number): Promise<void>;
}

const maxParallelCalls = 32;
const callDeadlineMs = 5_000;
/** Of more than so many people a socket's attachment does not keep which they are. */
const maxMissed = 100;

/** `isAsked`: they have answered since, so that they tell of changes; a call of theirs alone may be a late repeat. */
interface Known extends PresenceNow {
  readonly isAsked: boolean;
}

const unknown: PresenceNow = { presence: hiddenPresence, version: 0 };

export class Watching<One extends WatchingSocket = WatchingSocket> {
  readonly #host: WatchingHost<One>;
  readonly #row: WatchedRow;
  readonly #frames: PresenceFrames<One>;
  /**
   * How those are who tell this session of their changes. Not stored: whoever is missing is asked. It outlives the sockets,
   * until the next change of theirs, so that a client that comes back at once asks nobody.
   */
  readonly #known = new Map<UserId, Known>();
  /** A later list takes over what an earlier one has asked. */
  readonly #watches = new LatestInTurn<One, readonly UserId[], { ok: true } | Refused>((socket, userIds) =>
    this.#watch(socket, userIds),
  );

  constructor(host: WatchingHost<One>) {
    this.#host = host;
    this.#row = new WatchedRow(host.sql);
    this.#frames = new PresenceFrames({
      now: () => host.now(),
      wait: (ms) => host.wait(ms),
      admits: (socket) => host.admits(socket),
      presenceOf: (userId) => this.#presenceOf(userId),
      missed: (socket, userIds) => this.#miss(socket, userIds),
    });
  }

  /**
   * From now on this socket watches these people. How those are is sent whom it did not watch before.
   *
   * @returns RATE_LIMITED; TOO_MANY: the user's sockets watch too many together. Then nothing has changed
   * @throws ActorUnavailable: some could not be asked; a repeat asks only those
   */
  watch(socket: One, userIds: readonly UserId[]): Promise<{ ok: true } | Refused> {
    return this.#watches.do(socket, userIds);
  }

  async #watch(socket: One, userIds: readonly UserId[]): Promise<{ ok: true } | Refused> {
    const ids = new Set(userIds.filter((id) => id !== this.#host.userId));
    const before = this.#listOf(socket);
    const news = [...ids].filter((id) => !before.has(id));
    const lists = this.#row.lists(this.#names());
    const total = [...lists.values()].reduce((sum, { size }) => sum + size, ids.size - before.size);
    if (total > wireLimits.maxWatchedPerUser) return refused("TOO_MANY");
    const unasked = this.#unasked(news);
    const refusal = this.#host.budgets.take({ presence: unasked.length });
    if (refusal !== null) return { refusal };
    const { watch: name = crypto.randomUUID(), ...note } = socket.presence;
    this.#row.put(name, ids, this.#names());
    if (ids.size > 0) socket.notePresence({ ...note, watch: name });
    // Before anything is awaited: whoever changes while others are asked is told that they are watched.
    const failed = await this.#ask(unasked);
    const watched = this.#listOf(socket);
    const answered = news.filter((id) => watched.has(id) && !failed.has(id));
    this.#frames.now(socket, answered);
    this.#forgetUnwatched();
    if (failed.size === 0) return { ok: true };
    this.#row.put(name, new Set([...watched].filter((id) => !failed.has(id))), this.#names());
    throw new ActorUnavailable("Some could not be asked.");
  }

  /** How these people are now, in this order. @returns RATE_LIMITED */
  async see(userIds: readonly UserId[]): Promise<{ people: Presence[] } | Refused> {
    const others = userIds.filter((id) => id !== this.#host.userId && !this.#host.isBlocked(id) && isUserId(id));
    const refusal = this.#host.budgets.take({ presence: others.length });
    if (refusal !== null) return { refusal };
    const seen = new Map<UserId, PresenceNow>();
    await eachInParallel(others, maxParallelCalls, async (id) => void seen.set(id, await this.#call(id, false)));
    return { people: userIds.map((userId) => ({ userId, ...(seen.get(userId) ?? unknown).presence })) };
  }

  /**
   * See `PresenceRpc.presenceChanged`. What was known of them before is forgotten in sleep, which begins later than a call that
   * is overtaken has its deadline.
   */
  changed({ userId, presence, version, deadlineAt }: PresenceChange): { watching: boolean } {
    if (this.#host.now() >= deadlineAt) throw new Error("presence past its deadline");
    const isWatched = this.#host.isBlocked(userId) ? false : this.#give(userId, { presence, version });
    if (!isWatched) this.#known.delete(userId);
    return { watching: isWatched };
  }

  /** The user may have blocked this one, or ended that. */
  async relationChanged(userId: UserId): Promise<void> {
    if (!this.#isWatched(userId)) return;
    const isBlocked = this.#host.isBlocked(userId);
    // Whoever tells of changes goes on.
    if (!isBlocked && this.#known.get(userId)?.isAsked === true) return;
    this.#known.delete(userId);
    const failed = isBlocked ? new Set() : await this.#ask([userId]);
    for (const socket of this.#host.sockets()) {
      if (!this.#listOf(socket).has(userId)) continue;
      if (failed.size > 0) this.#miss(socket, [userId]);
      else this.#frames.soon(socket, userId);
    }
  }

  /** Gives this socket what it has missed, if it may have it now. */
  async catchUp(socket: One): Promise<void> {
    const { missed, ...note } = socket.presence;
    if (missed === undefined || !this.#host.admits(socket)) return;
    const list = this.#listOf(socket);
    const ids = missed === "all" ? [...list] : missed.filter((id) => list.has(id));
    const unasked = this.#unasked(ids);
    if (this.#host.budgets.take({ presence: unasked.length }) !== null) return;
    socket.notePresence(note);
    const failed = await this.#ask(unasked);
    this.#frames.now(
      socket,
      ids.filter((id) => !failed.has(id)),
    );
    if (failed.size > 0) this.#miss(socket, [...failed]);
  }

  #presenceOf(userId: UserId): Presence {
    const { presence } = this.#host.isBlocked(userId) ? unknown : (this.#known.get(userId) ?? unknown);
    return { userId, ...presence };
  }

  /** @returns false: no socket watches this one */
  #give(userId: UserId, now: PresenceNow): boolean {
    const sockets = this.#host.sockets().filter((socket) => this.#listOf(socket).has(userId));
    const { version = 0, isAsked = false } = this.#known.get(userId) ?? {};
    const isOld = version > now.version;
    if (!isOld) this.#known.set(userId, { ...now, isAsked });
    let isWatched = false;
    for (const socket of sockets) {
      // Closed by that, or asked to renew its authorisation.
      const isAdmitted = this.#host.admits(socket);
      if (!isAdmitted && !this.#host.isOpen(socket)) continue;
      isWatched = true;
      if (!isAdmitted) this.#miss(socket, [userId]);
      else if (!isOld) this.#frames.soon(socket, userId);
    }
    return isWatched;
  }

  #isWatched(userId: UserId): boolean {
    return this.#host.sockets().some((socket) => this.#listOf(socket).has(userId));
  }

  #unasked(userIds: readonly UserId[]): UserId[] {
    return userIds.filter((id) => this.#known.get(id)?.isAsked !== true && !this.#host.isBlocked(id) && isUserId(id));
  }

  /** @returns those who could not be asked */
  async #ask(userIds: readonly UserId[]): Promise<ReadonlySet<UserId>> {
    const failed = new Set<UserId>();
    await eachInParallel(userIds, maxParallelCalls, async (id) => {
      try {
        const now = await this.#call(id, true);
        const known = this.#known.get(id);
        // They may have told of a change since they were asked, and been told that nobody watches them.
        const newer = known !== undefined && known.version > now.version ? known : now;
        this.#known.set(id, { ...newer, isAsked: this.#isWatched(id) });
      } catch (cause) {
        logErrorSeldom("presence not asked", cause);
        failed.add(id);
      }
    });
    return failed;
  }

  /** A session of the version before shows nothing. @throws ActorUnavailable */
  async #call(userId: UserId, watch: boolean): Promise<PresenceNow> {
    try {
      const viewerId = this.#host.userId;
      return await callActor(() => this.#host.stub(userId).presenceFor({ viewerId, watch }), callDeadlineMs);
    } catch (cause) {
      if (isUnknownCall(cause)) return unknown;
      throw cause;
    }
  }

  #miss(socket: One, userIds: readonly UserId[]): void {
    if (!this.#host.isOpen(socket)) return;
    const { missed } = socket.presence;
    const all = missed === "all" ? null : [...new Set([...(missed ?? []), ...userIds])];
    socket.notePresence({
      ...socket.presence,
      missed: all === null || all.length > maxMissed ? "all" : all,
    });
  }

  #listOf(socket: One): ReadonlySet<UserId> {
    return this.#row.list(socket.presence.watch);
  }

  #names(): ReadonlySet<string> {
    return new Set(this.#host.sockets().flatMap(({ presence }) => presence.watch ?? []));
  }

  /** What is known beyond this is of lists that are gone. */
  #forgetUnwatched(): void {
    if (this.#known.size <= wireLimits.maxWatchedPerUser) return;
    for (const id of this.#known.keys()) if (!this.#isWatched(id)) this.#known.delete(id);
  }
}
