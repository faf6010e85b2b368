// Reads the messages that the user wants to forward, as they see them now: present text, not removed, not hidden.
import type { NewMessageFrame } from "../../../schema/protocol/events/new-message.ts";
import type { ForwardSource } from "../../../schema/protocol/forwards.ts";
import type { MessageState } from "../../../schema/protocol/message-state.ts";
import { refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import type { SeenMessage } from "../../../schema/rpc/forwards.ts";
import type { Conversations } from "../inbox/conversations.ts";

/** Messages that are closer together are read as one page: between them are few events that nobody asked for. */
const maxGap = 16;
/** Events of a page, which may be 16 KiB each. */
const maxSpan = 100;

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

/**
 * One page after the other, so that no more than one is in memory.
 *
 * @returns MESSAGE_NOT_FOUND for the first that is no message, was removed, is hidden, or is not to be seen; FORBIDDEN for
 * one that burns: a copy would stay
 * @throws ActorUnavailable
 */
export async function loadToForward(
  conversations: Pick<Conversations, "loadPage">,
  { conversationId, seqs: asked }: ForwardSource,
): Promise<{ readonly messages: readonly SeenMessage[] } | Refused> {
  const seqs = [...new Set(asked)].toSorted((a, b) => a - b);
  const wanted = new Set(seqs);
  const seen = new Map<number, SeenMessage>();
  const burning = new Set<number>();
  for (const { first, last } of pagesOf(seqs)) {
    const page = await conversations.loadPage(conversationId, { after: first - 1, limit: last - first + 1 });
    if ("refusal" in page) return page.refusal.code === "CONVERSATION_NOT_FOUND" ? sourceNotFound : page;
    for (const frame of page.frames) {
      const event = JSON.parse(frame) as NewMessageFrame;
      const message = seenMessage(event, page.states);
      if (event.burnAfterMs !== undefined) burning.add(event.seq);
      if (message !== null && wanted.has(message.seq)) seen.set(message.seq, message);
    }
  }
  const missing = asked.findIndex((seq) => !seen.has(seq));
  if (missing !== -1) return refusedAt("MESSAGE_NOT_FOUND", `/from/seqs/${missing}`);
  const kept = asked.findIndex((seq) => burning.has(seq));
  if (kept !== -1) return refusedAt("FORBIDDEN", `/from/seqs/${kept}`);
  return { messages: seqs.flatMap((seq) => seen.get(seq) ?? []) };
}

const sourceNotFound = refusedAt("CONVERSATION_NOT_FOUND", "/from/conversationId");

/** What the server says of the service, and what is left of removed messages, is nothing to pass on. */
const notForwarded = new Set<string>(["gone", "system"]);

function seenMessage(event: NewMessageFrame, states: Readonly<Record<string, MessageState>>): SeenMessage | null {
  const { type, seq, senderId, createdAt, forwardedFrom } = event;
  if (type !== "new-message") return null;
  const state = states[seq];
  const content = state?.content ?? event.content;
  if (notForwarded.has(content.type) || state?.recalled !== undefined || state?.hidden === true) return null;
  return { seq, createdAt, content, author: forwardedFrom ?? { senderId } };
}
