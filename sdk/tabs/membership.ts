// One tab among the tabs that share a socket, from `connect` to `close`. It follows the leader, and leads once it gets the
// lock.
import type { ConnectionStatus } from "../connection/connection-status.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { KlatchError, storeError } from "../client/klatch-error.ts";
import { storedPeople } from "../friends/person-list.ts";
import { storedOutbox } from "../outbox/stored-outbox.ts";
import type { StoredState } from "../store/klatch-store.ts";
import { Following } from "./following.ts";
import { Leading } from "./leading.ts";
import type { Replica } from "./replica.ts";
import { TabChannel, type ChannelLike } from "./tab-channel.ts";
import type { Command, LeaderState, TabMessage } from "./tab-messages.ts";
import type { SharedParts } from "./tabs.ts";

/** The part of `navigator.locks` that the SDK uses. */
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
  /** Called when there is a new leader, which may not know what this tab has asked for. */
  readonly onLeader: () => void;
}

const storeRetryMs = 1_000;
/** Followers wait so much longer than the leader, whose own timer fires first unless its tab is throttled. */
const reminderMs = 500;

export class Membership {
  readonly #parts: MembershipParts;
  readonly #following: Following;
  readonly #channel: TabChannel<TabMessage>;
  readonly #leave = new AbortController();
  #leading: Leading | null = null;
  /** Commands that arrive while this tab takes over; null: it is not taking over. */
  #queuedCommands: Command[] | null = null;
  /** A draft or a name of another tab is being applied, and must not be broadcast again. */
  #isApplyingRemote = false;
  #cancelReminder: () => void = () => {};

  constructor(parts: MembershipParts) {
    this.#parts = parts;
    const { tab, shared, options, replica } = parts;
    const { emitter, keeper } = shared;
    this.#following = new Following(replica, () => this.ask({ does: "tell-state", tab }));
    this.#channel = new TabChannel(options.openChannel(options.name), (message) => this.#receive(message));
    const offs = [
      emitter.on("draft", (draft) => this.#broadcast({ kind: "draft", ...draft })),
      emitter.on("person", (user) => this.#broadcast({ kind: "person", user })),
      emitter.on("connection", (status) => this.#remindLater(status)),
    ];
    this.#leave.signal.addEventListener("abort", () => {
      for (const off of offs) off();
      this.#cancelReminder();
      // The channel stays open until the last messages are stored, since the leader is told of them then.
      void keeper.stored().then(() => this.#channel.close());
    });
    this.#following.refresh();
    void this.#whenElected();
  }

  /** Null: another tab has the socket. */
  get features(): readonly string[] | null {
    return this.#leading?.live.features ?? null;
  }

  /** Asks for the leader's state: this tab may have been frozen and have missed news. */
  refresh(): void {
    if (this.#leading === null) this.#following.refresh();
  }

  /** Gives a command to the leader: this tab or another one; after `end` always another one. */
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
    let hasLed = false;
    const lead = (): Promise<void> => {
      hasLed = true;
      return this.#lead();
    };
    try {
      await locks.request(name, { signal }, lead);
    } catch (cause) {
      if (signal.aborted) return;
      const error = new KlatchError("UNAVAILABLE", "The tabs' lock does not work.", { cause });
      this.#parts.shared.emitter.emit("error", error);
      // Browsers that keep nothing for a page refuse its locks too: each tab has a socket then.
      if (!hasLed) await this.#lead();
    }
  }

  /** Leads until this tab leaves. Resolves when the next tab may lead. */
  async #lead(): Promise<void> {
    const { tab, replica, onLeader } = this.#parts;
    const { keeper, lead } = this.#parts.shared;
    const { signal } = this.#leave;
    // From here on this tab takes the commands. Messages are stored before they are asked for, so none is lost.
    this.#queuedCommands = [];
    this.#cancelReminder();
    await this.#following.stop();
    const state = await this.#loadState();
    // Emits stored events first. Events that this tab emitted and the store lacks are sent again by the server.
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

  /** Reads the store, and repeats it until it succeeds, because a tab cannot lead without its state. Null: the tab left. */
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
        const end = (): void => {
          cancel();
          signal.removeEventListener("abort", end);
          resolve();
        };
        const cancel = runtime.setTimer(end, storeRetryMs);
        signal.addEventListener("abort", end);
      });
      if (signal.aborted) return null;
    }
  }

  /**
   * Asks the leader to probe when its next attempt is due. Timers of hidden tabs may fire up to a minute late, and the
   * leader may be hidden.
   */
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
        // The previous leader may not have executed this tab's commands.
        if (message.tab === null) onLeader();
        return;
      case "draft":
        return this.#applyRemote(() => shared.onDraft(message.conversationId, message.text, message.parts));
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

/** The stored state in the form of a leader's state. */
function stateOf(state: StoredState, status: ConnectionStatus): LeaderState {
  return {
    status,
    inboxVersion: state.inboxVersion,
    conversations: [...state.conversations.values()],
    cursors: [...state.cursors] as [ConversationId, number][],
    receipts: [...state.receipts] as [ConversationId, Readonly<Record<UserId, number>>][],
    people: storedPeople(state.drafts),
    outgoing: storedOutbox(state).map((stored) => {
      const { failed } = stored;
      const error = failed === undefined ? null : { ...failed, retryAfterMs: undefined };
      return { stored, state: error === null ? "waiting" : "failed", error, ack: null };
    }),
  };
}
