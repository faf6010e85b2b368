// Reads single messages of a conversation as the user sees them now: present text, not removed, not hidden.
import type { ReceivedContent } from "../../../schema/protocol/content/content.ts";
import type { NewMessageFrame } from "../../../schema/protocol/events/new-message.ts";
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { MessageState } from "../../../schema/protocol/message-state.ts";
import type { Refused, WholePage } from "../../../schema/rpc/conversation.ts";
import type { Conversations } from "./conversations.ts";

/** Messages that are closer together are read as one page: between them are few events that nobody asked for. */
const maxGap = 16;
/** Events of a page, which may be 16 KiB each. */
const maxSpan = 100;

export interface ReadMessage {
  readonly event: NewMessageFrame;
  /** As it is now. Null: it was removed, the user has hidden it, or nobody wrote it. */
  readonly content: ReceivedContent | null;
}

/** @param seqs rising @returns pages that have all of them, each from its first to its last seq */
export function pagesOf(seqs: readonly number[]): readonly { readonly first: number; readonly last: number }[] {
  const pages: { first: number; last: number }[] = [];
  for (const seq of seqs) {
    const page = pages.at(-1);
    if (page !== undefined && seq - page.last <= maxGap && seq - page.first < maxSpan) page.last = seq;
    else pages.push({ first: seq, last: seq });
  }
  return pages;
}

/** The messages of a page, in their order. */
export const messagesOf = ({ frames, states }: Pick<WholePage, "frames" | "states">): readonly ReadMessage[] =>
  frames.flatMap((frame) => {
    const event = JSON.parse(frame) as NewMessageFrame;
    return event.type === "new-message" ? [{ event, content: contentOf(event, states[event.seq]) }] : [];
  });

/**
 * One page after the other, so that no more than one is in memory.
 *
 * @param seqs rising
 * @returns those of them that are messages, by seq; or why the conversation is not read
 * @throws ActorUnavailable
 */
export async function readMessages(
  conversations: Pick<Conversations, "loadPage">,
  conversationId: ConversationId,
  seqs: readonly number[],
): Promise<ReadonlyMap<number, ReadMessage> | Refused> {
  const wanted = new Set(seqs);
  const read = new Map<number, ReadMessage>();
  for (const { first, last } of pagesOf(seqs)) {
    const page = await conversations.loadPage(conversationId, { after: first - 1, limit: last - first + 1 });
    if ("refusal" in page) return page;
    for (const message of messagesOf(page)) if (wanted.has(message.event.seq)) read.set(message.event.seq, message);
  }
  return read;
}

/** What the server says of the service, and what is left of removed messages, was written by nobody. */
const ofNobody = new Set<string>(["gone", "system"]);

function contentOf({ content: sent }: NewMessageFrame, state: MessageState | undefined): ReceivedContent | null {
  const content = state?.content ?? sent;
  return ofNobody.has(content.type) || state?.recalled !== undefined || state?.hidden === true ? null : content;
}
