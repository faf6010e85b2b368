// The API documents' texts for scheduled messages. Workers do not bundle them.
import type * as v from "valibot";
import { fromClient, fromServer, type Component } from "./component.ts";
import { clientMsgId, conversationId, timeMs } from "./examples/story.ts";
import {
  changeScheduledBodyShape,
  scheduledListShape,
  scheduledMessageShape,
  scheduledResultShape,
  scheduleMessageBodyShape,
} from "./http-scheduled.ts";

const content = { type: "text", text: "Happy birthday!" } as const;

const scheduledMessage: v.InferInput<typeof scheduledMessageShape> = {
  id: clientMsgId,
  conversationId,
  content,
  silent: true,
  sendAt: timeMs + 3_600_000,
  state: "waiting",
  createdAt: timeMs,
};

const sendAt = "When it is sent, in milliseconds since 1970.";

export const scheduledComponents = {
  ScheduleMessageBody: fromClient(
    scheduleMessageBodyShape,
    "A message to send at a time.",
    { conversationId, clientMsgId, content, silent: true, sendAt: timeMs + 3_600_000 },
    {
      sendAt: `${sendAt} Later than now, by at most 366 days.`,
      clientMsgId:
        "The client's id of this scheduled message, which becomes its `id`. The message itself gets another one when it is sent.",
    },
  ),
  ChangeScheduledBody: fromClient(
    changeScheduledBodyShape,
    "What to change. Fields that are left out stay.",
    { sendAt: timeMs + 7_200_000 },
    {
      sendAt: `${sendAt} A message that has failed waits again.`,
      silent: "Whether nobody is notified of it.",
    },
  ),
  ScheduledMessage: fromServer(scheduledMessageShape, "A message that waits for its time.", scheduledMessage, {
    id: "The `clientMsgId` under which it was scheduled.",
    sendAt,
    state:
      "`waiting` until its time, or for a limit that it met then; `sending`: whether it is committed is not known yet, so it is sent again; `failed`: refused when it was due, kept until it is discarded, changed or sent.",
    code: "Why it has failed, or what it waits for after its time.",
    createdAt: "When it was scheduled, in milliseconds since 1970.",
  }),
  ScheduledResult: fromServer(scheduledResultShape, "One scheduled message.", { scheduledMessage }),
  ScheduledList: fromServer(
    scheduledListShape,
    "A page of the caller's scheduled messages, those due first before others.",
    {
      items: [scheduledMessage],
      next: null,
    },
  ),
} as const satisfies Record<string, Component>;
