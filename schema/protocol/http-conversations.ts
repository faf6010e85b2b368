// HTTP bodies of conversations, the inbox and history pages.
import * as v from "valibot";
import { pageLimit } from "./page-query.ts";
import { strictShape, count, cursorShape, listFields, queryFlag, queryNumber, seqNumber, seqOrZero } from "./shape.ts";
import { peopleFields } from "./http-auth.ts";
import { userIdShape } from "./ids.ts";
import type { With } from "./unknown.ts";
import { eventFrame, type EventFrame } from "./events/events.ts";
import { messageStatesShape, type MessageStates } from "./message-state.ts";
import { conversationShape } from "./sync.ts";
import { wireLimits } from "./limits.ts";

export const openConversationBodyShape = strictShape({ kind: v.literal("direct"), userId: userIdShape });

export const conversationResultShape = strictShape({ conversation: conversationShape });

/**
 * `before` and `after` are exclusive seqs; `around`: half a page up to this seq, half after it. Without any of them: the
 * newest page.
 */
export const messagesQueryShape = v.pipe(
  strictShape({
    before: v.exactOptional(queryNumber(seqNumber)),
    after: v.exactOptional(queryNumber(seqOrZero)),
    around: v.exactOptional(queryNumber(seqNumber)),
    limit: pageLimit,
  }),
  v.check(
    ({ before, after, around }) => [before, after, around].filter((seq) => seq !== undefined).length < 2,
    "one of before, after and around",
  ),
);

/** `events` rise by seq. `before`/`after`: ask with these for the neighbouring pages; null at either end of the log. */
export const messagesResultShape = strictShape({
  events: v.array(eventFrame),
  headSeq: seqOrZero,
  before: v.nullable(seqNumber),
  after: v.nullable(seqOrZero),
  /** Of the messages on this page that were changed. Servers of earlier versions tell none. */
  states: v.exactOptional(messageStatesShape),
});
/** As a client gets it: events may be of kinds that a newer server knows; an earlier server knows no states. */
export type MessagesResult = With<
  v.InferOutput<typeof messagesResultShape>,
  { events: EventFrame[]; states?: MessageStates }
>;

/**
 * `since`: only entries that changed after this inbox version. `cursor`: the `next` of the page before. The others select
 * entries; a flag that is false those which are not so.
 */
export const inboxQueryShape = strictShape({
  kind: v.exactOptional(v.picklist(["direct", "group"])),
  archived: v.exactOptional(queryFlag),
  pinned: v.exactOptional(queryFlag),
  muted: v.exactOptional(queryFlag),
  unread: v.exactOptional(queryFlag),
  mentions: v.exactOptional(queryFlag),
  since: v.exactOptional(queryNumber(count)),
  cursor: v.exactOptional(cursorShape),
  limit: pageLimit,
});

/**
 * `inboxVersion`: of the inbox when the first page of this walk was made; all pages of the walk have the same. `people`:
 * the peers of direct conversations, and the senders of the previews.
 */
export const inboxResultShape = strictShape({
  ...listFields(conversationShape),
  inboxVersion: count,
  ...peopleFields,
});
export type InboxResult = v.InferOutput<typeof inboxResultShape>;

/** For all conversations at once. */
export const markAllReadBodyShape = strictShape({});
/** `marked`: in how many conversations something was unread. */
export const markAllReadResultShape = strictShape({ marked: count });

/** What holds for all members of a conversation. `ttlMs`: null: messages stay for good. */
export const changeConversationBodyShape = strictShape({
  ttlMs: v.nullable(
    v.pipe(v.number(), v.safeInteger(), v.minValue(wireLimits.minTtlMs), v.maxValue(wireLimits.maxTtlMs)),
  ),
});
