// News that belong to no conversation, as notices: who asks to be a friend, which group invites. Taken back once they are answered.
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { NewsAbout, NewsId } from "../../../schema/rpc/pushes.ts";
import type { Invitations } from "../people/invitations.ts";
import type { PeopleTable } from "../people/people-table.ts";
import type { NotificationChoices } from "./notification-choices.ts";
import type { Notifying } from "./notifying.ts";
import type { PushSubscriptions } from "./push-subscriptions.ts";
import type { TakingBack } from "./taking-back.ts";

export interface NewsHost {
  readonly subscriptions: Pick<PushSubscriptions, "inForce">;
  readonly people: Pick<PeopleTable, "get">;
  readonly invitations: Pick<Invitations, "shown">;
  readonly choices: Pick<NotificationChoices, "all">;
  readonly takingBack: Pick<TakingBack, "unwanted">;
  readonly hearing: Pick<Notifying, "noteNews">;
  readonly now: () => number;
}

/** News as they are now; `seq`: their version. */
export interface CurrentNews {
  readonly seq: number;
  readonly about: NewsAbout;
}

export class News {
  readonly #host: NewsHost;

  constructor(host: NewsHost) {
    this.#host = host;
  }

  friendChanged(userId: UserId): void {
    this.#changed(`friend-request:${userId}`);
  }

  invitationChanged(groupId: ConversationId): void {
    this.#changed(`invitation:${groupId}`);
  }

  #changed(id: NewsId): void {
    if (this.#host.subscriptions.inForce().length === 0) return;
    const current = this.current(id);
    if (current === null) this.#host.takingBack.unwanted(id);
    else this.#host.hearing.noteNews(id, current.seq);
  }

  /** Null: answered, over, or the user wants to be told of none. */
  current(id: NewsId): CurrentNews | null {
    const { people, invitations, choices, now } = this.#host;
    const { friendRequests, invitations: areInvitationsTold } = choices.all;
    const [kind, of = ""] = id.split(":");
    if (kind === "friend-request") {
      const { relation = {}, version = 0, userId } = people.get(of as UserId) ?? {};
      const { request } = relation;
      const isOpen = request?.by === "them" && now() < request.expiresAt;
      return isOpen && friendRequests && userId !== undefined
        ? { seq: version, about: { kind: "friend-request", userId } }
        : null;
    }
    const invitation = invitations.shown(of as ConversationId);
    if (invitation === null || !areInvitationsTold) return null;
    const { version, invitedBy: userId, groupId, group } = invitation;
    return { seq: version, about: { kind: "invitation", userId, groupId, name: group.name } };
  }
}
