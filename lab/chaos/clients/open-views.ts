// The conversations that an SDK client has open: views of an app, in which people scroll.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { MessageState } from "../../../schema/protocol/message-state.ts";
import type { KlatchClient, Timeline } from "../../../sdk/entry.ts";
import { lastSeqOf } from "../check/facts.ts";
import type { ShownStretch } from "../history/final-state.ts";
import type { Random } from "../../kit/random.ts";

const maxOpen = 3;

export class OpenViews {
  readonly #client: KlatchClient;
  readonly #random: Random;
  readonly #open = new Map<ConversationId, Timeline>();

  constructor(client: KlatchClient, random: Random) {
    this.#client = client;
    this.#random = random;
  }

  /** Opens a conversation, scrolls in an open one, or closes it. */
  look(): void {
    const { id } = this.#random.pickOrNone(this.#client.conversations({ hidden: true })) ?? {};
    if (id === undefined) return;
    const view = this.#open.get(id);
    if (view === undefined) {
      if (this.#open.size < maxOpen) this.#open.set(id, this.#client.timeline(id, { pageSize: 30 }));
    } else if (this.#random.chance(0.7)) void view.loadOlder();
    else {
      view.close();
      this.#open.delete(id);
    }
  }

  /** Those that are at the end of their conversation, and load nothing. */
  get shown(): readonly ShownStretch[] {
    return [...this.#open].flatMap(([conversationId, view]) => {
      const { events, items } = view;
      const [first, last] = [events[0], events.at(-1)];
      if (first === undefined || last === undefined || view.loading !== null || !view.atEnd) return [];
      const states = new Map<number, MessageState | null>();
      for (const item of items)
        if (item.kind === "event" && item.event.type === "new-message") states.set(item.event.seq, item.state);
      return [{ conversationId, fromSeq: first.seq, toSeq: lastSeqOf(last), states }];
    });
  }
}
