// The tab that holds the socket: tells all others what happens, and does what they ask.
import { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import type { OutboxEntry } from "../outbox/outgoing-message.ts";
import type { LiveSession } from "../connection/live-session.ts";
import { errorNewsOf, newsOf } from "./tab-outbox.ts";
import type { Replica } from "./replica.ts";
import { sharedEvents, type Command, type LeaderState, type News, type TabMessage } from "./tab-messages.ts";

export interface LeadingParts {
  readonly tab: string;
  readonly replica: Replica;
  readonly lead: (emitter: Emitter<KlatchEvents>) => LiveSession;
  readonly post: (message: TabMessage) => void;
  /** Everything so far is in the store. */
  readonly stored: () => Promise<void>;
}

export class Leading {
  readonly #parts: LeadingParts;
  readonly live: LiveSession;
  /** Told in this turn: one post carries them all. */
  #batch: News[] = [];
  #isOver = false;

  constructor(parts: LeadingParts) {
    this.#parts = parts;
    const emitter = new Emitter<KlatchEvents>();
    for (const name of sharedEvents) emitter.on(name, (value) => this.#tell({ name, value } as News));
    emitter.on("outbox", (message) => this.#tell({ name: "outbox", value: newsOf(message as OutboxEntry) }));
    emitter.on("error", (error) => this.#tell({ name: "error", value: errorNewsOf(error) }));
    this.live = parts.lead(emitter);
  }

  /** Others begin to follow from here. */
  postState(tab: string | null): void {
    this.#flush();
    this.#parts.post({ kind: "state", leader: this.#parts.tab, tab, state: this.#state() });
  }

  carryOut(command: Command): void {
    const { live } = this;
    switch (command.does) {
      case "take":
        return live.take(command.message);
      case "discard":
        return live.discard(command.clientMsgId);
      case "mark-read":
        return live.markRead(command.conversationId, command.seq);
      case "set-typing":
        return live.setTyping(command.conversationId, command.active);
      case "learn":
        return this.#tell({ name: "conversation", value: live.learn(command.entry) });
      case "connect":
        return live.connect();
      case "probe":
        return live.probe();
      case "tell-state":
        void this.#answer(command.tab);
    }
  }

  /** Nothing more is told: another tab takes over. */
  end(): void {
    this.#flush();
    this.#isOver = true;
  }

  async #answer(tab: string): Promise<void> {
    // The follower reads in the store what it has not heard.
    await this.#parts.stored();
    if (!this.#isOver) this.postState(tab);
  }

  #tell(news: News): void {
    if (this.#isOver) return;
    this.#parts.replica.applyAsItIs(news);
    if (this.#batch.push(news) > 1) return;
    queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    const news = this.#batch;
    this.#batch = [];
    if (news.length > 0 && !this.#isOver) this.#parts.post({ kind: "news", leader: this.#parts.tab, news });
  }

  #state(): LeaderState {
    const { live } = this;
    const { inboxVersion, conversations, cursors } = live.snapshot();
    const receipts = conversations
      .map(({ id }) => [id, Object.fromEntries(live.receipts(id))] as const)
      .filter(([, seqs]) => Object.keys(seqs).length > 0);
    return {
      status: live.status,
      inboxVersion,
      conversations,
      cursors,
      receipts,
      outgoing: live.outgoing(undefined).map(newsOf),
    };
  }
}
