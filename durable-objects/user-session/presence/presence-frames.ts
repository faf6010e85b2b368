// Frames of presence to the user's sockets. A single change goes at once; what follows within a moment goes together, and the
// more there is, the longer it is collected.
import type { UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Presence, PresenceFrame } from "../../../schema/protocol/presence.ts";
import type { WatchingSocket } from "./watching.ts";

export interface PresenceFramesHost<One extends WatchingSocket> {
  now(): number;
  wait(ms: number): Promise<void>;
  /** Whether something may be given to it now: its authorisation may have run out since. */
  admits(socket: One): boolean;
  presenceOf(userId: UserId): Presence;
  /** It cannot be given this now, if it is still open. */
  missed(socket: One, userIds: readonly UserId[]): void;
}

/** A timer keeps the object active: it is set only while changes come one after the other. */
const leastPauseMs = 250;
const longestPauseMs = 2_000;

export class PresenceFrames<One extends WatchingSocket> {
  readonly #host: PresenceFramesHost<One>;
  readonly #waiting = new Map<One, Set<UserId>>();
  #isCollecting = false;
  #sentAt = 0;
  #pauseMs = 0;

  constructor(host: PresenceFramesHost<One>) {
    this.#host = host;
  }

  /** Sends how these people are, the answer to a question. */
  now(socket: One, userIds: readonly UserId[]): void {
    const waiting = this.#waiting.get(socket);
    for (const id of userIds) waiting?.delete(id);
    this.#send(socket, userIds);
  }

  /** One of them has changed. */
  soon(socket: One, userId: UserId): void {
    const waiting = this.#waiting.get(socket);
    if (waiting === undefined) this.#waiting.set(socket, new Set([userId]));
    else waiting.add(userId);
    if (!this.#isCollecting) void this.#collect();
  }

  async #collect(): Promise<void> {
    this.#isCollecting = true;
    const now = this.#host.now();
    // The clock may have been set back.
    const quietMs = Math.abs(now - this.#sentAt);
    if (quietMs >= longestPauseMs) this.#pauseMs = 0;
    if (quietMs < this.#pauseMs) await this.#host.wait(this.#pauseMs - quietMs);
    else await Promise.resolve(); // the other sockets that this change concerns
    this.#isCollecting = false;
    this.#sentAt = this.#host.now();
    this.#pauseMs = Math.min(longestPauseMs, Math.max(leastPauseMs, 2 * this.#pauseMs));
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const [socket, userIds] of waiting) this.#send(socket, [...userIds]);
  }

  #send(socket: One, userIds: readonly UserId[]): void {
    if (userIds.length === 0) return;
    if (!this.#host.admits(socket)) return this.#host.missed(socket, userIds);
    for (let from = 0; from < userIds.length; from += wireLimits.maxWatched) {
      const some = userIds.slice(from, from + wireLimits.maxWatched);
      const people = some.map((id) => this.#host.presenceOf(id));
      const text = JSON.stringify({ type: "presence", people } satisfies PresenceFrame);
      if (socket.hasRoomFor([text], "event")) socket.queueText(text);
      else this.#host.missed(socket, some);
    }
  }
}
