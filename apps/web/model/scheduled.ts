// The user's scheduled messages, as the server has them.
import type { ConversationId, KlatchClient, ScheduledMessage } from "@klatch/sdk";
import { RevisedList } from "./revised-list.ts";

export class ScheduledModel {
  readonly #list: RevisedList<ScheduledMessage>;

  constructor(client: KlatchClient) {
    this.#list = new RevisedList(client, {
      event: "scheduled",
      revision: () => client.scheduled.revision,
      load: () => client.scheduled.list(),
    });
  }

  /** Those of one conversation, due first. */
  in(conversationId: ConversationId): readonly ScheduledMessage[] {
    return this.#list.all.filter((one) => one.conversationId === conversationId);
  }
}
