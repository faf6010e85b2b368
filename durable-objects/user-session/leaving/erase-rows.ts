// What a session erases when its user's account has ended. Every table of the session is in one of the two lists: a test
// sees to it, so that none is forgotten.
import { friendsKey as receiptsKey } from "../account/privacy.ts";
import { overwriteEmail } from "../mail/email-table.ts";

/** All that is the user's. */
export const erasedTables = [
  "device",
  "known_device",
  "login_attempt",
  "password_version",
  "suspension",
  "inbox",
  "conversation_setting",
  "starred_message",
  "scheduled_message",
  "scheduled_body",
  "scheduled_ended",
  "scheduled_file",
  "block",
  "consent",
  "person",
  "friend_act",
  "group_invitation",
  "own_join_request",
  "privacy",
  "visibility",
  "presence",
  "push_subscription",
  "notice",
  "news_notice",
  "notification_setting",
  "email",
  "group_reservation",
  "idempotency_key",
  "budget",
] as const;

/** All of it that is beside the tables. */
const erasedValues = [receiptsKey] as const;

/** `leaving` says that the account has ended; `owner` whose session it is, so that alarms know it; jobs are about to be sent. */
export const keptTables = ["leaving", "owner", "job_outbox"] as const;

/** Within a transaction of the caller's. */
export function eraseRows({ sql, kv }: Pick<DurableObjectStorage, "sql" | "kv">): void {
  for (const table of erasedTables) sql.exec(`DELETE FROM ${table}`);
  for (const key of erasedValues) kv.delete(key);
}

const blank = (column: string): string =>
  `${column} = replace(hex(zeroblob(length(CAST(${column} AS BLOB)))), '00', ' ')`;

/**
 * Overwrites what the user has written and not sent, some time before it is deleted: a DELETE leaves the bytes in the file
 * (decision 72). Within a transaction of the caller's.
 */
export function blankTexts(sql: SqlStorage): void {
  sql.exec("DELETE FROM scheduled_message");
  sql.exec(`UPDATE scheduled_body SET ${blank("body")}`);
  sql.exec(overwriteEmail);
  sql.exec(`UPDATE conversation_setting SET ${blank("draft")} WHERE draft IS NOT NULL`);
}
