// A group as this page knows it: asked for when first looked at, then kept by its events.
import type {
  ConversationId,
  EventFrame,
  Group,
  GroupChangedFrame,
  GroupProfile,
  KlatchClient,
  Member,
  MemberChangedFrame,
  UserId,
} from "@klatch/sdk";
import { KlatchError } from "@klatch/sdk";
import { afterGroupEvent, holdGroup, type HeldGroup } from "@klatch/sdk/groups";
import { signal } from "@preact/signals";

type GroupEvent = MemberChangedFrame | GroupChangedFrame;
/** What somebody has before their eyes: the conversation, or its members too. */
export type LookedAt = "conversation" | "members";

export interface Timing {
  readonly random: () => number;
  /** @returns ends it */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
}

const pageSize = 200;
/** What one event makes many ask is spread over so long for each of them. */
const spreadMs = 10;

export class GroupModel {
  readonly id: ConversationId;
  readonly #client: KlatchClient;
  readonly #timing: Timing;
  /** Null: not known yet, or the user is not in. */
  readonly group = signal<Group | null>(null);
  readonly profile = signal<GroupProfile | null>(null);
  readonly members = signal<ReadonlyMap<UserId, Member>>(new Map());
  /** The user is not in, or it is dissolved. */
  readonly isOut = signal(false);
  /** There is no such group any more. */
  readonly isGone = signal(false);
  /** Why the last attempt to fetch it did not succeed; null: it did, or there was none. */
  readonly failure = signal<unknown>(null);
  /** People who ask to come in; null: not known. No event tells of them. */
  readonly requestCount = signal<number | null>(null);
  #held: HeldGroup | null = null;
  /** Everything up to here has been heard; null: nothing yet. */
  #heardSeq: number | null = null;
  /** What events have not told: nothing, whether newcomers are muted, or anything. */
  #lacks: "nothing" | "newcomers" | "all" = "all";
  readonly #lookers: Record<LookedAt, number> = { conversation: 0, members: 0 };
  /** Events since the first of the questions under way; null: none is. */
  #since: GroupEvent[] | null = null;
  #asking: Promise<void> | null = null;
  #endTimer: (() => void) | null = null;

  constructor(client: KlatchClient, id: ConversationId, timing: Timing) {
    this.#client = client;
    this.#timing = timing;
    this.id = id;
  }

