// The inbox of this device: the list of the user's conversations. Unread counts come from the server, never from here.
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { ConversationSettingsChangedFrame } from "../../schema/protocol/events/conversation-settings-changed.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import type { ReadReceiptFrame } from "../../schema/protocol/signal.ts";
import type { ConversationChangedFrame, Preview } from "../../schema/protocol/sync.ts";
import type { OtherEvent } from "../client/events.ts";
import { isMessageChange } from "../client/message-change.ts";
import { afterMessageChange, previewContent, withoutContents } from "./listed-change.ts";
import { afterGroupEvent, joinedBy } from "./listed-group.ts";
import { mentions, withUnreadMentions, type InboxEntry } from "./listed-conversation.ts";
import { afterNews, withSettingsOf } from "./own-settings.ts";

export class Inbox {
  readonly #entries = new Map<ConversationId, InboxEntry>();
  readonly #onPut: (entry: InboxEntry) => void;

  /** @param onPut called with each new or changed entry */
  constructor(onPut: (entry: InboxEntry) => void = () => {}) {
    this.#onPut = onPut;
  }

  /** In no order. */
  all(): InboxEntry[] {
    return [...this.#entries.values()];
  }

  get(conversationId: ConversationId): InboxEntry | null {
    return this.#entries.get(conversationId) ?? null;
  }

  /** Restores an entry of an earlier run. */
  restore(entry: InboxEntry): void {
    this.#entries.set(entry.id, entry);
  }

  /** Merges an entry that came over HTTP or the socket, possibly late. @returns the entry as it is now */
  put(entry: InboxEntry): InboxEntry {
    const known = this.#entries.get(entry.id);
    return this.#set(known === undefined ? entry : newest(known, entry));
  }

  changed({ type: _, conversationId, ...fields }: ConversationChangedFrame): InboxEntry {
    return this.put({ id: conversationId, ...fields });
  }

  /** Updates an entry by a message. @returns null if the inbox does not list the conversation yet */
  received(message: NewMessageFrame, me: UserId): InboxEntry | null {
    const known = this.#entries.get(message.conversationId);
    if (known === undefined) return null;
    const { seq, senderId } = message;
    const isNew = seq > known.headSeq;
    const before = isNew ? afterNews(known, message.createdAt) : known;
    const entry: InboxEntry = { ...before, headSeq: Math.max(known.headSeq, seq) };
    if (isNew) entry.activeAt = message.createdAt;
    // An entry with a later head says what its newest message says now: edited since, or hidden.
    if (isNew) entry.preview = previewOf(message);
    // The same rule as on the server: a send moves the sender's cursor only if the cursor was at the event before it.
    if (senderId === me && isNew && known.cursorSeq === seq - 1) entry.cursorSeq = seq;
    if (known.joined !== undefined && known.joined.seq < seq) delete entry.joined;
    // An answer accepts what somebody has begun.
    if (senderId === me) delete entry.request;
    const counted = withCounts(entry, countsAfter(known, seq, message));
    return this.#set(
      mentions(message, me) ? { ...counted, mentionSeqs: [...(known.mentionSeqs ?? []), seq] } : counted,
    );
  }

  /** Updates an entry by an event that is not a message. @returns null if the inbox does not list the conversation yet */
  receivedOther(event: OtherEvent, me: UserId): InboxEntry | null {
    const known = this.#entries.get(event.conversationId);
    if (known === undefined) return null;
    const lastSeq = event.type === "void" ? event.toSeq : event.seq;
    // An entry with a head at or after the event already contains its effect.
    const isNew = event.type !== "void" && event.seq > known.headSeq;
    const entry = { ...(isNew ? after(known, event, me) : known) };
    entry.headSeq = Math.max(known.headSeq, lastSeq);
    // The same rule as on the server: joining or leaving marks everything older as read.
    if (isOwnStep(event, me)) entry.cursorSeq = Math.max(known.cursorSeq, event.seq);
    const joined = joinedBy(event, me);
    const counted = withCounts(entry, countsAfter(known, lastSeq, event));
    if (joined === null || joined.seq <= (known.preview?.seq ?? 0)) return this.#set(counted);
    const came = { ...counted, joined };
    return this.#set(isNew ? afterNews(came, joined.createdAt) : came);
  }

  /** Applies the user's own receipt, from any device. @returns null if nothing changes */
  read(receipt: ReadReceiptFrame): InboxEntry | null {
    const known = this.#entries.get(receipt.conversationId);
    // A receipt with a lower cursor is older than an HTTP answer that overtook it.
    if (known === undefined || receipt.seq < known.cursorSeq) return null;
    const { seq: cursorSeq, unread = known.unread, mentions: some } = receipt;
    // At the same cursor, only events change the counts, and they carry what they make of them. Most raise the count.
    const isOlder = receipt.unread === undefined || (cursorSeq === known.cursorSeq && known.unread > unread);
    return this.#set(withCounts({ ...known, cursorSeq }, isOlder ? known : { unread, mentions: some }));
  }

