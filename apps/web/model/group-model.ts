// The model of one group: fetched when it is first shown, then updated by the group's events.
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
import { allMembers } from "./all-members.ts";

type GroupEvent = MemberChangedFrame | GroupChangedFrame;
/** The visible part of a group: the conversation, or also its members. */
export type LookedAt = "conversation" | "members";

export interface Timing {
  readonly random: () => number;
  /** @returns cancels the timer */
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
}

/** If one event makes many clients fetch, they spread it over this time, multiplied by their number. */
const spreadMs = 10;

export class GroupModel {
  readonly id: ConversationId;
  readonly #client: KlatchClient;
  readonly #timing: Timing;
  /** Null: not known yet, or the user is not a member. */
  readonly group = signal<Group | null>(null);
  readonly profile = signal<GroupProfile | null>(null);
  readonly members = signal<ReadonlyMap<UserId, Member>>(new Map());
  /** The user is not a member, or the group is dissolved. */
  readonly isOut = signal(false);
  /** The user is banned. No event says when a ban ends. */
  readonly isBanned = signal(false);
  /** The group does not exist any more. */
  readonly isGone = signal(false);
  /** Why the last fetch failed; null: it succeeded, or there was none. */
  readonly failure = signal<unknown>(null);
  /** The number of open join requests; null: not known. No event says that there is a new one. */
  readonly requestCount = signal<number | null>(null);
  #held: HeldGroup | null = null;
  /** The seq of the last event; null: none has arrived yet. */
  #lastSeq: number | null = null;
  /** What has to be fetched, because events do not say it: nothing, the silences of new members, or everything. */
  #lacks: "nothing" | "newcomers" | "all" = "all";
  readonly #viewers: Record<LookedAt, number> = { conversation: 0, members: 0 };
  /** Events since the fetch in progress began; null: none is in progress. */
  #eventsSince: GroupEvent[] | null = null;
  #refreshing: Promise<void> | null = null;
  #cancelTimer: (() => void) | null = null;

  constructor(client: KlatchClient, id: ConversationId, timing: Timing) {
    this.#client = client;
    this.#timing = timing;
    this.id = id;
  }

  /** Fetches now. Never rejects: after a failure the state stays as it was, and is fetched again when it is shown. */
  refresh(): Promise<void> {
    this.#refreshing ??= this.#fetch().finally(() => {
      this.#refreshing = null;
      if (this.failure.peek() === null && this.#needsRefresh) this.#refreshSoon(1);
    });
    return this.#refreshing;
  }

  /** A part of the group becomes visible: fetches what is missing. @returns to be called when it is hidden again */
  look(at: LookedAt): () => void {
    this.#viewers[at]++;
    // Former members get no events, so whether and how they may join again has to be fetched.
    const mayComeBack = this.isOut.peek() && !this.isGone.peek();
    if (this.#needsRefresh || mayComeBack) void this.refresh();
    return () => void this.#viewers[at]--;
  }

  /** The connection has caught up, so a failed fetch may succeed now. */
  caughtUp(): void {
    if (this.#needsRefresh) this.#refreshSoon(1);
  }

  /** Takes every event of the conversation in order. A hidden or missed event may have changed anything. */
  passed(event: EventFrame): void {
    const lastSeq = this.#lastSeq;
    this.#lastSeq = event.type === "void" ? event.toSeq : event.seq;
    if (event.type === "void" || (lastSeq !== null && event.seq > lastSeq + 1))
      this.#addLack("all", this.members.peek().size);
  }

  /** The group was restored to an earlier time, and what it was then no event says. */
  setBack(): void {
    this.#addLack("all", this.members.peek().size);
  }

  happened(event: GroupEvent): void {
    this.#eventsSince?.push(event);
    const held = this.#held;
    if (held === null) {
      // A fetch in progress checks by itself whether it has to be repeated.
      if (this.#eventsSince === null && this.#isReturn(event)) this.#addLack("all", event.userIds.length);
      return;
    }
    const next = afterGroupEvent(held, event);
    if (next === null) return this.#leave(held, event);
    // A change of a kind that this version does not know.
    if (next === held) return this.#addLack("all", held.members.size);
    this.#show(next);
    this.#countAnswered(event);
    if (next.unsure.size > held.unsure.size) this.#addLack("newcomers", next.members.size);
  }

  /** Never rejects. */
  async countRequests(): Promise<void> {
    try {
      this.requestCount.value = (await this.#client.groups.requests(this.id)).items.length;
    } catch {
      // The count is only a hint. The list of requests shows the error when it is opened.
      this.requestCount.value = null;
    }
  }

  async #fetch(): Promise<void> {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    this.#lacks = "nothing";
    this.failure.value = null;
    const since: GroupEvent[] = (this.#eventsSince = []);
    try {
      const held = await this.#fetchHeld(since);
      if (held !== null) return this.#show(held);
      this.#setOut();
      // The answer is older than the user's return.
      if (since.some((event) => this.#isReturn(event))) this.#lacks = "all";
    } catch (error) {
      if (isUnknown(error)) {
        this.#setOut();
        this.isGone.value = true;
      } else {
        this.#lacks = "all";
        this.failure.value = error;
      }
    } finally {
      this.#eventsSince = null;
    }
  }

  /**
   * @returns null if the user is not a member, or was not during the whole fetch
   * @throws KlatchError `CONVERSATION_NOT_FOUND` if the group does not exist
   */
  async #fetchHeld(since: readonly GroupEvent[]): Promise<HeldGroup | null> {
    const { profile, group, banned = false } = await this.#client.groups.get(this.id);
    this.profile.value = profile;
    this.isBanned.value = banned;
    if (group === undefined) return null;
    try {
      return holdGroup(group, await allMembers(this.#client, this.id), since);
    } catch (error) {
      // The user left between the two calls.
      if (isUnknown(error)) return null;
      throw error;
    }
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
    this.#setOut();
    this.isBanned.value = event.type === "member-changed" && event.change.kind === "removed" && event.change.banned;
    this.isGone.value = event.type === "group-changed";
  }

  #setOut(): void {
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

  get #needsRefresh(): boolean {
    const { conversation, members } = this.#viewers;
    return members > 0 ? this.#lacks !== "nothing" : conversation > 0 && this.#lacks === "all";
  }

  /** @param clientCount how many clients have to fetch because of the same event */
  #addLack(lack: "newcomers" | "all", clientCount: number): void {
    if (this.#lacks !== "all") this.#lacks = lack;
    if (this.#needsRefresh) this.#refreshSoon(clientCount);
  }

  #refreshSoon(clientCount: number): void {
    if (this.#cancelTimer !== null) return;
    const delayMs = this.#timing.random() * clientCount * spreadMs;
    this.#cancelTimer = this.#timing.setTimer(() => {
      this.#cancelTimer = null;
      // The group may be hidden meanwhile. `refresh` shares a fetch in progress and repeats it if necessary.
      if (this.#needsRefresh) void this.refresh();
    }, delayMs);
  }
}

const isUnknown = (error: unknown): boolean => error instanceof KlatchError && error.code === "CONVERSATION_NOT_FOUND";
