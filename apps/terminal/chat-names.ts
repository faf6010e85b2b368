// What conversations are called.
import type { ConversationEntry, KlatchClient } from "@klatch/sdk";
import { notesName } from "./chat-find.ts";
import type { ChatPeople } from "./chat-people.ts";
import { printable } from "./chat-text.ts";
import { isolated } from "./lines/direction.ts";

/** The fields of a conversation that typed lines go to. */
export type OpenConversation = Pick<ConversationEntry, "id" | "kind" | "peerId" | "group" | "request">;

export class ChatNames {
  readonly #client: Pick<KlatchClient, "session">;
  readonly #people: Pick<ChatPeople, "nameOf">;

  constructor(client: Pick<KlatchClient, "session">, people: Pick<ChatPeople, "nameOf">) {
    this.#client = client;
    this.#people = people;
  }

  /** In a column of its own. */
  plain({ id, peerId, group }: OpenConversation): string {
    if (group !== undefined) return printable(group.name);
    if (peerId !== undefined && peerId === this.#client.session?.user.id) return notesName;
    return peerId === undefined ? id : this.#people.nameOf(peerId);
  }

  /** Inside the client's own words. */
  embedded(conversation: OpenConversation): string {
    return isolated(this.plain(conversation));
  }
}
