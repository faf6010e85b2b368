// The page's model of the conversations: signals over the SDK's client, and the only source of the screens' data.
import type { ConnectionStatus, ConversationEntry, KlatchClient, Session, UserId } from "@klatch/sdk";
import { signal } from "@preact/signals";
import { tameName } from "../text/tame-name.ts";
import { DraftsModel } from "./drafts.ts";
import { GroupsModel } from "./groups.ts";
import { InboxModel } from "./inbox.ts";
import { PeopleModel } from "./people.ts";
import { ReceiptsModel } from "./receipts.ts";
import { TypingModel } from "./typing.ts";

/** The chat of one signed-in user. It ends with the session. */
export class Chat {
  readonly client: KlatchClient;
  readonly me: UserId;
  readonly inbox: InboxModel;
  readonly people: PeopleModel;
  readonly typing: TypingModel;
  readonly receipts: ReceiptsModel;
  readonly groups: GroupsModel;
  readonly drafts: DraftsModel;
  readonly connection;

  constructor(client: KlatchClient, session: Session) {
    this.client = client;
    this.me = session.user.id;
    this.inbox = new InboxModel(client);
    this.people = new PeopleModel(client);
    this.people.learn(session.user);
    this.typing = new TypingModel(client);
    this.receipts = new ReceiptsModel(client);
    this.groups = new GroupsModel(client);
    this.drafts = new DraftsModel(client);
    this.connection = signal<ConnectionStatus>(client.connection);
    client.on("connection", (status) => (this.connection.value = status));
    this.inbox.refresh();
  }

  /** The title of a conversation. */
  titleOf(entry: ConversationEntry): string {
    if (entry.group !== undefined) return tameName(entry.group.name) || "…";
    return entry.peerId === undefined ? "…" : this.people.nameOf(entry.peerId);
  }

  /** A person's name in a conversation. In a group it is their nickname, if they have one. */
  nameIn(entry: ConversationEntry | undefined, userId: UserId): string {
    const nickname =
      entry?.kind === "group" ? this.groups.known(entry.id)?.members.value.get(userId)?.nickname : undefined;
    return tameName(nickname ?? "") || this.people.nameOf(userId);
  }
}
