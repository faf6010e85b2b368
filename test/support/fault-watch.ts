// One socket of a device under random faults: which events it was given, and whether they came in order and without a gap.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationChangedFrame } from "../../schema/protocol/sync.ts";
import type { TestSocket } from "./test-socket.ts";

interface Feed {
  /** The newest event; null: any may be the first. */
  last: number | null;
  /** Told to sync: nothing may come before a `sync` names it. */
  lapsed: boolean;
  asksForSync: boolean;
  /** Cursors that syncs on their way named: each may start the events anew, once, before its `sync-done`. */
  named: { readonly sync: number; readonly cursor: number }[];
}

const isEvent = (frame: { readonly type: string }): frame is EventFrame =>
  ["new-message", "member-changed", "group-changed", "void"].includes(frame.type);

export const endOf = (event: EventFrame): number => (event.type === "void" ? event.toSeq : event.seq);

export class SocketWatch {
  readonly socket: TestSocket;
  readonly events: EventFrame[] = [];
  readonly entries = new Map<ConversationId, ConversationChangedFrame>();
  /** The count that was shown last. */
  readonly unread = new Map<ConversationId, number>();
  readonly violations: string[] = [];
  inboxVersion: number | null = null;
  readonly #feeds = new Map<ConversationId, Feed>();
  #read = 0;
  /** How many frames had arrived when the device closed the socket. Like any client, it ignores later ones. */
  #closedAfter: number | null = null;
  #syncsSent = 0;
  #syncsDone = 0;
  /** Of the syncs on their way: whether each asks for the inbox. Only its `sync-done` says how much of that was told. */
  readonly #asksInbox: boolean[] = [];

  constructor(socket: TestSocket) {
    this.socket = socket;
  }

  get isOpen(): boolean {
    return this.socket.isOpen && this.#closedAfter === null;
  }

  close(): void {
    this.#closedAfter ??= this.socket.history.length;
    this.socket.close();
  }

  get caughtUp(): boolean {
    return this.#syncsDone === this.#syncsSent;
  }

  sync(cursors: ReadonlyMap<ConversationId, number>, inboxVersion: number | null): void {
    for (const [id, cursor] of cursors) {
      const feed = this.#feed(id);
      feed.named.push({ sync: this.#syncsSent, cursor });
      feed.asksForSync = false;
    }
    this.#asksInbox.push(inboxVersion !== null || this.#syncsSent === 0);
    this.#syncsSent += 1;
    this.socket.send({
      type: "sync",
      cursors: Object.fromEntries(cursors),
      ...(inboxVersion === null ? {} : { inboxVersion }),
    });
  }

  /** Looks at what has arrived since the last time. @returns the conversations that are to be synced again */
  look(userId: string): ConversationId[] {
    const { history } = this.socket;
    for (; this.#read < (this.#closedAfter ?? history.length); this.#read++) {
      const frame = history[this.#read];
      if (frame === undefined) break;
      if (isEvent(frame)) this.#take(frame);
      else if (frame.type === "sync-required") {
        const feed = this.#feed(frame.conversationId);
        feed.lapsed = true;
        feed.asksForSync = true;
      } else if (frame.type === "sync-done") {
        this.#done();
        if (this.#asksInbox.shift() === true) this.inboxVersion = frame.inboxVersion;
      } else if (frame.type === "conversation-changed") this.#enter(frame);
      else if (frame.type === "read-receipt" && frame.userId === userId && frame.unread !== undefined)
        this.unread.set(frame.conversationId, frame.unread);
    }
    return [...this.#feeds].filter(([, feed]) => feed.asksForSync).map(([id]) => id);
  }

  #feed(id: ConversationId): Feed {
    const known = this.#feeds.get(id);
    if (known !== undefined) return known;
    const feed: Feed = { last: null, lapsed: false, asksForSync: false, named: [] };
    this.#feeds.set(id, feed);
    return feed;
  }

  #take(event: EventFrame): void {
    const feed = this.#feed(event.conversationId);
    const isFirst = feed.last === null && feed.named.length === 0;
    const follows = feed.last !== null && event.seq === feed.last + 1;
    if (feed.lapsed || !(isFirst || follows)) {
      const at = feed.named.findIndex(({ cursor }) => cursor + 1 === event.seq);
      if (at < 0) {
        const state = feed.lapsed ? "lapsed" : `after ${feed.last}`;
        const named = feed.named.map(({ cursor }) => cursor).join(",");
        this.violations.push(`${event.type} ${event.seq} of ${event.conversationId} ${state}, named ${named}`);
      } else feed.named.splice(at, 1);
      feed.lapsed = false;
    }
    feed.last = endOf(event);
    this.events.push(event);
    if ("unread" in event && event.unread !== undefined) this.unread.set(event.conversationId, event.unread);
  }

  /** Whatever a sync named and brought nothing for had caught up already. */
  #done(): void {
    const sync = this.#syncsDone++;
    for (const feed of this.#feeds.values()) {
      for (const one of feed.named.filter((named) => named.sync === sync)) {
        feed.named.splice(feed.named.indexOf(one), 1);
        if (feed.last === null || feed.lapsed) feed.last = Math.max(feed.last ?? 0, one.cursor);
        feed.lapsed = feed.asksForSync;
      }
    }
  }

  /** An entry that is older than the events says nothing about what is unread. */
  #enter(entry: ConversationChangedFrame): void {
    const { conversationId: id, headSeq, unread } = entry;
    this.entries.set(id, entry);
    if (headSeq >= (this.#feed(id).last ?? 0)) this.unread.set(id, unread);
  }
}
