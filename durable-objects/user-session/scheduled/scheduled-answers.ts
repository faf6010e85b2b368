// Answers questions about the user's scheduled messages.
import type { Answers } from "../answers.ts";
import type { ScheduleWithFiles } from "./schedule-with-files.ts";
import type { ScheduledMessages } from "./scheduled-messages.ts";

type ScheduledKind = "list-scheduled" | "schedule-message" | "change-scheduled" | "cancel-scheduled" | "send-scheduled";

export const scheduledAnswers = (
  scheduled: Pick<ScheduledMessages, "list" | "cancel" | "sendNow">,
  withFiles: Pick<ScheduleWithFiles, "schedule" | "change">,
): Answers<ScheduledKind> => ({
  "list-scheduled": ({ cursor, limit }) => scheduled.list(cursor, limit),
  "schedule-message": ({ body }) => withFiles.schedule(body),
  "change-scheduled": ({ scheduledId, change }) => withFiles.change(scheduledId, change),
  "cancel-scheduled": ({ scheduledId }) => scheduled.cancel(scheduledId),
  "send-scheduled": ({ scheduledId }) => scheduled.sendNow(scheduledId),
});
