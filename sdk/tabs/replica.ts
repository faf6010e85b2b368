// Replica: the state of one tab, built from the leader's news. It emits each event once and in order, across leaders too.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { InboxEntry } from "../inbox/listed-conversation.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import { LastTold } from "../connection/last-told.ts";
import type { ConnectionStatus } from "../connection/connection-status.ts";
import { ConversationFeed } from "../inbox/conversation-feed.ts";
import type { Emitter } from "../client/emitter.ts";
import { hasOwnName } from "../client/event-names.ts";
import type { KlatchEvents } from "../client/events.ts";
import { PersonList } from "../friends/person-list.ts";
import { Inbox } from "../inbox/inbox.ts";
import type { OutboxOwner } from "../outbox/outbox-entry.ts";
import { isMessage, storedOutbox } from "../outbox/stored-outbox.ts";
import { ReadWaiters } from "../inbox/read-waiters.ts";
import { Receipts } from "../inbox/receipts.ts";
import type { StoredState } from "../store/klatch-store.ts";
import type { Remembered } from "../store/remembered.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import { lastSeqOf, runAfter } from "../store/stored-events.ts";
import { errorFrom, TabOutbox } from "./tab-outbox.ts";
import type { LeaderState, EntryNews, News } from "./tab-messages.ts";

const pageSize = 200;

export class Replica {
  readonly #me: UserId;
  readonly #emitter: Emitter<KlatchEvents>;
  readonly #keeper: StoreKeeper;
  readonly #feed = new ConversationFeed();
  readonly inbox = new Inbox();
  readonly receipts = new Receipts();
  /** Calls of `markRead` in this tab, which the leader carries out. */
  readonly readWaiters = new ReadWaiters();
  readonly outbox: TabOutbox;
  status: ConnectionStatus = { state: "idle" };
  inboxVersion: number | null;
  readonly lastTold: LastTold;
  readonly people = new PersonList();
  /** The event that was emitted as `event` last: the news under the name of its kind follows. */
  #lastEmitted: EventFrame | null = null;

  constructor(
    me: UserId,
    emitter: Emitter<KlatchEvents>,
    keeper: StoreKeeper,
    owner: OutboxOwner,
    begin: { readonly remembered: Remembered; readonly state: StoredState | null },
  ) {
    this.#me = me;
    this.#emitter = emitter;
    this.#keeper = keeper;
    this.lastTold = new LastTold(emitter);
    this.outbox = new TabOutbox(owner, (entry) => {
      if (isMessage(entry)) emitter.emit("outbox", entry);
      else emitter.emit("change", entry.handle);
    });
    const { remembered, state } = begin;
    this.inboxVersion = remembered.inboxVersion;
    for (const entry of remembered.conversations) this.inbox.restore(entry);
    for (const [id, cursor] of remembered.cursors) this.#feed.restore(id, cursor);
    for (const [id, seqs] of state?.receipts ?? []) this.receipts.restore(id as ConversationId, seqs);
    for (const kept of storedOutbox(state)) this.outbox.restore(kept);
    this.people.restore(state?.drafts ?? []);
  }

