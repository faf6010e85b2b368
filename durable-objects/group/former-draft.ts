// Former members during one flush. Those who left recently are in memory; all others are looked up in storage by id.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { Intervals } from "../conversation/log/visibility.ts";

/** A former member's data. Being silenced continues meanwhile, so that nobody ends it by leaving and joining again. */
export interface FormerMembership {
  /** ms since 1970; null: not silenced. */
  readonly silencedUntil: number | null;
  readonly intervals: Intervals;
}

/**
 * Former members in storage: tens of thousands at times, so never read whole. Rows of users who are members again are
 * outdated.
 */
export interface FormerMembers {
  find(userId: UserId): FormerMembership | undefined;
}

export interface FormersBase {
  /** Former members whose last event may not have been delivered to them yet. */
  readonly leavers: ReadonlyMap<UserId, FormerMembership>;
  readonly formers: FormerMembers;
}

/** Users who rejoined after an earlier flush had removed them, with their former membership. */
export type Returned = ReadonlyMap<UserId, FormerMembership>;

export class FormerDraft {
  readonly #base: FormersBase;
  readonly #changes = new Map<UserId, FormerMembership | null>();
  readonly #settled = new Map<UserId, FormerMembership>();
  readonly #returned = new Map<UserId, FormerMembership>();

  constructor(base: FormersBase) {
    this.#base = base;
  }

  /** Null for a user who is a member now. */
  get changes(): ReadonlyMap<UserId, FormerMembership | null> {
    return this.#changes;
  }

  get returned(): Returned {
    return this.#returned;
  }

  /** Former members who move from memory to storage with this flush. */
  get settled(): ReadonlyMap<UserId, FormerMembership> {
    return this.#settled;
  }

  /** @param userId must not be a member */
  get(userId: UserId): FormerMembership | undefined {
    const changed = this.#changes.get(userId);
    return changed === undefined ? findFormer(this.#base, userId) : (changed ?? undefined);
  }

  /** Adds a user who left. */
  set(userId: UserId, former: FormerMembership): void {
    this.#changes.set(userId, former);
  }

  /** Removes a user who joined. */
  delete(userId: UserId): void {
    const former = this.#changes.has(userId) ? undefined : findFormer(this.#base, userId);
    if (former !== undefined) this.#returned.set(userId, former);
    this.#changes.set(userId, null);
  }

  /** Moves leavers of earlier flushes out of memory, up to `atMost`, if they have received their last event. */
  settle(hasLastEvent: (userId: UserId) => boolean, atMost: number): void {
    for (const [userId, former] of this.#base.leavers) {
      if (this.#settled.size >= atMost) return;
      if (!this.#changes.has(userId) && hasLastEvent(userId)) this.#settled.set(userId, former);
    }
  }

  finish(): ReadonlyMap<UserId, FormerMembership> {
    if (this.#changes.size === 0 && this.#settled.size === 0) return this.#base.leavers;
    const leavers = new Map(this.#base.leavers);
    for (const userId of this.#settled.keys()) leavers.delete(userId);
    for (const [userId, former] of this.#changes) {
      if (former === null) leavers.delete(userId);
      else leavers.set(userId, former);
    }
    return leavers;
  }
}

/** @param userId must not be a member */
export const findFormer = ({ leavers, formers }: FormersBase, userId: UserId): FormerMembership | undefined =>
  leavers.get(userId) ?? formers.find(userId);
