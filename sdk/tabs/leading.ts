// The leader: the tab that holds the socket. It posts all news to the other tabs and executes their commands.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { Emitter } from "../client/emitter.ts";
import type { KlatchEvents } from "../client/events.ts";
import { KlatchError } from "../client/klatch-error.ts";
import type { ChangeHandle } from "../outbox/outgoing-change.ts";
import type { MessageEntry } from "../outbox/outgoing-message.ts";
import type { LiveSession } from "../connection/live-session.ts";
import { errorNewsOf, newsOf } from "./tab-outbox.ts";
import type { Replica } from "./replica.ts";
import type { Command, LeaderState, News, TabMessage } from "./tab-messages.ts";

export interface LeadingParts {
  readonly tab: string;
  readonly replica: Replica;
  readonly lead: (emitter: Emitter<KlatchEvents>) => LiveSession;
  readonly post: (message: TabMessage) => void;
  /** Resolves when everything so far is stored. */
  readonly stored: () => Promise<void>;
}

type Emitted = {
  [Name in keyof KlatchEvents]: { readonly name: Name; readonly value: KlatchEvents[Name] };
}[keyof KlatchEvents];

export class Leading {
  readonly #parts: LeadingParts;
  readonly live: LiveSession;
  /** News of this turn, which are posted together. */
  #batch: News[] = [];
  #isOver = false;

  constructor(parts: LeadingParts) {
    this.#parts = parts;
    this.live = parts.lead(new Emitter<KlatchEvents>((name, value) => this.#onEmitted({ name, value } as Emitted)));
  }

  /** Posts the leader's state to `tab`, or to all tabs if it is null. Followers apply later news on top of it. */
  postState(tab: string | null): void {
    this.#flush();
    this.#parts.post({ kind: "state", leader: this.#parts.tab, tab, state: this.#state() });
  }

  carryOut(command: Command): void {
    const { live } = this;
    switch (command.does) {
      case "take":
        return live.take(command.kept);
      case "discard":
        return live.discard(command.id);
      case "pause-file":
        return live.pauseFile(command.id, command.isPaused);
      case "mark-read":
        return void this.#markRead(command.conversationId, command.seq);
      case "set-typing":
        return live.setTyping(command.conversationId, command.active);
      case "watch-presence":
        return live.watchPresence(command.userIds, command.tab);
      case "set-front":
        return live.setFront(command.front, command.tab);
      case "learn":
        return this.#publish({ name: "conversation", value: live.learn(command.entry) });
      case "connect":
        return live.connect();
      case "probe":
        return live.probe();
      case "tell-state":
        void this.#answer(command.tab);
    }
  }

  /** Stops posting, because another tab takes over. */
  end(): void {
    this.#flush();
    this.#isOver = true;
  }

  async #markRead(conversationId: ConversationId, seq: number): Promise<void> {
    try {
      await this.live.markRead(conversationId, seq);
    } catch (error) {
      if (!(error instanceof KlatchError)) throw error;
      this.#publish({ name: "read-refused", value: { conversationId, error: errorNewsOf(error) } });
    }
  }

  async #answer(tab: string): Promise<void> {
    // The follower reads missed events from the store, so they have to be stored before the state is posted.
    await this.#parts.stored();
    if (!this.#isOver) this.postState(tab);
  }

  #onEmitted(emitted: Emitted): void {
    switch (emitted.name) {
      case "outbox":
        return this.#publish({ name: "outbox", value: newsOf(emitted.value as MessageEntry) });
      case "change":
        return this.#publish({ name: "outbox", value: newsOf((emitted.value as ChangeHandle).entry) });
      case "error":
        return this.#publish({ name: "error", value: errorNewsOf(emitted.value) });
      case "message-state":
      // Each tab has clocks of its own.
      case "burning":
      case "expired":
      case "draft":
      case "person":
      case "session":
      case "signed-out":
      case "unsent":
        return;
      default:
        return this.#publish(emitted);
    }
  }

  #publish(news: News): void {
    if (this.#isOver) return;
    this.#parts.replica.applyDespiteGap(news);
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
      outgoing: live.entries().map(newsOf),
      scheduledRevision: live.lastTold.of("scheduled").revision,
      invitationsRevision: live.lastTold.of("invitations").revision,
      people: live.people.whole(),
      changeWindows: live.lastTold.of("change-windows"),
      fileLimit: live.lastTold.of("file-limit"),
    };
  }
}
