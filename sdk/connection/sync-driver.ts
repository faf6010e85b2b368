// Lets this device catch up with the server: what to ask for, one `sync` at a time, and again where something still lacks.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { SyncFrame } from "../../schema/protocol/sync.ts";
import { fullJitterMs, notBeforeMs } from "./backoff.ts";
import type { ConversationFeed } from "../inbox/conversation-feed.ts";
import type { FrameSource, Room } from "./frame-source.ts";
import { maxSyncCursors } from "../client/protocol-constants.ts";
import { utf8Bytes } from "../client/utf8.ts";

interface Wanted {
  /** Also what changed in the inbox. */
  inbox: boolean;
  /** Conversations to name: all there are, or these. */
  conversations: "all" | Set<ConversationId>;
}

interface InFlight {
  readonly wanted: Wanted;
  readonly sinceMs: number;
  readonly cursors: ReadonlyMap<ConversationId, number>;
}

/** Before the same conversation is asked for again in vain. */
const fruitless = { baseMs: 1_000, maxMs: 60_000 };

export class SyncDriver implements FrameSource {
  readonly #feed: ConversationFeed;
  readonly #random: () => number;
  #inboxVersion: number | null;
  #wanted: Wanted | null = null;
  #inFlight: InFlight | null = null;
  #holdUntilMs = Number.NEGATIVE_INFINITY;
  #vain = 0;

  constructor(feed: ConversationFeed, inboxVersion: number | null, random: () => number) {
    this.#feed = feed;
    this.#inboxVersion = inboxVersion;
    this.#random = random;
  }

  /** Everything up to here was received; null: nothing yet. */
  get inboxVersion(): number | null {
    return this.#inboxVersion;
  }

  /** When the `sync` in flight was sent; null: none is. */
  get sinceMs(): number | null {
    return this.#inFlight?.sinceMs ?? null;
  }

  /** A new socket: it gets nothing until it has said what this device has. */
  begin(): void {
    this.#inFlight = null;
    this.#wanted = { inbox: true, conversations: "all" };
    this.#holdUntilMs = Number.NEGATIVE_INFINITY;
    this.#vain = 0;
  }

  /** The conversation's events stopped, or some are missing. */
  require(conversationId: ConversationId): void {
    this.#wanted ??= { inbox: false, conversations: new Set() };
    if (this.#wanted.conversations !== "all") this.#wanted.conversations.add(conversationId);
  }

  /** An event came of a conversation that the inbox does not list. */
  requireInbox(): void {
    this.#wanted ??= { inbox: true, conversations: new Set() };
    this.#wanted.inbox = true;
  }

  take(room: Room, nowMs: number): string[] {
    const wanted = this.#wanted;
    if (wanted === null || this.#inFlight !== null || nowMs < this.#holdUntilMs || room.frames < 1) return [];
    const frame: SyncFrame = { type: "sync" };
    if (wanted.inbox && this.#inboxVersion !== null) frame.inboxVersion = this.#inboxVersion;
    const cursors = firstThatFit(this.#cursorsOf(wanted), room.bytes - utf8Bytes(JSON.stringify(frame)) - 20);
    if (cursors.size > 0) frame.cursors = Object.fromEntries(cursors);
    this.#inFlight = { wanted, sinceMs: nowMs, cursors };
    this.#wanted = null;
    return [JSON.stringify(frame)];
  }

  readyAtMs(): number | null {
    return this.#wanted === null || this.#inFlight !== null ? null : this.#holdUntilMs;
  }

  /** `sync-done`. The result: nothing more needs asking. */
  done(inboxVersion: number, nowMs: number): boolean {
    const answered = this.#inFlight;
    this.#inFlight = null;
    if (answered === null) return false;
    // Only now: entries of a `sync` cut short come in any order, so none of them proves that all before it came.
    if (answered.wanted.inbox) this.#inboxVersion = inboxVersion;
    for (const conversationId of this.#feed.lacking()) this.require(conversationId);
    if (this.#wanted === null) {
      this.#vain = 0;
      return true;
    }
    if (this.#inVain(this.#wanted, answered)) this.#hold(fullJitterMs(fruitless, this.#vain, this.#random), nowMs);
    return false;
  }

  /** An error that may have been the answer to the `sync` in flight: the same again, later. False: none is. */
  refused(retryAfterMs: number | undefined, nowMs: number): boolean {
    const refused = this.#inFlight;
    if (refused === null) return false;
    this.#inFlight = null;
    if (refused.wanted.conversations === "all") this.#wanted = refused.wanted;
    else {
      for (const conversationId of refused.wanted.conversations) this.require(conversationId);
      if (refused.wanted.inbox) this.requireInbox();
    }
    const waitMs =
      retryAfterMs === undefined
        ? fullJitterMs(fruitless, this.#vain, this.#random)
        : notBeforeMs(retryAfterMs, this.#random);
    this.#hold(waitMs, nowMs);
    return true;
  }

  #hold(waitMs: number, nowMs: number): void {
    this.#vain++;
    this.#holdUntilMs = nowMs + waitMs;
  }

  /** Something that was just named is wanted again and came no further: the server cannot serve it now. */
  #inVain({ conversations }: Wanted, { cursors }: InFlight): boolean {
    if (conversations === "all") return false;
    return [...conversations].some((id) => cursors.has(id) && cursors.get(id) === this.#feed.cursorOf(id));
  }

  /** Most recently active first. */
  #cursorsOf({ conversations }: Wanted): [ConversationId, number][] {
    const cursors = this.#feed.cursors();
    return conversations === "all" ? cursors : cursors.filter(([id]) => conversations.has(id));
  }
}

/** As many, from the first on, as one frame may hold. The others show in the inbox if they changed, and are asked for then. */
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
