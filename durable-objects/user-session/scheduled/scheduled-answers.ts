// Answers questions about the user's scheduled messages.
import type { Answers } from "../answers.ts";
import type { ScheduledMessages } from "./scheduled-messages.ts";

type ScheduledKind = "list-scheduled" | "schedule-message" | "change-scheduled" | "cancel-scheduled" | "send-scheduled";

export const scheduledAnswers = (scheduled: ScheduledMessages): Answers<ScheduledKind> => ({
  "list-scheduled": ({ cursor, limit }) => scheduled.list(cursor, limit),
  "schedule-message": ({ body }) => scheduled.schedule(body),
  "change-scheduled": ({ scheduledId, change }) => scheduled.change(scheduledId, change),
  "cancel-scheduled": ({ scheduledId }) => scheduled.cancel(scheduledId),
  "send-scheduled": ({ scheduledId }) => scheduled.sendNow(scheduledId),
});
