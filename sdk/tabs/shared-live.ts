// The device as one of several tabs has it: follows whoever holds the socket, and holds it when its turn has come.
import type { Content } from "../../schema/protocol/content.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import type { ConnectionStatus } from "../connection.ts";
import { KlatchError } from "../klatch-error.ts";
import type { Live } from "../live.ts";
import type { OutboxEntry, OutboxOwner, OutgoingMessage, SendOptions } from "../outgoing-message.ts";
import type { Snapshot } from "../snapshot.ts";
import type { StoredState } from "../store/klatch-store.ts";
import { rememberedFrom } from "../store/remembered.ts";
import { UuidV7Source } from "../uuid-v7.ts";
import { Following } from "./following.ts";
import { Leading } from "./leading.ts";
import { Replica } from "./replica.ts";
import { TabChannel, type ChannelLike } from "./tab-channel.ts";
import type { Command, LeaderState, TabMessage } from "./tab-messages.ts";
import type { SharedParts } from "./tabs.ts";
import { Wishes } from "./wishes.ts";

/** The part of `navigator.locks` that is used. */
export interface TabLocks {
  request(name: string, options: { readonly signal: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
}

export interface SharedLiveOptions {
  /** Tabs with the same name are one device. */
  readonly name: string;
  readonly locks: TabLocks;
  readonly openChannel: (name: string) => ChannelLike;
}

const storeRetryMs = 1_000;

export class SharedLive implements Live, OutboxOwner {
  readonly #parts: SharedParts;
  readonly #options: SharedLiveOptions;
  readonly #tab: string;
  readonly #ids: UuidV7Source;
  readonly #replica: Replica;
  readonly #following: Following;
  readonly #wishes = new Wishes((command) => this.#ask(command));
  #channel: TabChannel<TabMessage> | null = null;
  /** Ends this tab's part; null: it takes none. */
  #leave: AbortController | null = null;
  #leading: Leading | null = null;
  /** This tab is taking over: what was asked for meanwhile. */
  #asked: Command[] | null = null;
  /** A draft or a name of another tab is being told. */
  #isHearing = false;

  constructor(parts: SharedParts, options: SharedLiveOptions) {
    this.#parts = parts;
    this.#options = options;
    const { session, emitter, keeper, state, snapshot, runtime } = parts;
    this.#ids = new UuidV7Source(runtime.random);
    this.#tab = this.#ids.next(runtime.now());
    const remembered = rememberedFrom(state, snapshot, keeper);
    this.#replica = new Replica(session.user.id, emitter, keeper, this, { remembered, state });
    this.#following = new Following(this.#replica, () => this.#ask({ does: "tell-state", tab: this.#tab }));
  }

  get userId(): UserId {
    return this.#parts.session.user.id;
  }

  get status(): ConnectionStatus {
    return this.#replica.status;
  }

  get isFull(): boolean {
    return this.#replica.outbox.waiting >= this.#parts.outbox.maxWaiting;
  }

  connect(): void {
    if (this.#leave !== null) return this.#ask({ does: "connect" });
    const leave = new AbortController();
    this.#leave = leave;
    const { emitter } = this.#parts;
    const channel = new TabChannel<TabMessage>(this.#options.openChannel(this.#options.name), (message) =>
      this.#receive(message),
    );
    this.#channel = channel;
    const offs = [
      emitter.on("draft", ({ conversationId, text }) => this.#share({ kind: "draft", conversationId, text })),
      emitter.on("person", (user) => this.#share({ kind: "person", user })),
    ];
    leave.signal.addEventListener("abort", () => {
      for (const off of offs) off();
      // What was written last is the leader's to send as soon as it is in the store.
      void this.#parts.keeper.stored().then(() => channel.close());
    });
    this.#replica.become({ state: "connecting" });
    this.#following.refresh();
    void this.#whenElected(leave.signal);
  }

  probe(): void {
    this.#ask({ does: "probe" });
    // A tab that was frozen has heard nothing meanwhile.
    if (this.#leave !== null && this.#leading === null) this.#following.refresh();
  }

  close(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.#leading?.end();
    this.#leading?.live.close(status, error, messages);
    this.#leading = null;
    this.#asked = null;
    this.#leave?.abort();
    this.#leave = null;
    this.#channel = null;
    this.#replica.outbox.end(error, messages);
    if (this.status.state !== status.state) this.#replica.become(status);
  }

  send(conversationId: ConversationId, content: Content, options: SendOptions): OutgoingMessage {
    const { clock } = this.#parts;
    const { outbox } = this.#replica;
    const writtenAtMs = clock.now();
    const { isFull } = this;
    const message = {
      clientMsgId: this.#ids.next(writtenAtMs),
      conversationId,
      content,
      ...(options.replyTo !== undefined && { replyTo: options.replyTo }),
      ...(options.mentions !== undefined && { mentions: options.mentions }),
      writtenAtMs,
      order: outbox.nextOrder(writtenAtMs),
    };
    const entry = outbox.add(message);
    options.signal?.addEventListener("abort", () => entry.discard(), { once: true });
    if (isFull) {
      outbox.refuse(entry, new KlatchError("TOO_MANY", "Too many messages wait to be sent."));
      return entry;
    }
    this.#store(entry);
    return entry;
  }

  /** As if written now, in this tab. */
  retry(entry: OutboxEntry): boolean {
    if (entry.state !== "failed" || this.isFull) return false;
    this.#replica.outbox.again(entry);
    this.#store(entry);
    return true;
  }

  /** True while nobody has it on the wire, as far as this tab knows: what its state becomes is the leader's word. */
  discard(entry: OutboxEntry): boolean {
    const { clientMsgId, state } = entry;
    if (state === "sending" || state === "acked" || state === "discarded") return false;
    if (state !== "waiting") {
      this.#parts.keeper.put("outbox", clientMsgId, null);
      this.#replica.outbox.takeBack(entry);
    }
    this.#wishes.wish({ does: "discard", clientMsgId });
    return true;
  }

  markRead(conversationId: ConversationId, seq: number): void {
    if (seq <= (this.#replica.inbox.get(conversationId)?.cursorSeq ?? 0)) return;
    // The leader keeps it too, once it hears of it.
    this.#parts.keeper.put("readMarks", conversationId, seq);
    this.#wishes.wish({ does: "mark-read", conversationId, seq });
  }

  setTyping(conversationId: ConversationId, active: boolean): void {
    this.#ask({ does: "set-typing", conversationId, active });
  }

  conversations(): ConversationEntry[] {
    return this.#replica.inbox.list();
  }

  learn(entry: ConversationEntry): ConversationEntry {
    const learned = this.#replica.inbox.put(entry);
    this.#ask({ does: "learn", entry });
    return learned;
  }

  outgoing(conversationId: ConversationId | undefined): OutgoingMessage[] {
    return this.#replica.outbox.outgoing(conversationId);
  }

  receipts(conversationId: ConversationId): ReadonlyMap<UserId, number> {
    return this.#replica.receipts.of(conversationId);
  }

  headOf(conversationId: ConversationId): number {
    return this.#replica.headOf(conversationId);
  }

  snapshot(): Snapshot {
    const { inboxVersion } = this.#replica;
    const cursors = this.#replica.cursors().toReversed();
    return { userId: this.userId, inboxVersion, conversations: this.conversations(), cursors };
  }

  #store(entry: OutboxEntry): void {
    this.#parts.keeper.put("outbox", entry.clientMsgId, entry.stored);
    void this.#whenStored(entry, this.#channel);
  }

  async #whenStored(entry: OutboxEntry, channel: TabChannel<TabMessage> | null): Promise<void> {
    await this.#parts.keeper.stored();
    if (entry.state !== "storing") return;
    const message = entry.stored;
    this.#replica.outbox.heard({ stored: message, state: "waiting", error: null, ack: null });
    const command: Command = { does: "take", message };
    // This tab may have left meanwhile.
    if (this.#channel === channel) this.#ask(command);
    else channel?.post({ kind: "command", command });
  }

  // ---- the tabs

  async #whenElected(signal: AbortSignal): Promise<void> {
    try {
      await this.#options.locks.request(this.#options.name, { signal }, () => this.#lead(signal));
    } catch (cause) {
      if (signal.aborted) return;
      this.#parts.emitter.emit("error", new KlatchError("UNAVAILABLE", "The tabs' lock does not work.", { cause }));
    }
  }

  /** Resolves when the next tab may lead. */
  async #lead(signal: AbortSignal): Promise<void> {
    // From here on what others ask for is this tab's to do: they bring messages into the store before they say so.
    this.#asked = [];
    await this.#following.stop();
    const { keeper, lead } = this.#parts;
    const state = await this.#loadState(signal);
    // What this tab has told and the store has not, the server sends again.
    if (state !== null) await this.#replica.catchUp(stateOf(state, this.status));
    if (signal.aborted) return;
    const leading = new Leading({
      tab: this.#tab,
      replica: this.#replica,
      lead: (emitter) => lead(state, emitter),
      post: (message) => this.#channel?.post(message),
      stored: () => keeper.stored(),
    });
    this.#leading = leading;
    leading.live.connect();
    const asked = this.#asked ?? [];
    this.#asked = null;
    for (const command of asked) leading.carryOut(command);
    this.#wishes.repeat();
    leading.postState(null);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await keeper.stored();
  }

  /** Nobody can lead from a store that cannot be read: tried again until it can. */
  async #loadState(signal: AbortSignal): Promise<StoredState | null> {
    const { loadState, emitter, runtime } = this.#parts;
    for (;;) {
      try {
        return await loadState();
      } catch (cause) {
        emitter.emit("error", new KlatchError("UNAVAILABLE", "The store does not work.", { cause }));
      }
      await new Promise<void>((resolve) => {
        const cancel = runtime.setTimer(resolve, storeRetryMs);
        signal.addEventListener("abort", () => {
          cancel();
          resolve();
        });
      });
      if (signal.aborted) return null;
    }
  }

  #ask(command: Command): void {
    if (this.#leading !== null) this.#leading.carryOut(command);
    else if (this.#asked !== null) this.#asked.push(command);
    else this.#channel?.post({ kind: "command", command });
  }

  #receive(message: TabMessage): void {
    if (this.#leave === null) return;
    const leads = this.#leading !== null || this.#asked !== null;
    switch (message.kind) {
      case "command":
        if (leads) this.#ask(message.command);
        return;
      case "news":
        if (!leads) this.#following.news(message.leader, message.news);
        return;
      case "state":
        if (leads || (message.tab !== null && message.tab !== this.#tab)) return;
        this.#following.state(message.leader, message.state);
        // The leader before this one may not have done them.
        if (message.tab === null) this.#wishes.repeat();
        return;
      case "draft":
        return this.#hear(() => this.#parts.onDraft(message.conversationId, message.text));
      case "person":
        return this.#hear(() => this.#parts.onPerson(message.user));
    }
  }

  #share(message: TabMessage): void {
    if (!this.#isHearing) this.#channel?.post(message);
  }

  #hear(tell: () => void): void {
    this.#isHearing = true;
    tell();
    this.#isHearing = false;
  }
}

/** What the store has, as if a leader said it. */
function stateOf(state: StoredState, status: ConnectionStatus): LeaderState {
  return {
    status,
    inboxVersion: state.inboxVersion,
    conversations: [...state.conversations.values()],
    cursors: [...state.cursors] as [ConversationId, number][],
    receipts: [...state.receipts] as [ConversationId, Readonly<Record<UserId, number>>][],
    outgoing: [...state.outbox.values()].map((stored) => {
      const { failed } = stored;
      const error = failed === undefined ? null : { ...failed, retryAfterMs: undefined };
      return { stored, state: error === null ? "waiting" : "failed", error, ack: null };
    }),
  };
}
