// Who left a group or declined an invitation of late: nobody adds them again for a while, except they themselves.
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";

export interface StayedOut {
  /** ms since 1970. */
  readonly at: number;
  /** They declined an invitation; false: they left. */
  readonly declined: boolean;
}

/** In storage, and never read whole: as many as have left. */
export interface StayedOutRows {
  find(userId: UserId): StayedOut | undefined;
}

export class StayedOutDraft {
  readonly #base: StayedOutRows;
  readonly #changes = new Map<UserId, StayedOut | null>();

  constructor(base: StayedOutRows) {
    this.#base = base;
  }

  /** Null: they are in again. */
  get changes(): ReadonlyMap<UserId, StayedOut | null> {
    return this.#changes;
  }

  get(userId: UserId, now: number): StayedOut | undefined {
    const found = this.#find(userId);
    return found === undefined || found.at <= now - wireLimits.invitationKeptMs ? undefined : found;
  }

  set(userId: UserId, stayedOut: StayedOut): void {
    this.#changes.set(userId, stayedOut);
  }

  delete(userId: UserId): void {
    if (this.#find(userId) !== undefined) this.#changes.set(userId, null);
  }

  #find(userId: UserId): StayedOut | undefined {
    const changed = this.#changes.get(userId);
    return changed === undefined ? this.#base.find(userId) : (changed ?? undefined);
  }
}
