// Former members during one flush: those who went lately are in memory, all others are looked up in storage by their id.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { FormerMembership } from "./group-state.ts";

/** Former members in storage, tens of thousands at times: never read whole. What it says of members is outdated. */
export interface FormerMembers {
  find(userId: UserId): FormerMembership | undefined;
}

export interface FormersBase {
  /** Whose last event may not have reached them yet. */
  readonly leavers: ReadonlyMap<UserId, FormerMembership>;
  readonly formers: FormerMembers;
}

/** Who came back after an earlier flush had let them go: as they were then. */
export type Returned = ReadonlyMap<UserId, FormerMembership>;

export class FormerDraft {
  readonly #base: FormersBase;
  readonly #changes = new Map<UserId, FormerMembership | null>();
  readonly #settled = new Map<UserId, FormerMembership>();
  readonly #returned = new Map<UserId, FormerMembership>();

  constructor(base: FormersBase) {
    this.#base = base;
  }

  /** null: they are in. */
  get changes(): ReadonlyMap<UserId, FormerMembership | null> {
    return this.#changes;
  }

  get returned(): Returned {
    return this.#returned;
  }

  /** To be kept with all the others from now on. */
  get settled(): ReadonlyMap<UserId, FormerMembership> {
    return this.#settled;
  }

  /** @param userId not a member's */
  get(userId: UserId): FormerMembership | undefined {
    const changed = this.#changes.get(userId);
    return changed === undefined ? findFormer(this.#base, userId) : (changed ?? undefined);
  }

  /** They went. */
  set(userId: UserId, former: FormerMembership): void {
    this.#changes.set(userId, former);
  }

  /** They came in. */
  delete(userId: UserId): void {
    const former = this.#changes.has(userId) ? undefined : findFormer(this.#base, userId);
    if (former !== undefined) this.#returned.set(userId, former);
    this.#changes.set(userId, null);
  }

  /** Of those who went before this flush, some whose last event has reached them. */
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

/** @param userId not a member's */
export const findFormer = ({ leavers, formers }: FormersBase, userId: UserId): FormerMembership | undefined =>
  leavers.get(userId) ?? formers.find(userId);
