// The routes of scheduled messages.
import {
  changeScheduledBodyShape,
  scheduledListShape,
  scheduledQueryShape,
  scheduledResultShape,
  scheduleMessageBodyShape,
} from "../http-scheduled.ts";
import { wireLimits } from "../limits.ts";
import { messageAckBody } from "../message.ts";
import { messageRoutes } from "./messages.ts";
import { cursorWords, entriesWords } from "./page-words.ts";
import { route, type WordsOf } from "./route.ts";
import * as segment from "./segments.ts";

const content = { name: "content", maxBytes: wireLimits.maxContentBytes, otherwise: "CONTENT_TOO_LARGE" } as const;
/** Only where the message names files. */
const ofFiles = ["FILE_NOT_FOUND", "FILE_NOT_READY", "FILE_QUARANTINED"] as const;

export const scheduledRoutes = {
  listScheduled: route({
    method: "GET",
    path: "/api/scheduled-messages",
    who: "user",
    spends: ["requests", "rows"],
    query: scheduledQueryShape,
    answers: { 200: scheduledListShape },
  }),
  scheduleMessage: route({
    method: "POST",
    path: "/api/scheduled-messages",
    who: "user",
    spends: ["requests", "changes", "bytes", "calls"],
    idempotency: "by-id",
    body: scheduleMessageBodyShape,
    sizedField: content,
    answers: { 201: scheduledResultShape },
    codes: ["CONVERSATION_NOT_FOUND", "CONTENT_BLANK", "DUPLICATE_MESSAGE", "TOO_MANY", "NOT_FOUND", ...ofFiles],
    limits: ["maxScheduledMessages", "maxScheduleAheadMs", "maxContentBytes", "maxMentions", "scheduledFilesKeptMs"],
  }),
  changeScheduled: route({
    method: "PATCH",
    path: "/api/scheduled-messages/:scheduledId",
    who: "user",
    spends: ["requests", "changes", "bytes", "calls"],
    segments: { scheduledId: segment.scheduledId },
    body: changeScheduledBodyShape,
    sizedField: content,
    answers: { 200: scheduledResultShape },
    codes: ["CONTENT_BLANK", "TOO_LATE", ...ofFiles],
    limits: ["maxScheduleAheadMs", "maxContentBytes", "maxMentions", "scheduledFilesKeptMs"],
  }),
  cancelScheduled: route({
    method: "DELETE",
    path: "/api/scheduled-messages/:scheduledId",
    who: "user",
    spends: ["requests", "changes"],
    segments: { scheduledId: segment.scheduledId },
    answers: { 204: null },
    codes: ["TOO_LATE"],
  }),
  sendScheduled: route({
    method: "POST",
    path: "/api/scheduled-messages/:scheduledId/send",
    who: "user",
    spends: ["requests", "changes", "messages", "bytes", "calls", "deliveries"],
    idempotency: "natural",
    segments: { scheduledId: segment.scheduledId },
    answers: { 200: messageAckBody },
    codes: ["CONVERSATION_NOT_FOUND", ...messageRoutes.sendMessage.codes],
  }),
} as const;

export const scheduledWords: WordsOf<typeof scheduledRoutes> = {
  listScheduled: {
    summary: "List scheduled messages",
    description:
      "The caller's messages that wait for their time, and those that were refused when it came; those due first come first.",
    query: {
      cursor: cursorWords("1795003600000_019eb5c9"),
      limit: entriesWords,
    },
    answers: { 200: "A page of them." },
  },
  scheduleMessage: {
    summary: "Schedule a message",
    description:
      "Sends a message at `sendAt`, by the server's clock, whether a device of the sender is connected or not. Whether they may write there is judged then: a message that is refused stays in the list as `failed`. Repeat the request with the same `clientMsgId` until it is answered: it is scheduled once. `NOT_FOUND`: it was, and has been sent or cancelled within the last day. Files that it names are uploads of the caller's own; they are kept until it is sent or cancelled, and then are gone unless another message has them, too.",
    answers: { 201: "It is scheduled: no crash can lose it." },
  },
  changeScheduled: {
    summary: "Change a scheduled message",
    description:
      "Changes what is said, or when. `TOO_LATE` once it has been sent or is about to be. A new `sendAt` lets one that has failed wait again; one of which nobody knows whether it was sent (`failed` with `UNAVAILABLE`) can only be sent again or discarded. Files that it does not name any more are gone unless another message has them.",
    answers: { 200: "The scheduled message." },
  },
  cancelScheduled: {
    summary: "Cancel a scheduled message",
    description:
      "It is not sent, and its content and its files are forgotten. `TOO_LATE` once it has been sent or is about to be.",
    answers: { 204: "It is not sent." },
  },
  sendScheduled: {
    summary: "Send a scheduled message now",
    description:
      "Sends it at once instead of at its time, also one that has failed. A refusal leaves it in the list; after one for now (`RATE_LIMITED`, `UNAVAILABLE`) it is sent again by itself. A repeat within a day gets the first ack again.",
    answers: { 200: "It is committed: no crash can lose it." },
  },
};
