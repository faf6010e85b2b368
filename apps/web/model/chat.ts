// The page's model of the conversations: signals over the SDK's client, and the only source of the screens' data.
import type { ConnectionStatus, ConversationEntry, KlatchClient, MyInvitation, Session, UserId } from "@klatch/sdk";
import { signal, type ReadonlySignal } from "@preact/signals";
import { meetRefusal } from "../text/limit-text.ts";
import { tameName } from "../../text/tame-name.ts";
import { unknownName } from "../text/unknown-name.ts";
import { unknownWords } from "../text/unknown-words.ts";
import { commonWords } from "../ui/common-words.ts";
import { DraftsModel } from "./drafts.ts";
import { EditsModel } from "./edits.ts";
import { groupInvitations } from "./group-invitations.ts";
import { FriendsModel } from "./friends.ts";
import { GroupsModel } from "./groups.ts";
import { InboxModel } from "./inbox.ts";
import type { GroupModel } from "./group-model.ts";
import { alikeInGroup, alikeInInbox } from "./look-alikes.ts";
import { handleOf, PeopleModel } from "./people.ts";
import { PresenceModel } from "./presence.ts";
import { ReceiptsModel } from "./receipts.ts";
import type { RevisedList } from "./revised-list.ts";
import { ScheduledModel } from "./scheduled.ts";
import { StarsModel } from "./stars.ts";
import { TypingModel } from "./typing.ts";

/** The chat of one signed-in user. It ends with the session. */
export class Chat {
  readonly client: KlatchClient;
  readonly me: UserId;
  readonly inbox: InboxModel;
  readonly people: PeopleModel;
  readonly typing: TypingModel;
  readonly presence: PresenceModel;
  readonly receipts: ReceiptsModel;
  readonly groups: GroupsModel;
  readonly drafts: DraftsModel;
  readonly edits = new EditsModel();
  readonly stars: StarsModel;
  readonly friends: FriendsModel;
  readonly scheduled: ScheduledModel;
  readonly groupInvitations: RevisedList<MyInvitation>;
  /** The conversations whose titles look like another one's. */
  readonly alike;
  readonly #alikeIn = new WeakMap<GroupModel, ReadonlySignal<ReadonlySet<UserId>>>();
  readonly connection;

  constructor(client: KlatchClient, session: Session) {
    this.client = client;
    this.me = session.user.id;
    this.inbox = new InboxModel(client);
    this.people = new PeopleModel(client);
    this.people.learn(session.user);
    this.typing = new TypingModel(client);
    this.receipts = new ReceiptsModel(client, this.me);
    this.groups = new GroupsModel(client);
    this.drafts = new DraftsModel(client);
    this.stars = new StarsModel(client);
    this.friends = new FriendsModel(client, this.inbox);
    this.scheduled = new ScheduledModel(client);
    this.groupInvitations = groupInvitations(client);
    this.alike = alikeInInbox(this.inbox, this.people, (entry) => this.titleOf(entry));
    this.connection = signal<ConnectionStatus>(client.connection);
    this.presence = new PresenceModel(client, this.connection);
    client.on("outbox", ({ heldBy }) => void (heldBy !== null && meetRefusal(heldBy)));
    client.on("connection", (status) => (this.connection.value = status));
    // Of all conversations, so that no row of the list waits for its name when it is scrolled to.
    client.on("sync", () => this.people.fetchUnknown(this.inbox.people()));
    this.inbox.refresh();
  }

  /** The title of a conversation; `unknownName` while it is not known. */
  titleOf({ group, peerId, peerDeleted }: ConversationEntry): string {
    if (peerDeleted === true) return unknownWords("deletedAccount");
    if (group !== undefined) return tameName(group.name) || unknownName;
    if (peerId === this.me) return commonWords("notes");
    return peerId === undefined ? unknownName : this.shownName(peerId);
  }

  /** A person as the user calls them: by the remark, else by their name. `unknownName` while unknown. */
  shownName(userId: UserId): string {
    return this.#remarkOf(userId) || this.people.nameOf(userId);
  }

  /** The same as far as known, else "". Fetches nobody. */
  knownName(userId: UserId): string {
    return this.#remarkOf(userId) || this.people.knownName(userId);
  }

  /** "": there is none. A deleted account is called so. */
  #remarkOf(userId: UserId): string {
    const remark = tameName(this.friends.of(userId)?.remark ?? "");
    return this.client.people.known(userId)?.deleted === true ? "" : remark;
  }

  /** Of the group or the other person; undefined: none, or not known yet. */
  avatarOf({ group, peerId }: ConversationEntry): string | undefined {
    if (group !== undefined) return group.avatar;
    return peerId === undefined || peerId === this.me ? undefined : this.people.get(peerId)?.avatar;
  }

  /** `@username` of the other person where the title alone could mislead, else null. */
  distinction({ id, peerId }: ConversationEntry): string | null {
    if (peerId === undefined || !this.alike.value.has(id)) return null;
    return handleOf(this.people.get(peerId));
  }

  /** `@username` of somebody in a group whose name there looks like another member's, else null. */
  distinctionIn(entry: ConversationEntry, userId: UserId): string | null {
    const model = entry.kind === "group" ? this.groups.known(entry.id) : null;
    if (model === null) return null;
    let alike = this.#alikeIn.get(model);
    if (alike === undefined) this.#alikeIn.set(model, (alike = alikeInGroup(model, this.people)));
    return alike.value.has(userId) ? handleOf(this.people.get(userId)) : null;
  }

  /** Whether the other person of a direct conversation has deleted their account. */
  isPeerGone({ kind, peerId, peerDeleted }: ConversationEntry): boolean {
    return (
      peerDeleted === true || (kind === "direct" && peerId !== undefined && this.people.get(peerId)?.deleted === true)
    );
  }

  /** A person's name in a conversation: in a group their nickname, if they have one. `unknownName` while unknown. */
  nameIn(entry: ConversationEntry | undefined, userId: UserId): string {
    const nickname =
      entry?.kind === "group" ? this.groups.known(entry.id)?.members.value.get(userId)?.nickname : undefined;
    return tameName(nickname ?? "") || this.people.nameOf(userId);
  }
}
