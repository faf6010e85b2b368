// The groups this page has looked at.
import type { ConversationId, GroupChangedFrame, KlatchClient, MemberChangedFrame } from "@klatch/sdk";
import { GroupModel } from "./group-model.ts";

export class GroupsModel {
  readonly #client: KlatchClient;
  readonly #known = new Map<ConversationId, GroupModel>();

  constructor(client: KlatchClient) {
    this.#client = client;
    const happened = (event: MemberChangedFrame | GroupChangedFrame): void =>
      this.#known.get(event.conversationId)?.happened(event);
    client.on("member-changed", happened);
    client.on("group-changed", happened);
  }

  /** Null: not looked at yet. */
  known(id: ConversationId): GroupModel | null {
    return this.#known.get(id) ?? null;
  }

  /** Asked for when it is new here. */
  open(id: ConversationId): GroupModel {
    let group = this.#known.get(id);
    if (group === undefined) {
      this.#known.set(id, (group = new GroupModel(this.#client, id)));
      void group.refresh();
    }
    return group;
  }
}