  /** The time of these messages is over, as far as this device can tell. @returns null if the list shows none of them */
  expired(conversationId: ConversationId, seqs: readonly number[]): InboxEntry | null {
    const known = this.#entries.get(conversationId);
    const isShown = known?.preview !== undefined && known.preview !== null && seqs.includes(known.preview.seq);
    return isShown ? this.#set(withoutContents(known, seqs)) : null;
  }

  /** The log ends at `headSeq` and has lost what came after. The server sends the whole entry next. */
  setBack(conversationId: ConversationId, headSeq: number): void {
    const known = this.#entries.get(conversationId);
    if (known === undefined || known.headSeq <= headSeq) return;
    const entry = { ...known, headSeq, cursorSeq: Math.min(known.cursorSeq, headSeq) };
    if ((known.preview?.seq ?? 0) > headSeq) entry.preview = null;
    if ((known.joined?.seq ?? 0) > headSeq) delete entry.joined;
    this.#set(entry);
  }

  #set(changed: InboxEntry): InboxEntry {
    const entry = withUnreadMentions(changed);
    this.#entries.set(entry.id, entry);
    this.#onPut(entry);
    return entry;
  }
}

/**
 * Merges two entries of a conversation. Head and cursor only rise on the server, so an entry with a lower head or cursor is
 * older. Its unread count is then outdated, and its other fields are used only if its head is not lower.
 */
function newest(known: InboxEntry, entry: InboxEntry): InboxEntry {
  const mentionSeqs = [...new Set([...(known.mentionSeqs ?? []), ...(entry.mentionSeqs ?? [])])];
  return { ...withJoined(withNewestSettings(newestOf(known, entry), known, entry), known), mentionSeqs };
}

/** Settings have no part in a log: those of the later version count, ended by what came after that was made. */
function withNewestSettings(merged: InboxEntry, known: InboxEntry, entry: InboxEntry): InboxEntry {
  const from = entry.inboxVersion >= known.inboxVersion ? entry : known;
  const shown = withSettingsOf(merged, from);
  const { preview } = merged;
  return preview !== null && preview.seq > from.headSeq ? afterNews(shown, preview.createdAt) : shown;
}

function newestOf(known: InboxEntry, entry: InboxEntry): InboxEntry {
  const inboxVersion = Math.max(known.inboxVersion, entry.inboxVersion);
  if (entry.headSeq >= known.headSeq && entry.cursorSeq >= known.cursorSeq) return { ...entry, inboxVersion };
  return {
    ...withCounts(entry.headSeq < known.headSeq ? known : entry, known),
    cursorSeq: Math.max(known.cursorSeq, entry.cursorSeq),
    inboxVersion,
  };
}

/** Servers of the first version do not say how the user joined: what this device knows of it stays until a message. */
function withJoined(entry: InboxEntry, { joined }: InboxEntry): InboxEntry {
  const isNews = entry.joined === undefined && joined !== undefined && joined.seq > (entry.preview?.seq ?? 0);
  return isNews ? { ...entry, joined } : entry;
}

/** `mentions`: missing when an earlier server counted. */
interface Counts {
  readonly unread: number;
  readonly mentions?: number | undefined;
}

/** The counts after the event `seq`, which may carry them. A newer entry may have arrived before it. */
function countsAfter(known: InboxEntry, seq: number, { unread, unreadMentions }: Counted): Counts {
  if (unread === undefined || seq < known.headSeq) return known;
  // At the same head, only reading changes the counts, so the lower count is newer.
  return seq === known.headSeq && known.unread < unread ? known : { unread, mentions: unreadMentions };
}
type Counted = Pick<NewMessageFrame, "unread" | "unreadMentions">;

function withCounts({ mentions: _, ...entry }: InboxEntry, { unread, mentions: some }: Counts): InboxEntry {
  return { ...entry, unread, ...(some !== undefined && { mentions: some }) };
}

/** Changes of earlier messages do not make the conversation active. */
function after(known: InboxEntry, event: OtherEvent, me: UserId): InboxEntry {
  if (isMessageChange(event)) return afterMessageChange(known, event, me);
  if (event.type === "conversation-settings-changed")
    return { ...withRetention(known, event), activeAt: event.createdAt };
  return { ...afterGroupEvent(known, event, me), activeAt: event.createdAt };
}

function withRetention(
  { retention: _, ...entry }: InboxEntry,
  { ttlMs, senderId }: ConversationSettingsChangedFrame,
): InboxEntry {
  return ttlMs === null ? entry : { ...entry, retention: { ttlMs, setBy: senderId } };
}

/** Whether the user joined, left or was removed. */
const isOwnStep = (event: OtherEvent, me: UserId): boolean =>
  event.type === "member-changed" &&
  event.userIds.includes(me) &&
  (event.change.kind === "joined" || event.change.kind === "left" || event.change.kind === "removed");

const previewOf = ({ seq, senderId, content, createdAt, expiresAt }: NewMessageFrame): Preview => ({
  seq,
  senderId,
  ...previewContent(content),
  createdAt,
  ...(expiresAt !== undefined && { expiresAt }),
});
