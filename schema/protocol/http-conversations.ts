// HTTP bodies of conversations, the inbox and history pages.
import * as v from "valibot";
import { strictShape, count, queryNumber, seqNumber, seqOrZero } from "./shape.ts";
import { userIdShape } from "./ids.ts";
import { eventFrame, type EventFrame } from "./events/events.ts";
import { conversationShape } from "./sync.ts";
import { wireLimits } from "./limits.ts";

export const openConversationBodyShape = strictShape({ kind: v.literal("direct"), userId: userIdShape });

export const conversationResultShape = strictShape({ conversation: conversationShape });

const pageSize = queryNumber(v.pipe(v.number(), v.minValue(1), v.maxValue(wireLimits.maxPageSize)));

/** `before` and `after` are exclusive seqs; without either: the newest page. Not both. */
export const messagesQueryShape = v.pipe(
  strictShape({
    before: v.exactOptional(queryNumber(seqNumber)),
    after: v.exactOptional(queryNumber(seqOrZero)),
    limit: v.optional(pageSize, String(wireLimits.defaultPageSize)),
  }),
  v.check((query) => query.before === undefined || query.after === undefined, "before or after, not both"),
);

/** `events` rise by seq. `before`/`after`: ask with these for the neighbouring pages; null at either end of the log. */
export const messagesResultShape = strictShape({
  events: v.array(eventFrame),
  headSeq: seqOrZero,
  before: v.nullable(seqNumber),
  after: v.nullable(seqOrZero),
});
/** As a client gets it: events may be of kinds that a newer server knows. */
export type MessagesResult = Omit<v.InferOutput<typeof messagesResultShape>, "events"> & { events: EventFrame[] };

/** `since`: only entries that changed after this inbox version. `cursor`: from the page before. */
export const inboxQueryShape = strictShape({
  since: v.exactOptional(queryNumber(count)),
  cursor: v.exactOptional(v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{1,300}$/))),
  limit: v.optional(pageSize, String(wireLimits.defaultPageSize)),
});

export const inboxResultShape = strictShape({
  conversations: v.array(conversationShape),
  inboxVersion: count,
  cursor: v.nullable(v.string()),
});
export type InboxResult = v.InferOutput<typeof inboxResultShape>;
