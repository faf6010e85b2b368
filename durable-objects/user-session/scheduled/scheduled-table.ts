// The rows of a user's scheduled messages, and of those that were sent or cancelled within the last day.
import { delivered } from "../../../schema/protocol/content/content.ts";
import type { ErrorCode } from "../../../schema/protocol/errors.ts";
import type { ChangeScheduledBody, ScheduledMessage } from "../../../schema/protocol/http-scheduled.ts";
import type { ClientMsgId, ConversationId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { SendMessageBody } from "../../../schema/protocol/message.ts";
import type { Ack } from "../inbox/conversations.ts";

/** What is said: a submission without its id. */
export type ScheduledBody = Omit<SendMessageBody, "clientMsgId">;

export interface ScheduledRow {
  readonly n: number;
  readonly id: ClientMsgId;
  readonly requestHash: string;
  readonly conversationId: ConversationId;
  readonly createdAt: number;
  readonly sendAt: number;
  /** Null: it has failed. */
  readonly tryAt: number | null;
  readonly attempts: number;
  /** Null: nothing was sent. Else whether it is committed under this id is not known. */
  readonly sendId: ClientMsgId | null;
  readonly code: ErrorCode | null;
  readonly body: ScheduledBody;
  /** Under which its files are kept (`ScheduledFiles`); '': it has none. */
  readonly laterId: string;
}

/** How a scheduled message ended: null for one that was cancelled. */
export interface Ended {
  readonly requestHash: string;
  readonly ack: Ack | null;
}

type StoredRow = {
  n: number;
  id: string;
  request_hash: string;
  conversation_id: string;
  created_at: number;
  send_at: number;
  try_at: number | null;
  attempts: number;
  send_id: string;
  code: string;
  body: string;
  later_id: string;
};

const { idempotencyKeyKeptMs: keptMs } = wireLimits;
/**
 * Before each body. SQLite copies the first part of a row, at most a page of 4,096 bytes, to other pages as tables grow and
 * shrink, and leaves it where it was. The rest of a row stays on pages of its own, where it can be overwritten.
 */
const blanks = " ".repeat(4_096);
/** Forgetting reads all rows of `scheduled_ended`. */
const forgetEveryMs = 3_600_000;

export class ScheduledTable {
  readonly #sql: SqlStorage;
  /** Known from the first time that it is asked for. */
  #revision: string | null = null;
  #forgottenAt = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  /** Those that are due first come first. */
  all(): ScheduledRow[] {
    return this.#rows("ORDER BY send_at, n");
  }

  /** What is to be sent by now, due first. */
  due(now: number): ScheduledRow[] {
    return this.#rows("WHERE try_at <= ? ORDER BY send_at, n", now);
  }

  find(id: ClientMsgId): ScheduledRow | null {
    return this.#rows("WHERE id = ?", id)[0] ?? null;
  }

  get count(): number {
    return this.#sql.exec<{ count: number }>("SELECT count(*) AS count FROM scheduled_message").one().count;
  }

  #rows(condition: string, ...bindings: readonly (string | number)[]): ScheduledRow[] {
    const query = `SELECT * FROM scheduled_message JOIN scheduled_body USING (body_n) ${condition}`;
    return this.#sql
      .exec<StoredRow>(query, ...bindings)
      .toArray()
      .map(toRow);
  }

  /** When something is to be sent, ms since 1970. */
  nextAt(): number | null {
    return this.#sql.exec<{ at: number | null }>("SELECT min(try_at) AS at FROM scheduled_message").one().at;
  }

  /**
   * Names the state of the list. While the number of rows stays, each change raises the sum of their versions: so no two
   * states have both in common.
   */
  get revision(): string | null {
    if (this.#revision === null) {
      const query = "SELECT count(*) AS count, coalesce(sum(version), 0) AS sum FROM scheduled_message";
      const { count, sum } = this.#sql.exec<{ count: number; sum: number }>(query).one();
      this.#revision = `${count}_${sum}`;
    }
    return this.#revision.startsWith("0_") ? null : this.#revision;
  }

  ended(id: ClientMsgId, now: number): Ended | null {
    const query = "SELECT request_hash, at, ack FROM scheduled_ended WHERE id = ?";
    const row = this.#sql.exec<{ request_hash: string; at: number; ack: string }>(query, id).toArray()[0];
    if (row === undefined || isForgotten(row.at, now)) return null;
    return { requestHash: row.request_hash, ack: row.ack === "" ? null : (JSON.parse(row.ack) as Ack) };
  }

  add(
    row: Pick<ScheduledRow, "id" | "requestHash" | "conversationId" | "createdAt" | "sendAt" | "body" | "laterId">,
  ): void {
    this.#forget(row.createdAt);
    const bodyN = this.#addBody(row.body);
    this.#sql.exec(
      "INSERT INTO scheduled_message (id, request_hash, conversation_id, created_at, version, send_at, try_at, attempts, " +
        `send_id, code, body_n, later_id) VALUES (?, ?, ?, ?, ${nextVersion}, ?, ?, 0, '', '', ?, ?)`,
      row.id,
      row.requestHash,
      row.conversationId,
      row.createdAt,
      row.createdAt,
      row.sendAt,
      row.sendAt,
      bodyN,
      row.laterId,
    );
    this.#revision = null;
  }

  /** What is said now, and when. The bytes of what was said before are overwritten. */
  change(
    n: number,
    row: Pick<ScheduledRow, "sendAt" | "tryAt" | "attempts" | "code" | "body" | "laterId">,
    now: number,
  ): void {
    this.#wipe(n);
    const bodyN = this.#addBody(row.body);
    this.#sql.exec(
      `UPDATE scheduled_message SET version = ${nextVersion}, send_at = ?, try_at = ?, attempts = ?, code = ?, body_n = ?, later_id = ? WHERE n = ?`,
      now,
      row.sendAt,
      row.tryAt,
      row.attempts,
      row.code ?? "",
      bodyN,
      row.laterId,
      n,
    );
    this.#revision = null;
  }

  /** About to be sent. Devices are not told: they learn how it ends. */
  begin(n: number, row: Pick<ScheduledRow, "sendAt" | "tryAt" | "attempts" | "sendId">): void {
    const query = "UPDATE scheduled_message SET send_id = ?, send_at = ?, try_at = ?, attempts = ? WHERE n = ?";
    this.#sql.exec(query, row.sendId ?? "", row.sendAt, row.tryAt, row.attempts, n);
  }

  /** Was refused, or not answered. */
  put(n: number, row: Pick<ScheduledRow, "tryAt" | "sendId" | "code">, now: number): void {
    this.#sql.exec(
      `UPDATE scheduled_message SET version = ${nextVersion}, try_at = ?, send_id = ?, code = ? WHERE n = ?`,
      now,
      row.tryAt,
      row.sendId ?? "",
      row.code ?? "",
      n,
    );
    this.#revision = null;
  }

  /** Was sent or, without an ack, cancelled. */
  end({ n, id, requestHash }: Pick<ScheduledRow, "n" | "id" | "requestHash">, ack: Ack | null, now: number): void {
    this.#wipe(n);
    this.#sql.exec("DELETE FROM scheduled_message WHERE n = ?", n);
    const acked = ack === null ? "" : JSON.stringify(ack);
    this.#sql.exec("INSERT OR REPLACE INTO scheduled_ended VALUES (?, ?, ?, ?)", id, requestHash, now, acked);
    this.#revision = null;
  }

  #addBody(body: ScheduledBody): number {
    const query = "INSERT INTO scheduled_body (body) VALUES (?) RETURNING body_n AS n";
    return this.#sql.exec<{ n: number }>(query, blanks + JSON.stringify(body)).one().n;
  }

  /**
   * Overwrites what was said: a DELETE, or an UPDATE to a shorter text, leaves the bytes in the file. The row stays for
   * now, because SQLite does not write what is deleted in the same transaction.
   */
  #wipe(n: number): void {
    const sameLength = "replace(hex(zeroblob(length(CAST(body AS BLOB)))), '00', ' ')";
    const ofMessage = "body_n = (SELECT body_n FROM scheduled_message WHERE n = ?)";
    this.#sql.exec(`UPDATE scheduled_body SET body = ${sameLength} WHERE ${ofMessage}`, n);
  }

  #forget(now: number): void {
    this.#sql.exec("DELETE FROM scheduled_body WHERE body_n NOT IN (SELECT body_n FROM scheduled_message)");
    if (Math.abs(now - this.#forgottenAt) < forgetEveryMs) return;
    // Times far in the future come from a clock that was wrong.
    this.#sql.exec("DELETE FROM scheduled_ended WHERE at <= ? OR at > ?", now - keptMs, now + keptMs);
    this.#forgottenAt = now;
  }
}

