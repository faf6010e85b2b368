// The parts of scheduled messages, and which of them knows which: what each does is in its own file.
import { ScheduleWithFiles } from "./schedule-with-files.ts";
import { scheduledAnswers } from "./scheduled-answers.ts";
import { ScheduledFiles, type ScheduledFilesHost } from "./scheduled-files.ts";
import { ScheduledMessages, type ScheduledHost } from "./scheduled-messages.ts";
import { ScheduledTable } from "./scheduled-table.ts";
import { SendDue, type SendDueHost } from "./send-due.ts";

interface ScheduledPartsHost extends Omit<
  SendDueHost & ScheduledHost & ScheduledFilesHost,
  "table" | "sending" | "files" | "changed"
> {
  /** @param revision names the state that the list is in now; null: it is empty */
  readonly changed: (revision: string | null) => void;
}

export type ScheduledParts = ReturnType<typeof assembleScheduled>;

export function assembleScheduled(host: ScheduledPartsHost) {
  const table = new ScheduledTable(host.sql);
  const changed = (): void => host.changed(table.revision);
  const files = new ScheduledFiles(host);
  const shared = { ...host, table, files, changed };
  const sending = new SendDue(shared);
  const scheduled = new ScheduledMessages({ ...shared, sending });
  const answers = scheduledAnswers(scheduled, new ScheduleWithFiles({ ...shared, scheduled }));
  return { table, sending, files, answers };
}
