// Changes of the user's settings that the server has not confirmed: shown at once, kept in the store, sent when there is a
// connection, taken back when they are refused.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { asKlatchError, KlatchError } from "../client/klatch-error.ts";
import { repeatAfterMs, retryBackoff } from "../connection/backoff.ts";
import { keepBeside, storedBeside } from "../store/beside-drafts.ts";
import { Answer } from "../outbox/answer.ts";
import type { StoreKeeper } from "../store/store-keeper.ts";
import type { InboxEntry } from "./listed-conversation.ts";
import { withChange, type ConversationSettings } from "./own-settings.ts";

export interface SettingsHost {
  /** Asks the server. @throws KlatchError */
  send(conversationId: ConversationId, change: ConversationSettings): Promise<ConversationEntry>;
  /** Puts the server's answer into the inbox. */
  learn(entry: ConversationEntry): void;
  /** The conversation's entry is shown otherwise now. */
  onShown(conversationId: ConversationId): void;
  /** Whether sending is worth a try. False: `resume` is called when it is. */
  isConnected(): boolean;
  /** The server is of an earlier version, which has no settings. */
  isTooOld(): boolean;
  readonly setTimer: (run: () => void, delayMs: number) => () => void;
  readonly random: () => number;
}

interface Pending {
  readonly change: ConversationSettings;
  readonly waiters: readonly Answer<void>[];
}

export class SettingsBook {
  readonly #host: SettingsHost;
  readonly #pending = new Map<ConversationId, Pending>();
  readonly #inFlight = new Set<ConversationId>();
  #keeper: StoreKeeper | null = null;
  #cancelRetry: () => void = () => {};
  #failures = 0;
  #isClosed = false;

  constructor(host: SettingsHost) {
    this.#host = host;
  }

  /** Takes what the user has changed in an earlier run. */
  begin(keeper: StoreKeeper, stored: ReadonlyMap<string, string>): void {
    this.#keeper = keeper;
    this.#pending.clear();
    for (const [id, text] of storedBeside(stored, "settings"))
      this.#pending.set(id, { change: JSON.parse(text) as ConversationSettings, waiters: [] });
    this.resume();
  }

  /** Stops. What is not confirmed stays for `resume` or the next run. */
  close(error: KlatchError): void {
    this.#isClosed = true;
    this.#cancelRetry();
    for (const [id, { change, waiters }] of this.#pending) {
      this.#pending.set(id, { change, waiters: [] });
      for (const { reject } of waiters) reject(error);
    }
  }

  /** The entry as the user has set it, confirmed or not. */
  shown(entry: InboxEntry): InboxEntry {
    const pending = this.#pending.get(entry.id);
    return pending === undefined ? entry : withChange(entry, pending.change);
  }

  /**
   * Changes some settings; later changes of the same settings replace them.
   *
   * @returns resolves when the server has confirmed it. Ignoring it causes no unhandled rejection
   */
  change(conversationId: ConversationId, change: ConversationSettings): Promise<void> {
    const answer = new Answer<void>();
    if (this.#host.isTooOld()) answer.reject(new KlatchError("NOT_FOUND", "The server has no settings yet."));
    else {
      const { change: before = {}, waiters = [] } = this.#pending.get(conversationId) ?? {};
      this.#keep(conversationId, { change: { ...before, ...change }, waiters: [...waiters, answer] });
      this.#host.onShown(conversationId);
      void this.#send(conversationId);
    }
    return answer.promise;
  }

  /** Sends what waits: there is a connection. */
  resume(): void {
    this.#isClosed = false;
    this.#cancelRetry();
    for (const conversationId of this.#pending.keys()) void this.#send(conversationId);
  }

  async #send(conversationId: ConversationId): Promise<void> {
    const sent = this.#pending.get(conversationId);
    if (sent === undefined || this.#inFlight.has(conversationId)) return;
    if (this.#host.isTooOld() || !this.#host.isConnected()) return;
    this.#inFlight.add(conversationId);
    let answer: ConversationEntry | KlatchError;
    try {
      answer = await this.#host.send(conversationId, sent.change);
    } catch (error) {
      answer = asKlatchError(error);
    } finally {
      this.#inFlight.delete(conversationId);
    }
    if (answer instanceof KlatchError && answer.class !== "fatal") return this.#retry(answer);
    this.#failures = 0;
    this.#settle(conversationId, sent);
    if (answer instanceof KlatchError) {
      for (const { reject } of sent.waiters) reject(answer);
      this.#host.onShown(conversationId);
    } else {
      this.#host.learn(answer);
      for (const { resolve } of sent.waiters) resolve();
    }
    void this.#send(conversationId);
  }

  /** Leaves what was changed since `sent`. */
  #settle(conversationId: ConversationId, sent: Pending): void {
    const now = this.#pending.get(conversationId);
    if (now === undefined) return;
    const before: Readonly<Record<string, unknown>> = { ...sent.change };
    const left = Object.fromEntries(Object.entries(now.change).filter(([name, value]) => before[name] !== value));
    this.#keep(conversationId, {
      change: left,
      waiters: now.waiters.filter((waiter) => !sent.waiters.includes(waiter)),
    });
  }

  #keep(conversationId: ConversationId, pending: Pending): void {
    const isEmpty = Object.keys(pending.change).length === 0;
    if (isEmpty) {
      this.#pending.delete(conversationId);
      for (const { resolve } of pending.waiters) resolve();
    } else this.#pending.set(conversationId, pending);
    keepBeside(this.#keeper, conversationId, "settings", isEmpty ? null : JSON.stringify(pending.change));
  }

  #retry({ retryAfterMs }: KlatchError): void {
    if (this.#isClosed) return;
    const { random } = this.#host;
    const waitMs = repeatAfterMs(retryAfterMs, retryBackoff, this.#failures++, random);
    this.#cancelRetry();
    this.#cancelRetry = this.#host.setTimer(() => this.resume(), waitMs);
  }
}
