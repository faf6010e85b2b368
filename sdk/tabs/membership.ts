// This tab's part among the tabs, from `connect` to `close`: it follows whoever holds the socket, and holds it when its turn
// has come.
import type { ConnectionStatus } from "../connection/connection.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { KlatchError, storeError } from "../client/klatch-error.ts";
import type { StoredState } from "../store/klatch-store.ts";
import { Following } from "./following.ts";
import { Leading } from "./leading.ts";
import type { Replica } from "./replica.ts";
import { TabChannel, type ChannelLike } from "./tab-channel.ts";
import type { Command, LeaderState, TabMessage } from "./tab-messages.ts";
import type { SharedParts } from "./tabs.ts";

/** The part of `navigator.locks` that is used. */
export interface TabLocks {
  request(name: string, options: { readonly signal: AbortSignal }, work: () => Promise<void>): Promise<unknown>;
}

export interface MembershipOptions {
  /** Tabs with the same name are one device. */
  readonly name: string;
  readonly locks: TabLocks;
  readonly openChannel: (name: string) => ChannelLike;
}

export interface MembershipParts {
  readonly tab: string;
  readonly shared: SharedParts;
  readonly options: MembershipOptions;
  readonly replica: Replica;
  /** There is a leader who may not have heard what this tab asked for. */
  readonly onLeader: () => void;
}

const storeRetryMs = 1_000;
/** A leader that is awake has tried by then. */
const reminderMs = 500;

export class Membership {
  readonly #parts: MembershipParts;
  readonly #following: Following;
  readonly #channel: TabChannel<TabMessage>;
  readonly #leave = new AbortController();
  #leading: Leading | null = null;
  /** This tab is taking over: what was asked for meanwhile. */
  #queuedCommands: Command[] | null = null;
  /** A draft or a name of another tab is being told. */
  #isApplyingRemote = false;
  #cancelReminder: () => void = () => {};

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    const { tab, shared, options, replica } = parts;
    const { emitter, keeper } = shared;
    this.#following = new Following(replica, () => this.ask({ does: "tell-state", tab }));
    this.#channel = new TabChannel(options.openChannel(options.name), (message) => this.#receive(message));
    const offs = [
      emitter.on("draft", ({ conversationId, text }) => this.#broadcast({ kind: "draft", conversationId, text })),
      emitter.on("person", (user) => this.#broadcast({ kind: "person", user })),
      emitter.on("connection", (status) => this.#remindLater(status)),
    ];
    this.#leave.signal.addEventListener("abort", () => {
      for (const off of offs) off();
      this.#cancelReminder();
      // What was written last is the leader's to send as soon as it is in the store.
      void keeper.stored().then(() => this.#channel.close());
    });
    this.#following.refresh();
    void this.#whenElected();
  }

  /** This tab may have been frozen, and has heard nothing meanwhile. */
  refresh(): void {
    if (this.#leading === null) this.#following.refresh();
  }

  /** Asks whoever leads, this tab or another one; after `end`, another one. */
  ask(command: Command): void {
    if (this.#leading !== null) this.#leading.carryOut(command);
    else if (this.#queuedCommands !== null) this.#queuedCommands.push(command);
    else this.#channel.post({ kind: "command", command });
  }

  end(status: ConnectionStatus, error: KlatchError, messages: "kept" | "lost"): void {
    this.#leading?.end();
    this.#leading?.live.close(status, error, messages);
    this.#leading = null;
    this.#queuedCommands = null;
    this.#leave.abort();
  }

  async #whenElected(): Promise<void> {
    const { name, locks } = this.#parts.options;
    const { signal } = this.#leave;
    try {
      await locks.request(name, { signal }, () => this.#lead());
    } catch (cause) {
      if (signal.aborted) return;
      const error = new KlatchError("UNAVAILABLE", "The tabs' lock does not work.", { cause });
      this.#parts.shared.emitter.emit("error", error);
    }
  }

  /** Resolves when the next tab may lead. */
  async #lead(): Promise<void> {
    const { tab, replica, onLeader } = this.#parts;
    const { keeper, lead } = this.#parts.shared;
    const { signal } = this.#leave;
    // From here on what others ask for is this tab's to do: they bring messages into the store before they say so.
    this.#queuedCommands = [];
    this.#cancelReminder();
    await this.#following.stop();
    const state = await this.#loadState();
    // What this tab has told and the store has not, the server sends again.
    if (state !== null) await replica.catchUp(stateOf(state, replica.status));
    if (signal.aborted) return;
    const leading = new Leading({
      tab,
      replica,
      lead: (emitter) => lead(state, emitter),
      post: (message) => this.#channel.post(message),
      stored: () => keeper.stored(),
    });
    this.#leading = leading;
    leading.live.connect();
    const queued = this.#queuedCommands ?? [];
    this.#queuedCommands = null;
    for (const command of queued) leading.carryOut(command);
    onLeader();
    leading.postState(null);
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await keeper.stored();
  }

  /** Nobody can lead from a store that cannot be read: tried again until it can. */
  async #loadState(): Promise<StoredState | null> {
    const { loadState, emitter, runtime } = this.#parts.shared;
    const { signal } = this.#leave;
    for (;;) {
      try {
        return await loadState();
      } catch (cause) {
        emitter.emit("error", storeError(cause));
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

  /** In a tab that is hidden timers ring up to a minute late: who follows reminds it that its next attempt is due. */
  #remindLater(status: ConnectionStatus): void {
    this.#cancelReminder();
    if (status.state !== "waiting" || this.#leading !== null) return;
    const { runtime } = this.#parts.shared;
    this.#cancelReminder = runtime.setTimer(() => this.ask({ does: "probe" }), status.retryInMs + reminderMs);
  }

  #receive(message: TabMessage): void {
    if (this.#leave.signal.aborted) return;
    const { tab, shared, onLeader } = this.#parts;
    const leads = this.#leading !== null || this.#queuedCommands !== null;
    switch (message.kind) {
      case "command":
        if (leads) this.ask(message.command);
        return;
      case "news":
        if (!leads) this.#following.news(message.leader, message.news);
        return;
      case "state":
        if (leads || (message.tab !== null && message.tab !== tab)) return;
        this.#following.state(message.leader, message.state);
        // The leader before this one may not have done them.
        if (message.tab === null) onLeader();
        return;
      case "draft":
        return this.#applyRemote(() => shared.onDraft(message.conversationId, message.text));
      case "person":
        return this.#applyRemote(() => shared.onPerson(message.user));
    }
  }

  #broadcast(message: TabMessage): void {
    if (!this.#isApplyingRemote) this.#channel.post(message);
  }

  #applyRemote(tell: () => void): void {
    this.#isApplyingRemote = true;
    tell();
    this.#isApplyingRemote = false;
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