  headOf(conversationId: ConversationId): number {
    return Math.max(this.#feed.headOf(conversationId) ?? 0, this.inbox.get(conversationId)?.headSeq ?? 0);
  }

  cursorOf(conversationId: ConversationId): number | null {
    return this.#feed.cursorOf(conversationId);
  }

  cursors(): [ConversationId, number][] {
    return this.#feed.cursors();
  }

  become(status: ConnectionStatus): void {
    this.status = status;
    this.#emitter.emit("connection", status);
  }

  /** Applies news and emits them. @returns false if events before them are missing: then nothing was applied */
  apply(news: News): boolean {
    switch (news.name) {
      case "event":
        return this.#accept(news.value) !== "gap";
      case "conversation":
        this.#put(news.value);
        return true;
      case "receipt":
        if (news.value.userId === this.#me) this.readWaiters.confirmed(news.value.conversationId, news.value.seq);
        else this.receipts.received(news.value);
        this.#emitter.emit("receipt", news.value);
        return true;
      case "set-back": {
        const { conversationId, headSeq } = news.value;
        if (!this.#feed.setBack(conversationId, headSeq)) return true;
        this.inbox.setBack(conversationId, headSeq);
        this.receipts.setBack(conversationId, headSeq);
        this.#emitter.emit("set-back", news.value);
        return true;
      }
      case "receipt-count":
      case "starred":
      case "typing":
      case "presence":
      case "hidden":
        this.#emitter.emit(news.name, news.value);
        return true;
      case "connection":
        this.become(news.value);
        return true;
      case "sync":
        this.inboxVersion = news.value.inboxVersion;
        this.#emitter.emit("sync", news.value);
        return true;
      case "scheduled":
      case "invitations":
      case "change-windows":
      case "file-limit":
        this.lastTold.learn(news.name, news.value);
        return true;
      case "friends":
        if (!this.people.apply(news.value)) return false;
        this.#emitter.emit("friends", news.value);
        return true;
      case "outbox":
        this.#applyOutbox(news.value);
        return true;
      case "read-refused":
        this.readWaiters.refused(news.value.conversationId, errorFrom(news.value.error));
        return true;
      case "error":
        this.#emitter.emit("error", errorFrom(news.value));
        return true;
      default:
        // An event under the name of its kind.
        if (this.#isLastEmitted(news.value)) this.#emitter.emit(news.name, news.value);
        return true;
    }
  }

  /** Like `apply`, but skips missing events: used where nobody has them. */
  applyDespiteGap(news: News): void {
    if (this.apply(news) || news.name !== "event") return;
    this.#feed.restore(news.value.conversationId, news.value.seq - 1);
    this.#accept(news.value);
  }

  /**
   * Brings this tab up to `state`: emits the missing events from the store, then `held`, what arrived of the logs before
   * the state, and takes over the rest.
   */
  async catchUp(state: LeaderState, held: readonly News[] = []): Promise<void> {
    await this.#emitStored(state.cursors);
    for (const one of held) this.applyDespiteGap(one);
    this.#adopt(state);
  }

  async #emitStored(cursors: LeaderState["cursors"]): Promise<void> {
    for (const [conversationId, cursor] of cursors) {
      for (let mine = this.#feed.cursorOf(conversationId); mine !== null && mine < cursor;) {
        const from = { after: mine };
        const stored = await this.#keeper.readEvents({ conversationId, from, limit: pageSize });
        for (const event of runAfter(stored, mine)) if (event.seq <= cursor) this.#emitEvent(event);
        const reached = this.#feed.cursorOf(conversationId);
        if (reached === mine) break;
        mine = reached;
      }
    }
  }

  /** Takes over everything but events from the leader's state. All events up to it that exist were emitted before. */
  #adopt(state: LeaderState): void {
    const { status, inboxVersion, conversations, cursors, receipts, outgoing } = state;
    const { scheduledRevision, invitationsRevision, changeWindows, fileLimit, people } = state;
    for (const [id, cursor] of cursors) {
      if ((this.#feed.cursorOf(id) ?? -1) < cursor) this.#feed.restore(id, cursor);
    }
    this.inboxVersion = inboxVersion;
    for (const entry of conversations) {
      const known = this.inbox.get(entry.id);
      if (JSON.stringify(known) === JSON.stringify(entry)) continue;
      this.#put(entry);
    }
    for (const [id, seqs] of receipts) {
      for (const [userId, seq] of Object.entries(seqs) as [UserId, number][]) {
        if ((this.receipts.of(id).get(userId) ?? 0) >= seq) continue;
        const receipt = { conversationId: id, userId, seq };
        this.receipts.received(receipt);
        this.#emitter.emit("receipt", { type: "read-receipt", ...receipt });
      }
    }
    this.outbox.adopt(outgoing);
    if (people !== undefined && JSON.stringify(people) !== JSON.stringify(this.people.whole()))
      this.apply({ name: "friends", value: people });
    if (scheduledRevision !== undefined) this.lastTold.learn("scheduled", { revision: scheduledRevision });
    if (invitationsRevision !== undefined) this.lastTold.learn("invitations", { revision: invitationsRevision });
    if (changeWindows !== undefined) this.lastTold.learn("change-windows", changeWindows);
    if (fileLimit !== undefined) this.lastTold.learn("file-limit", fileLimit);
    if (JSON.stringify(status) !== JSON.stringify(this.status)) this.become(status);
  }

  #put(entry: InboxEntry): void {
    const merged = this.inbox.put(entry);
    this.readWaiters.confirmed(merged.id, merged.cursorSeq);
    this.#emitter.emit("conversation", merged);
  }

  #applyOutbox(news: EntryNews): void {
    this.outbox.apply(news);
    const { stored, ack } = news;
    const cursor = this.#feed.cursorOf(stored.conversationId) ?? 0;
    // What was committed by an event that this tab has already, and that does not come again.
    if ("clientMsgId" in stored && ack !== null && "messageId" in ack && ack.seq <= cursor)
      this.outbox.replacedByEvent(stored.clientMsgId, ack);
    this.outbox.reached(stored.conversationId, cursor);
  }

  #emitEvent(event: EventFrame): void {
    this.#accept(event);
    if (event.type === "new-message") this.applyDespiteGap({ name: "message", value: event });
    else if (hasOwnName(event)) this.applyDespiteGap({ name: event.type, value: event } as News);
  }

  #accept(event: EventFrame): "next" | "duplicate" | "gap" {
    const verdict = this.#feed.accept(event);
    this.#lastEmitted = verdict === "next" ? event : null;
    if (verdict === "gap") return verdict;
    if (event.type === "new-message" && event.senderId === this.#me)
      this.outbox.replacedByEvent(event.clientMsgId, event);
    this.outbox.reached(event.conversationId, lastSeqOf(event));
    if (verdict === "next") this.#emitter.emit("event", event);
    return verdict;
  }

  #isLastEmitted(event: EventFrame): boolean {
    const last = this.#lastEmitted;
    return last !== null && last.conversationId === event.conversationId && lastSeqOf(last) === lastSeqOf(event);
  }
}