  /** Asks now. Never rejects: what could not be fetched stays as it was, and is fetched when it is looked at again. */
  refresh(): Promise<void> {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
      if (this.failure.peek() === null && this.#isMissed) this.#askSoon(1);
    });
    return this.#asking;
  }

  /** Somebody looks; what events have not told is asked for. @returns to be called when they look away */
  look(at: LookedAt): () => void {
    this.#lookers[at]++;
    if (this.#isMissed) void this.refresh();
    return () => void this.#lookers[at]--;
  }

  /** The connection has caught up: what could not be fetched may be fetched now. */
  caughtUp(): void {
    if (this.#isMissed) this.#askSoon(1);
  }

  /** Any event of the conversation, in order: one that is hidden, or was not heard, may have changed anything. */
  passed(event: EventFrame): void {
    const heard = this.#heardSeq;
    this.#heardSeq = event.type === "void" ? event.toSeq : event.seq;
    if (event.type === "void" || (heard !== null && event.seq > heard + 1)) this.#want("all", this.members.peek().size);
  }

  happened(event: GroupEvent): void {
    this.#since?.push(event);
    const held = this.#held;
    if (held === null) {
      // Questions under way find for themselves whether they must be asked again.
      if (this.#since === null && this.#isReturn(event)) this.#want("all", event.userIds.length);
      return;
    }
    const next = afterGroupEvent(held, event);
    if (next === null) return this.#leave(held, event);
    this.#show(next);
    this.#countAnswered(event);
    if (next.unsure.size > held.unsure.size) this.#want("newcomers", next.members.size);
  }

  /** Never rejects. */
  async countRequests(): Promise<void> {
    try {
      this.requestCount.value = (await this.#client.groups.requests(this.id)).length;
    } catch {
      // The count is a hint: whoever opens the list is told why it cannot be had.
      this.requestCount.value = null;
    }
  }

  async #ask(): Promise<void> {
    this.#endTimer?.();
    this.#endTimer = null;
    this.#lacks = "nothing";
    this.failure.value = null;
    const since: GroupEvent[] = (this.#since = []);
    try {
      const held = await this.#answers(since);
      if (held !== null) return this.#show(held);
      this.#lose();
      // What was answered was so before.
      if (since.some((event) => this.#isReturn(event))) this.#lacks = "all";
    } catch (error) {
      if (isUnknown(error)) {
        this.#lose();
        this.isGone.value = true;
      } else {
        this.#lacks = "all";
        this.failure.value = error;
      }
    } finally {
      this.#since = null;
    }
  }

  /** Null: the user is not in, or was not all the time. @throws KlatchError `CONVERSATION_NOT_FOUND`: there is no such group */
  async #answers(since: readonly GroupEvent[]): Promise<HeldGroup | null> {
    const { profile, group } = await this.#client.groups.get(this.id);
    this.profile.value = profile;
    if (group === undefined) return null;
    try {
      return holdGroup(group, await this.#allMembers(), since);
    } catch (error) {
      // They went in between.
      if (isUnknown(error)) return null;
      throw error;
    }
  }

  async #allMembers(): Promise<Member[]> {
    const members: Member[] = [];
    let cursor: UserId | null | undefined;
    do {
      const page = await this.#client.groups.members(this.id, { limit: pageSize, cursor: cursor ?? undefined });
      members.push(...page.members);
      cursor = page.cursor;
    } while (cursor !== null);
    return members;
  }

  #show(held: HeldGroup): void {
    this.#held = held;
    this.group.value = held.group;
    this.members.value = held.members;
    this.isOut.value = false;
  }

  #leave({ group }: HeldGroup, event: GroupEvent): void {
    const { id, name, description, avatar, joinPolicy, memberCount } = group;
    this.profile.value = { id, name, description, avatar, joinPolicy, memberCount: memberCount - 1 };
    this.#lose();
    this.isGone.value = event.type === "group-changed";
  }

  #lose(): void {
    this.#held = null;
    this.group.value = null;
    this.isOut.value = true;
  }

  #countAnswered(event: GroupEvent): void {
    const count = this.requestCount.peek();
    if (count === null || event.type !== "member-changed") return;
    const { change, userIds } = event;
    if (change.kind === "joined" && change.how === "approved")
      this.requestCount.value = Math.max(0, count - userIds.length);
  }

  #isReturn(event: GroupEvent): event is MemberChangedFrame {
    if (event.type !== "member-changed" || event.change.kind !== "joined") return false;
    return event.userIds.some((userId) => userId === this.#client.session?.user.id);
  }

  get #isMissed(): boolean {
    const { conversation, members } = this.#lookers;
    return members > 0 ? this.#lacks !== "nothing" : conversation > 0 && this.#lacks === "all";
  }

  /** @param askers how many lack it because of the same event */
  #want(lack: "newcomers" | "all", askers: number): void {
    if (this.#lacks !== "all") this.#lacks = lack;
    if (this.#isMissed) this.#askSoon(askers);
  }

  #askSoon(askers: number): void {
    if (this.#endTimer !== null) return;
    const delayMs = this.#timing.random() * askers * spreadMs;
    this.#endTimer = this.#timing.setTimer(() => {
      this.#endTimer = null;
      // They may have looked away meanwhile. While questions are under way it is asked after them.
      if (this.#isMissed) void this.refresh();
    }, delayMs);
  }
}

const isUnknown = (error: unknown): boolean => error instanceof KlatchError && error.code === "CONVERSATION_NOT_FOUND";
