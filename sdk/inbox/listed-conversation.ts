// A conversation as this device lists it: the server's entry, what the device has noticed, and what it is sending.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { everyone } from "../client/protocol-constants.ts";
import type { OutgoingMessage } from "../outbox/outgoing-message.ts";

/** An inbox entry as this device keeps it. */
export interface InboxEntry extends ConversationEntry {
  /**
   * The seqs of unread messages of others that mention the user, or everybody: the newest 50 of those that this device
   * has received. Of what came before the device knew the conversation, nothing is known. Missing: none.
   */
  readonly mentionSeqs?: readonly number[];
  /** How many messages the user has deleted here for themselves. */
  readonly hides?: number;
}

/** A conversation of the list. */
export interface ListedConversation extends InboxEntry {
  /** The newest message that the user has written here and whose event has not arrived: it waits, is sent, or failed. */
  readonly outgoing?: OutgoingMessage;
}

const maxMentions = 50;

/** Whether an unread message mentions the user or everybody. Earlier servers do not say: then it is one that this device knows. */
export const hasMention = ({
  mentions: some,
  mentionSeqs = [],
}: Pick<InboxEntry, "mentions" | "mentionSeqs">): boolean => (some ?? mentionSeqs.length) > 0;

/** @returns `entry` with those of its mentions that are unread and not beyond the head */
export function withUnreadMentions(entry: InboxEntry): InboxEntry {
  const { mentionSeqs, ...others } = entry;
  if (mentionSeqs === undefined) return entry;
  const unread = mentionSeqs.filter((seq) => seq > entry.cursorSeq && seq <= entry.headSeq);
  return unread.length === 0 ? others : { ...others, mentionSeqs: unread.slice(-maxMentions) };
}

/** Whether an event is a message of somebody else that mentions this user, or everybody. */
export const mentions = (event: EventFrame, me: UserId): boolean =>
  event.type === "new-message" &&
  event.senderId !== me &&
  (event.mentions?.some((userId) => userId === me || userId === everyone) ?? false);

/**
 * When the newest of what a list shows happened, in ms since 1970: a message, one that is on its way, or the user's coming
 * or going. Lists are ordered by it.
 */
export function shownAt({ left, preview, joined, activeAt, outgoing }: ListedConversation): number {
  const known = Math.max(preview?.createdAt ?? 0, joined?.createdAt ?? 0);
  // Who is out sees when they went; a conversation without a message has at least the time when it was made.
  const happenedAt = left === true || known === 0 ? activeAt : known;
  return Math.max(happenedAt, outgoing?.writtenAtMs ?? 0);
}

/** @param outgoing in the order in which they are sent. @returns pinned ones first, and newest first among these and the rest */
export function listed(entries: readonly InboxEntry[], outgoing: readonly OutgoingMessage[]): ListedConversation[] {
  const newest = new Map(outgoing.map((message) => [message.conversationId, message]));
  return entries
    .map((entry): ListedConversation => {
      const message = newest.get(entry.id);
      return message === undefined ? entry : { ...entry, outgoing: message };
    })
    .sort((a, b) => Number(b.pinned ?? false) - Number(a.pinned ?? false) || shownAt(b) - shownAt(a));
}
