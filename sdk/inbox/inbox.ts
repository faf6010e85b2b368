// The list of the user's conversations as this device knows it; unread counts are the server's own, never computed here.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { GroupChangedFrame } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChangedFrame } from "../../schema/protocol/events/member-changed.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { VoidFrame } from "../../schema/protocol/events/void.ts";
import type { ReadReceiptFrame } from "../../schema/protocol/signal.ts";
import type { ConversationChangedFrame, ConversationEntry, Preview } from "../../schema/protocol/sync.ts";
import { afterGroupEvent } from "./listed-group.ts";
import { previewMaxChars } from "../client/protocol-constants.ts";

export class Inbox {
  readonly #entries = new Map<ConversationId, ConversationEntry>();
  readonly #onPut: (entry: ConversationEntry) => void;

  /** @param onPut told of each entry that is new or changed */
  constructor(onPut: (entry: ConversationEntry) => void = () => {}) {
    this.#onPut = onPut;
  }

  /** Newest first. */
  list(): ConversationEntry[] {
    return [...this.#entries.values()].toSorted((a, b) => activityMs(b) - activityMs(a));
  }

  get(conversationId: ConversationId): ConversationEntry | null {
    return this.#entries.get(conversationId) ?? null;
  }

  /** From an earlier run. */
  restore(entry: ConversationEntry): void {
    this.#entries.set(entry.id, entry);
  }

  /** As an HTTP call gave it; the result is the entry now. */
  put(entry: ConversationEntry): ConversationEntry {
    const known = this.#entries.get(entry.id);
    // Older than what events have told since: only its version is news.
    const kept =
      known !== undefined && entry.headSeq < known.headSeq ? { ...known, inboxVersion: entry.inboxVersion } : entry;
    return this.#set(kept);
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
    if ((known.preview?.seq ?? 0) <= seq) entry.preview = previewOf(message);
    // As the server does it: a send moves the sender's cursor only if it stood at the event before.
    if (senderId === me && known.cursorSeq === seq - 1) entry.cursorSeq = seq;
    if (message.unread !== undefined) entry.unread = message.unread;
    return this.#set(entry);
  }

  /** An event that is no message. Null: the inbox does not list the conversation yet. */
  happened(event: MemberChangedFrame | GroupChangedFrame | VoidFrame, me: UserId): ConversationEntry | null {
    const known = this.#entries.get(event.conversationId);
    if (known === undefined) return null;
    const lastSeq = event.type === "void" ? event.toSeq : event.seq;
    // What the entry was told of already, it shows already.
    const isNew = event.type !== "void" && event.seq > known.headSeq;
    const entry = { ...(isNew ? afterGroupEvent(known, event, me) : known) };
    entry.headSeq = Math.max(known.headSeq, lastSeq);
    // As the server does it: who comes or goes has nothing older left to read.
    if (isOwnStep(event, me)) entry.cursorSeq = Math.max(known.cursorSeq, event.seq);
    if (event.unread !== undefined) entry.unread = event.unread;
    return this.#set(entry);
  }

  /** The user's own receipt, from whichever device. Null: nothing to change. */
  read(receipt: ReadReceiptFrame): ConversationEntry | null {
    const known = this.#entries.get(receipt.conversationId);
    if (known === undefined) return null;
    const entry = {
      ...known,
      cursorSeq: Math.max(known.cursorSeq, receipt.seq),
      unread: receipt.unread ?? known.unread,
    };
    return this.#set(entry);
  }

  #set(entry: ConversationEntry): ConversationEntry {
    this.#entries.set(entry.id, entry);
    this.#onPut(entry);
    return entry;
  }
}

const activityMs = (entry: ConversationEntry): number => entry.preview?.createdAt ?? 0;

/** The user came or went. */
const isOwnStep = (event: MemberChangedFrame | GroupChangedFrame | VoidFrame, me: UserId): boolean =>
  event.type === "member-changed" &&
  event.userIds.includes(me) &&
  (event.change.kind === "joined" || event.change.kind === "left" || event.change.kind === "removed");

/** As the server makes it. */
function previewOf({ seq, senderId, content, createdAt }: NewMessageFrame): Preview {
  // The cut must not leave half a character.
  const text = content.text.slice(0, previewMaxChars).replace(/[\uD800-\uDBFF]$/, "");
  return { seq, senderId, type: content.type, text, createdAt };
}
