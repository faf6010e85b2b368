// The list of the user's conversations as this device knows it; unread counts are the server's own, never computed here.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ReadReceiptFrame } from "../../schema/protocol/signal.ts";
import type { ConversationChangedFrame, ConversationEntry, Preview } from "../../schema/protocol/sync.ts";
import type { OtherEvent } from "../client/events.ts";
import { afterGroupEvent } from "./listed-group.ts";
import { previewMaxChars } from "../client/protocol-constants.ts";

export class Inbox {
  readonly #entries = new Map<ConversationId, ConversationEntry>();
  readonly #onPut: (entry: ConversationEntry) => void;

  /** @param onPut told of each entry that is new or changed */
  constructor(onPut: (entry: ConversationEntry) => void = () => {}) {
    this.#onPut = onPut;
  }

  /** Most recently active first. */
  list(): ConversationEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => b.activeAt - a.activeAt);
  }

  get(conversationId: ConversationId): ConversationEntry | null {
    return this.#entries.get(conversationId) ?? null;
  }

  /** From an earlier run. */
  restore(entry: ConversationEntry): void {
    this.#entries.set(entry.id, entry);
  }

  /** An entry as the server counted it at some moment, over HTTP or the socket; the result is the entry now. */
  put(entry: ConversationEntry): ConversationEntry {
    const known = this.#entries.get(entry.id);
    return this.#set(known === undefined ? entry : newest(known, entry));
  }

  changed({ type: _, conversationId, ...fields }: ConversationChangedFrame): ConversationEntry {
    return this.put({ id: conversationId, ...fields });
  }

  /** Null: the inbox does not list the conversation yet. */
  received(message: NewMessageFrame, me: UserId): ConversationEntry | null {
    const known = this.#entries.get(message.conversationId);
    if (known === undefined) return null;
    const { seq, senderId } = message;
    const entry: ConversationEntry = { ...known, headSeq: Math.max(known.headSeq, seq) };
    if (seq > known.headSeq) entry.activeAt = message.createdAt;
    if ((known.preview?.seq ?? 0) <= seq) entry.preview = previewOf(message);
    // As the server does it: a send moves the sender's cursor only if it stood at the event before, at that moment.
    if (senderId === me && seq > known.headSeq && known.cursorSeq === seq - 1) entry.cursorSeq = seq;
    entry.unread = unreadAfter(known, seq, message.unread);
    return this.#set(entry);
  }

  /** An event that is no message. Null: the inbox does not list the conversation yet. */
  receivedOther(event: OtherEvent, me: UserId): ConversationEntry | null {
    const known = this.#entries.get(event.conversationId);
    if (known === undefined) return null;
    const lastSeq = event.type === "void" ? event.toSeq : event.seq;
    // What the entry was told of already, it shows already.
    const isNew = event.type !== "void" && event.seq > known.headSeq;
    const entry = { ...(isNew ? { ...afterGroupEvent(known, event, me), activeAt: event.createdAt } : known) };
    entry.headSeq = Math.max(known.headSeq, lastSeq);
    // As the server does it: who comes or goes has nothing older left to read.
    if (isOwnStep(event, me)) entry.cursorSeq = Math.max(known.cursorSeq, event.seq);
    entry.unread = unreadAfter(known, lastSeq, event.unread);
    return this.#set(entry);
  }

  /** The user's own receipt, from whichever device. Null: nothing to change. */
  read(receipt: ReadReceiptFrame): ConversationEntry | null {
    const known = this.#entries.get(receipt.conversationId);
    // One that an answer over HTTP has overtaken was counted earlier.
    if (known === undefined || receipt.seq < known.cursorSeq) return null;
    const { seq: cursorSeq, unread = known.unread } = receipt;
    // At the same cursor only what others write changes the count: the higher one is newer.
    const isRepeat = cursorSeq === known.cursorSeq;
    return this.#set({ ...known, cursorSeq, unread: isRepeat ? Math.max(known.unread, unread) : unread });
  }

  #set(entry: ConversationEntry): ConversationEntry {
    this.#entries.set(entry.id, entry);
    this.#onPut(entry);
    return entry;
  }
}

/**
 * On the server head and cursor only rise, so an entry that is behind in either is older than what is known: its unread
 * count is outdated then, and it describes the conversation only if its head is not behind.
 */
function newest(known: ConversationEntry, entry: ConversationEntry): ConversationEntry {
  const inboxVersion = Math.max(known.inboxVersion, entry.inboxVersion);
  if (entry.headSeq >= known.headSeq && entry.cursorSeq >= known.cursorSeq) return { ...entry, inboxVersion };
  return {
    ...(entry.headSeq < known.headSeq ? known : entry),
    cursorSeq: Math.max(known.cursorSeq, entry.cursorSeq),
    unread: known.unread,
    inboxVersion,
  };
}

/** What is unread once the event `seq` came with the count `unread`, which an entry may have overtaken. */
function unreadAfter(known: ConversationEntry, seq: number, unread: number | undefined): number {
  if (unread === undefined || seq < known.headSeq) return known.unread;
  // At the same head only reading changes the count: the lower one is newer.
  return seq === known.headSeq ? Math.min(known.unread, unread) : unread;
}

/** The user came or went. */
const isOwnStep = (event: OtherEvent, me: UserId): boolean =>
  event.type === "member-changed" &&
  event.userIds.includes(me) &&
  (event.change.kind === "joined" || event.change.kind === "left" || event.change.kind === "removed");

/** As the server makes it. */
function previewOf({ seq, senderId, content, createdAt }: NewMessageFrame): Preview {
  // The cut must not leave half a character.
  const text = ("text" in content ? content.text : "").slice(0, previewMaxChars).replace(/[\uD800-\uDBFF]$/, "");
  return { seq, senderId, type: content.type, text, createdAt };
}
