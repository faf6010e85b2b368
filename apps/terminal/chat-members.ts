// The members of the groups that were opened: whom a text mentions, and by which names. Nobody is waited for when a message
// is sent.
import type { ConversationId, GroupChangedFrame, KlatchClient, Member, MemberChangedFrame, UserId } from "@klatch/sdk";
import { afterGroupEvent, holdGroup, type HeldGroup } from "@klatch/sdk/groups";
import { everyoneNames } from "../text/mentions/everyone-names.ts";
import type { Mention } from "../text/mentions/mention.ts";
import { tameName } from "../text/tame-name.ts";
import { mentionsIn, type Nameable } from "../text/mentions/mentions-in-text.ts";
import type { Mentionable } from "../text/mentions/mention-search.ts";
import { shownMentions } from "../text/mentions/shown-mentions.ts";
import { allMembers } from "../web/model/all-members.ts";
import { everyone } from "../text/mentions/everyone.ts";

/** Of larger groups the members are not loaded. */
const maxMembersLoaded = 1_000;
/** The server's limit for one message (`maxMentions`). */
const maxMentions = 50;

type GroupEvent = MemberChangedFrame | GroupChangedFrame;
/** By its id alone. */
interface Place {
  readonly id: ConversationId;
  readonly kind: string;
}

export class ChatMembers {
  readonly #client: KlatchClient;
  readonly #held = new Map<ConversationId, HeldGroup>();
  /** Events since the start of the calls in progress. */
  readonly #since = new Map<ConversationId, GroupEvent[]>();

  constructor(client: KlatchClient) {
    this.#client = client;
    const happened = (event: GroupEvent): void => {
      const { conversationId: id } = event;
      this.#since.get(id)?.push(event);
      const held = this.#held.get(id);
      const after = held === undefined ? null : afterGroupEvent(held, event);
      if (after === null) this.#held.delete(id);
      else this.#held.set(id, after);
    };
    client.on("member-changed", happened);
    client.on("group-changed", happened);
  }

  /**
   * Learns once who is in a group; its events say what changes. Never rejects: without an answer, those who are known may
   * be mentioned.
   */
  async load({ id, kind }: Place): Promise<void> {
    if (kind !== "group" || this.#since.has(id) || this.#held.has(id)) return;
    if (this.#client.connection.state !== "live") return;
    const since: GroupEvent[] = [];
    this.#since.set(id, since);
    try {
      const { group } = await this.#client.groups.get(id);
      if (group === undefined || group.memberCount > maxMembersLoaded) return;
      const held = holdGroup(group, await allMembers(this.#client, id), since);
      if (held !== null) this.#held.set(id, held);
    } catch {
      // Without a connection, or no longer a member.
    } finally {
      this.#since.delete(id);
    }
  }

  /** Whom a text mentions: members of the group by their usernames and names, as they are typed after an @. */
  mentioned(place: Place, text: string): UserId[] {
    const { id } = place;
    if (place.kind !== "group") return [];
    const mayMentionAll = this.#mayMentionAll(id);
    return mentionsIn({
      text,
      members: this.mentionable(place),
      chosen: new Map(),
      all: mayMentionAll ? { id: everyone, names: everyoneNames } : null,
      limit: maxMentions,
    });
  }

  /** The names of those whom a message mentions, as they may stand in its text. */
  marked(id: ConversationId, text: string, mentions: readonly UserId[]): Mention[] {
    const own = this.#client.session?.user.id;
    const isKnown = (userId: UserId): boolean => userId === everyone || this.#client.people.known(userId) !== null;
    return shownMentions(text, mentions, isKnown).flatMap((userId) => {
      if (userId === everyone) return everyoneNames.map((name) => ({ name, me: true }));
      const { name, displayName, username } = this.namesOf(id, userId);
      return [name, displayName, username]
        .filter((one) => one !== "")
        .map((one) => ({ name: one, me: userId === own }));
    });
  }

  /** Null: it is not known who is in the group. */
  of(id: ConversationId): readonly Member[] | null {
    const held = this.#held.get(id);
    return held === undefined ? null : [...held.members.values()];
  }

  /** Fetches nobody. */
  namesOf(id: ConversationId, userId: UserId): Nameable<UserId> {
    const user = this.#client.people.known(userId);
    const nickname = tameName(this.#held.get(id)?.members.get(userId)?.nickname ?? "");
    const username = user?.username ?? "";
    const displayName = tameName(user?.displayName ?? "") || username;
    return { id: userId, username, name: nickname || displayName, displayName };
  }

  /** Those who may be mentioned in a conversation. */
  mentionable(place: Place | null): Nameable<UserId>[] {
    if (place?.kind !== "group") return [];
    return this.#memberIds(place.id).map((userId) => this.namesOf(place.id, userId));
  }

  /** Everybody whose name is known here, but this user. */
  known(): Mentionable<UserId>[] {
    const others = this.#client.people
      .all()
      .filter(({ id, deleted }) => id !== this.#client.session?.user.id && deleted !== true);
    return others.map(({ id, username, displayName }) => ({ id, username, name: tameName(displayName) || username }));
  }

  /** Without the members, everybody who is known: the server drops whoever is none. */
  #memberIds(id: ConversationId): UserId[] {
    const held = this.#held.get(id);
    const ids = held === undefined ? this.#client.people.all().map((user) => user.id) : [...held.members.keys()];
    return ids.filter((userId) => userId !== this.#client.session?.user.id);
  }

  #mayMentionAll(id: ConversationId): boolean {
    const group = this.#held.get(id)?.group;
    return group !== undefined && (group.self.role !== "member" || group.settings.mayMentionAll === "members");
  }
}
