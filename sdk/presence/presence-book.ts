// How people are, for the app: whoever is asked about is watched.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Presence } from "../../schema/protocol/presence.ts";
import type { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import { maxWatched } from "../client/protocol-constants.ts";
import type { CallOptions } from "../http/call-options.ts";
import type { Live } from "../connection/live.ts";

/** Who is online, as far as they let this user see it. */
export interface PresenceOf {
  /**
   * How somebody is, as far as known, without waiting; null while unknown, and without a connection. From then on the device
   * watches them, together with all who are asked about: the latest 500. Each change emits `presence`. Cheap enough to call
   * in every rendering.
   */
  get(userId: UserId): Presence | null;
  /**
   * Asks how these people are now, at most 200, and watches nobody.
   *
   * @throws KlatchError `RATE_LIMITED`, `INVALID_REQUEST`; `NOT_FOUND` from an earlier server
   */
  see(userIds: readonly UserId[], options?: CallOptions): Promise<readonly Presence[]>;
  /**
   * Whether a person looks at this device, here at this tab. Five minutes after the last of the user's devices said no, the
   * user is away. Until it is called, somebody does.
   */
  setFront(front: boolean): void;
}

export interface PresenceParts {
  readonly emitter: Emitter<KlatchEvents>;
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
  live(): Live;
}

/** People who are shown together are mostly asked about within this time: then they are one list. */
const collectMs = 300;

export class PresenceBook implements Pick<PresenceOf, "get"> {
  readonly #parts: PresenceParts;
  readonly #known = new Map<UserId, Presence>();
  /** Who is asked about, the latest last. */
  readonly #wanted = new Set<UserId>();
  #cancelTimer: (() => void) | null = null;
  /** Somebody is wanted of whom the server was not told. */
  #isChanged = false;

  constructor(parts: PresenceParts) {
    this.#parts = parts;
    parts.emitter.on("presence", ({ people }) => {
      for (const one of people) this.#known.set(one.userId, one);
    });
  }

  get(userId: UserId): Presence | null {
    this.#want(userId);
    return this.#parts.live().status.state === "live" ? (this.#known.get(userId) ?? null) : null;
  }

  close(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
  }

  #want(userId: UserId): void {
    if (!this.#wanted.delete(userId)) this.#isChanged = true;
    this.#wanted.add(userId);
    if (!this.#isChanged || this.#cancelTimer !== null) return;
    this.#cancelTimer = this.#parts.setTimer(() => this.#tell(), collectMs);
  }

  #tell(): void {
    this.#cancelTimer = null;
    this.#isChanged = false;
    for (const id of this.#wanted) {
      if (this.#wanted.size <= maxWatched) break;
      this.#wanted.delete(id);
      this.#known.delete(id);
    }
    this.#parts.live().watchPresence([...this.#wanted]);
  }
}
