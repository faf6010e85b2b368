// A group as this page knows it: its settings, and everyone in it. Fetched when first looked at, then kept by its events.
import type {
  ConversationId,
  Group,
  GroupChangedFrame,
  GroupProfile,
  KlatchClient,
  Member,
  MemberChangedFrame,
  UserId,
} from "@klatch/sdk";
import { KlatchError } from "@klatch/sdk";
import { signal } from "@preact/signals";

const pageSize = 200;
/** Changes come in bursts: the group is asked for once after one. */
const settleMs = 150;

export class GroupModel {
  readonly id: ConversationId;
  readonly #client: KlatchClient;
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
  /** People who ask to come in; null: not known. */
  readonly requestCount = signal<number | null>(null);
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(client: KlatchClient, id: ConversationId) {
    this.#client = client;
    this.id = id;
  }

  /** Never rejects: what could not be fetched stays as it was, and is fetched at the next occasion. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    try {
      this.failure.value = null;
      const { profile, group } = await this.#client.groups.get(this.id);
      this.profile.value = profile;
      this.group.value = group ?? null;
      this.isOut.value = group === undefined;
      if (group === undefined) return;
      await this.#loadMembers();
      if (group.self.role !== "member") this.requestCount.value = (await this.#client.groups.requests(this.id)).length;
    } catch (error) {
      if (!(error instanceof KlatchError) || error.code !== "CONVERSATION_NOT_FOUND") {
        this.failure.value = error;
        return;
      }
      this.group.value = null;
      this.isOut.value = true;
      this.isGone.value = true;
    }
  }

  happened(event: MemberChangedFrame | GroupChangedFrame): void {
    if (event.type === "member-changed") this.members.value = changedMembers(this.members.peek(), event);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), settleMs);
  }

  async #loadMembers(): Promise<void> {
    const members = new Map<UserId, Member>();
    let cursor: UserId | null | undefined;
    do {
      const page = await this.#client.groups.members(this.id, { limit: pageSize, cursor: cursor ?? undefined });
      for (const member of page.members) members.set(member.userId, member);
      cursor = page.cursor;
    } while (cursor !== null);
    this.members.value = members;
  }
}

function changedMembers(
  members: ReadonlyMap<UserId, Member>,
  { change, userIds, seq }: MemberChangedFrame,
): ReadonlyMap<UserId, Member> {
  const next = new Map(members);
  for (const userId of userIds) {
    const known = next.get(userId);
    if (change.kind === "left" || change.kind === "removed") next.delete(userId);
    else if (change.kind === "joined")
      next.set(userId, { userId, role: change.role, nickname: "", mutedUntil: null, joinedSeq: seq });
    else if (known !== undefined) {
      const { kind: _, ...fields } = change;
      next.set(userId, { ...known, ...fields });
    }
  }
  return next;
}
