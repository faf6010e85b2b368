// The parts of scheduled messages, and which of them knows which: what each does is in its own file.
import { scheduledAnswers } from "./scheduled-answers.ts";
import { ScheduledMessages, type ScheduledHost } from "./scheduled-messages.ts";
import { ScheduledTable } from "./scheduled-table.ts";
import { SendDue, type SendDueHost } from "./send-due.ts";

interface ScheduledPartsHost extends Omit<SendDueHost & ScheduledHost, "table" | "sending" | "changed"> {
  readonly sql: SqlStorage;
  /** @param revision names the state that the list is in now; null: it is empty */
  readonly changed: (revision: string | null) => void;
}

export function assembleScheduled(host: ScheduledPartsHost) {
  const table = new ScheduledTable(host.sql);
  const changed = (): void => host.changed(table.revision);
  const shared = { ...host, table, changed };
  const sending = new SendDue(shared);
  const answers = scheduledAnswers(new ScheduledMessages({ ...shared, sending }));
  return { table, sending, answers };
}
