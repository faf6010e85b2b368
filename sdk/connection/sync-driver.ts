// Makes this device catch up: decides what to ask for, sends one `sync` at a time, and asks again for missing events.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import { repeatAfterMs } from "./backoff.ts";
import type { ConversationFeed } from "../inbox/conversation-feed.ts";
import type { FrameSource, SendBudget } from "./frame-source.ts";
import { clientFeatures, maxSyncCursors } from "../client/protocol-constants.ts";
import { utf8Bytes } from "../client/utf8.ts";

interface Wanted {
  /** Ask for changed inbox entries too. */
  inbox: boolean;
  /** The conversations to name in the `sync`. */
  conversations: "all" | Set<ConversationId>;
}

interface InFlight {
  readonly wanted: Wanted;
  readonly sinceMs: number;
  readonly cursors: ReadonlyMap<ConversationId, number>;
  readonly requestId: string;
}

/** The delay after a `sync` that brought no progress for a conversation. */
const noProgressBackoff = { baseMs: 1_000, maxMs: 60_000 };

export class SyncDriver implements FrameSource {
  readonly #feed: ConversationFeed;
  readonly #random: () => number;
  #inboxVersion: number | null;
  #wanted: Wanted | null = null;
  #inFlight: InFlight | null = null;
  #holdUntilMs = Number.NEGATIVE_INFINITY;
  #fruitlessTries = 0;
  #count = 0;
  /** No `sync` was sent on this socket yet. */
  #isFirst = true;

  constructor(feed: ConversationFeed, inboxVersion: number | null, random: () => number) {
    this.#feed = feed;
    this.#inboxVersion = inboxVersion;
    this.#random = random;
  }

  /** The inbox version up to which this device has every change; null: none was received yet. */
  get inboxVersion(): number | null {
    return this.#inboxVersion;
  }

  /** When the `sync` in flight was sent; null: none is in flight. */
  get sinceMs(): number | null {
    return this.#inFlight?.sinceMs ?? null;
  }

  /** Starts over on a new socket, to which the server sends no events before its first `sync`. */
  begin(): void {
    this.#inFlight = null;
    this.#isFirst = true;
    this.#wanted = { inbox: true, conversations: "all" };
    this.#holdUntilMs = Number.NEGATIVE_INFINITY;
    this.#fruitlessTries = 0;
  }

  /** Asks for a conversation whose events were stopped by `sync-required`, or have a gap. */
  require(conversationId: ConversationId): void {
    this.#wanted ??= { inbox: false, conversations: new Set() };
    if (this.#wanted.conversations !== "all") this.#wanted.conversations.add(conversationId);
  }

  /** Asks for changed inbox entries, for example after an event of a conversation that the inbox does not list. */
  requireInbox(): void {
    this.#wanted ??= { inbox: true, conversations: new Set() };
    this.#wanted.inbox = true;
  }

  take(budget: SendBudget, nowMs: number): string[] {
    const wanted = this.#wanted;
    if (wanted === null || this.#inFlight !== null || nowMs < this.#holdUntilMs || budget.frames < 1) return [];
    const requestId = `sync-${++this.#count}`;
    const frame: SyncFrame = { type: "sync", requestId };
    if (this.#isFirst) frame.features = [...clientFeatures];
    if (wanted.inbox && this.#inboxVersion !== null) frame.inboxVersion = this.#inboxVersion;
    const cursors = firstThatFit(this.#cursorsOf(wanted), budget.bytes - utf8Bytes(JSON.stringify(frame)) - 20);
    if (cursors.size > 0) frame.cursors = Object.fromEntries(cursors);
    this.#inFlight = { wanted, sinceMs: nowMs, cursors, requestId };
    this.#isFirst = false;
    this.#wanted = null;
    return [JSON.stringify(frame)];
  }

  readyAtMs(): number | null {
    return this.#wanted === null || this.#inFlight !== null ? null : this.#holdUntilMs;
  }

  /** Handles `sync-done`. @returns whether this device has caught up: nothing more has to be asked for */
  done(inboxVersion: number, nowMs: number): boolean {
    const answered = this.#inFlight;
    this.#inFlight = null;
    if (answered === null) return false;
    // Not earlier: inbox entries arrive in any order, so a single entry does not prove that older changes arrived.
    if (answered.wanted.inbox) this.#inboxVersion = inboxVersion;
    for (const conversationId of this.#feed.incomplete()) this.require(conversationId);
    if (this.#wanted === null) {
      this.#fruitlessTries = 0;
      return true;
    }
    if (this.#madeNoProgress(this.#wanted, answered)) this.#hold(undefined, nowMs);
    return false;
  }

  /** Whether this is the `requestId` of the `sync` in flight. */
  isAskedAs(requestId: string): boolean {
    return this.#inFlight?.requestId === requestId;
  }

  /** Handles a refusal of the `sync` in flight: repeats it later. @returns false if none is in flight */
  refused(retryAfterMs: number | undefined, nowMs: number): boolean {
    const refused = this.#inFlight;
    if (refused === null) return false;
    this.#inFlight = null;
    if (refused.wanted.conversations === "all") this.#wanted = refused.wanted;
    else {
      for (const conversationId of refused.wanted.conversations) this.require(conversationId);
      if (refused.wanted.inbox) this.requireInbox();
    }
    this.#hold(retryAfterMs, nowMs);
    return true;
  }

  #hold(retryAfterMs: number | undefined, nowMs: number): void {
    this.#holdUntilMs = nowMs + repeatAfterMs(retryAfterMs, noProgressBackoff, this.#fruitlessTries++, this.#random);
  }

  /**
   * Whether a conversation that was just named is wanted again at the same cursor, and none of them came any further: the
   * server cannot serve it now. On a slow line it serves some of them, and the others in the next sync.
   */
  #madeNoProgress({ conversations }: Wanted, { cursors }: InFlight): boolean {
    if (conversations === "all") return false;
    const stands = (id: ConversationId): boolean => cursors.get(id) === this.#feed.cursorOf(id);
    return [...conversations].some((id) => cursors.has(id) && stands(id)) && [...cursors.keys()].every(stands);
  }

  /** Most recently active first. */
  #cursorsOf({ conversations }: Wanted): [ConversationId, number][] {
    const cursors = this.#feed.cursors();
    return conversations === "all" ? cursors : cursors.filter(([id]) => conversations.has(id));
  }
}

/**
 * The first cursors that fit into one frame. The others are not lost: a changed conversation arrives as an inbox entry and
 * is asked for then.
 */
function firstThatFit(cursors: readonly [ConversationId, number][], maxBytes: number): Map<ConversationId, number> {
  const fitting = new Map<ConversationId, number>();
  let bytes = 0;
  for (const [id, cursor] of cursors) {
    bytes += utf8Bytes(`"${id}":${cursor},`);
    if (fitting.size >= maxSyncCursors || bytes > maxBytes) break;
    fitting.set(id, cursor);
  }
  return fitting;
}
