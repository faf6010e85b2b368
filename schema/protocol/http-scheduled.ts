// HTTP bodies of scheduled messages: messages that the server sends at a time which their sender chose.
import * as v from "valibot";
import { deliveredContentShape, type ReceivedContent } from "./content/content.ts";
import { errorCodes, type ReceivedErrorCode } from "./errors.ts";
import { clientMsgIdShape, conversationIdShape, userIdShape } from "./ids.ts";
import { sendMessageBodyShape } from "./message.ts";
import type { With } from "./unknown.ts";
import { pageQueryShape } from "./page-query.ts";
import { listShape, strictShape, timeMs } from "./shape.ts";

const { content, replyTo, mentions, thread, silent, burnAfterMs } = sendMessageBodyShape.entries;

/** The id of a scheduled message: the `clientMsgId` under which it was scheduled, unique among those of its sender. */
export const scheduledIdShape = clientMsgIdShape;

export const scheduleMessageBodyShape = strictShape({
  conversationId: conversationIdShape,
  ...sendMessageBodyShape.entries,
  sendAt: timeMs,
});
export type ScheduleMessageBody = v.InferOutput<typeof scheduleMessageBodyShape>;

/** Fields that are left out stay. */
export const changeScheduledBodyShape = v.pipe(
  strictShape({
    content: v.exactOptional(content),
    replyTo,
    mentions,
    silent: v.exactOptional(v.boolean()),
    sendAt: v.exactOptional(timeMs),
  }),
  v.check((change) => Object.keys(change).length > 0, "nothing to change"),
);
export type ChangeScheduledBody = v.InferOutput<typeof changeScheduledBodyShape>;

/**
 * `waiting`: until `sendAt`, or for a limit that the message met then. `sending`: it was sent, and whether it is committed
 * is not known yet; it is sent again under the same id. `failed`: refused when it was due.
 */
export const scheduledMessageShape = strictShape({
  id: scheduledIdShape,
  conversationId: conversationIdShape,
  content: deliveredContentShape,
  replyTo,
  mentions: v.exactOptional(v.array(userIdShape)),
  thread,
  silent,
  burnAfterMs,
  sendAt: timeMs,
  state: v.picklist(["waiting", "sending", "failed"]),
  /** Why it failed, or what it waits for beyond `sendAt`. */
  code: v.exactOptional(v.picklist(errorCodes)),
  createdAt: timeMs,
});
export type ScheduledMessage = v.InferOutput<typeof scheduledMessageShape>;
/** As a client gets it: the content may be of a kind that a newer server knows, and so may the code. */
export type ReceivedScheduled = With<ScheduledMessage, { content: ReceivedContent; code?: ReceivedErrorCode }>;

export const scheduledResultShape = strictShape({ scheduledMessage: scheduledMessageShape });

export const scheduledQueryShape = pageQueryShape;

/** Those that are due first come first. */
export const scheduledListShape = listShape(scheduledMessageShape);
