// The models of the groups that this page has shown.
import type { ConversationId, GroupChangedFrame, KlatchClient, MemberChangedFrame } from "@klatch/sdk";
import { GroupModel, type Timing } from "./group-model.ts";

const realTime: Timing = {
  random: () => Math.random(),
  setTimer: (run, delayMs) => {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export class GroupsModel {
  readonly #client: KlatchClient;
  readonly #timing: Timing;
  readonly #known = new Map<ConversationId, GroupModel>();

  constructor(client: KlatchClient, timing = realTime) {
    this.#client = client;
    this.#timing = timing;
    const happened = (event: MemberChangedFrame | GroupChangedFrame): void =>
      this.#known.get(event.conversationId)?.happened(event);
    client.on("event", (event) => this.#known.get(event.conversationId)?.passed(event));
    client.on("member-changed", happened);
    client.on("group-changed", happened);
    client.on("set-back", ({ conversationId }) => this.#known.get(conversationId)?.setBack());
    client.on("sync", () => {
      for (const group of this.#known.values()) group.caughtUp();
    });
  }

  /** Null: the group was not shown yet. */
  known(id: ConversationId): GroupModel | null {
    return this.#known.get(id) ?? null;
  }

  /** Those that this page has shown. */
  shown(): Iterable<GroupModel> {
    return this.#known.values();
  }

  /** The model of a group, made at first use. */
  open(id: ConversationId): GroupModel {
    let group = this.#known.get(id);
    if (group === undefined) {
      this.#known.set(id, (group = new GroupModel(this.#client, id, this.#timing)));
      void group.refresh();
    }
    return group;
  }
}