/** Of a change at the time that is bound to it. */
const nextVersion = "max(?, (SELECT coalesce(max(version), 0) + 1 FROM scheduled_message))";

const isForgotten = (at: number, now: number): boolean => at <= now - keptMs || at > now + keptMs;

const toRow = (row: StoredRow): ScheduledRow => ({
  n: row.n,
  id: row.id as ClientMsgId,
  requestHash: row.request_hash,
  conversationId: row.conversation_id as ConversationId,
  createdAt: row.created_at,
  sendAt: row.send_at,
  tryAt: row.try_at,
  attempts: row.attempts,
  sendId: row.send_id === "" ? null : (row.send_id as ClientMsgId),
  code: row.code === "" ? null : (row.code as ErrorCode),
  body: JSON.parse(row.body) as ScheduledBody,
  laterId: row.later_id,
});

/** As its sender sees it. */
export function toScheduledMessage(row: ScheduledRow): ScheduledMessage {
  const { id, conversationId, body, sendAt, createdAt, code } = row;
  const state = row.tryAt === null ? "failed" : row.sendId === null ? "waiting" : "sending";
  const content = delivered(body.content);
  return { id, conversationId, ...body, content, sendAt, state, ...(code !== null && { code }), createdAt };
}

/** With its keys in one order, whatever order the client used, so that a repeat has the same hash. */
export const inOrder = ({ content, replyTo, thread, silent, burnAfterMs, mentions }: ScheduledBody): ScheduledBody => ({
  content,
  ...(replyTo !== undefined && { replyTo }),
  ...(thread !== undefined && { thread }),
  ...(silent !== undefined && { silent }),
  ...(burnAfterMs !== undefined && { burnAfterMs }),
  ...(mentions !== undefined && { mentions }),
});

/** What is said after a change. */
export function changedBody(body: ScheduledBody, change: ChangeScheduledBody): ScheduledBody {
  const replyTo = change.replyTo ?? body.replyTo;
  const mentions = change.mentions ?? body.mentions;
  return inOrder({
    content: change.content ?? body.content,
    ...(replyTo !== undefined && { replyTo }),
    ...(body.thread !== undefined && { thread: body.thread }),
    ...((change.silent ?? body.silent) === true && { silent: true }),
    ...(body.burnAfterMs !== undefined && { burnAfterMs: body.burnAfterMs }),
    ...(mentions !== undefined && { mentions }),
  });
}
