// What happened to accounts, in the directory (D1): written by jobs, read by the user whom it concerns, kept for 90 days.
import { and, desc, eq, gt, inArray, lt, or, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SecurityEvent, SecurityEventsResult } from "../../schema/protocol/http-me.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { auditEvent } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "./directory.ts";

const keptMs = 90 * 86_400_000;
/** Each event that is written takes so many with it whose time is over, whoever they are about. */
const mostDeleted = 20;

/** Of one account, the newest: a flood of events leaves room for accounts. */
export const mostPerAccount = 1_000;
/** Beside them, of failed passwords: strangers cause these, and must not push out what shows that one of them got in. */
export const mostFailures = 500;

const hourMs = 3_600_000;

type Row = typeof auditEvent.$inferInsert;

/**
 * Failed passwords of the same hour and network are one row, which shows the highest count that was told. Every other
 * event is a row of its own.
 */
function rowOf({ id, at, payload }: Job<"account-audit">): Row {
  const { userId, event, deviceId, ...detail } = payload;
  if (event !== "sign-in-failed") return { id, userId, at, event, deviceId, detail: JSON.stringify(detail) };
  // The compiler does not follow the event into the rest of its fields.
  const { hourAt, ...shown } = detail as Extract<typeof payload, { event: "sign-in-failed" }>;
  const key = `failed_${userId}_${hourAt / hourMs}_${shown.network ?? "unknown"}`;
  return { id: key, userId, at: hourAt, event, deviceId, detail: JSON.stringify(shown) };
}

/** Idempotent: a job that comes twice changes nothing the second time. @throws Error when the directory cannot be reached */
export async function writeAuditEvent(database: D1Database, job: Job<"account-audit">, nowMs: number): Promise<void> {
  const directory = drizzle(database);
  const { id, at, userId } = auditEvent;
  const row = rowOf(job);
  const expired = directory
    .select({ id })
    .from(auditEvent)
    .where(lt(at, nowMs - keptMs))
    .orderBy(at)
    .limit(mostDeleted);
  const isFailure = row.event === "sign-in-failed";
  const isOfKind = sql`(${auditEvent.event} = 'sign-in-failed') = ${isFailure ? 1 : 0}`;
  const oldestKept = sql`(
    SELECT at FROM ${auditEvent} WHERE user_id = ${row.userId} AND ${isOfKind}
    ORDER BY at DESC LIMIT 1 OFFSET ${(isFailure ? mostFailures : mostPerAccount) - 1})`;
  const count = (detail: typeof auditEvent.detail | ReturnType<typeof sql>) => sql`json_extract(${detail}, '$.count')`;
  await directory.batch([
    directory
      .insert(auditEvent)
      .values(row)
      .onConflictDoUpdate({
        target: id,
        set: { detail: sql`excluded.detail` },
        // Null for every event but counts, and so false.
        setWhere: sql`${count(sql`excluded.detail`)} > ${count(auditEvent.detail)}`,
      }),
    directory.delete(auditEvent).where(inArray(id, expired)),
    directory.delete(auditEvent).where(and(eq(userId, row.userId), isOfKind, lt(at, oldestKept))),
  ]);
}

/** The newest first; nothing older than 90 days. */
export async function listSecurityEvents(
  database: D1Database,
  userId: UserId,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
  nowMs: number,
): Promise<SecurityEventsResult> {
  const { at, id } = auditEvent;
  const after = cursor === undefined ? null : positionOf(cursor);
  const rows = await askDirectory(() =>
    drizzle(database)
      .select()
      .from(auditEvent)
      .where(
        and(
          eq(auditEvent.userId, userId),
          gt(at, nowMs - keptMs),
          after === null ? undefined : or(lt(at, after.at), and(eq(at, after.at), lt(id, after.id))),
        ),
      )
      .orderBy(desc(at), desc(id))
      .limit(limit + 1),
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(eventOf),
    next: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

const cursorOf = (last: { readonly at: number; readonly id: string }): string =>
  `${last.at}_${Buffer.from(last.id).toString("base64url")}`;

/** An invented cursor is a position too. */
function positionOf(cursor: string): { readonly at: number; readonly id: string } {
  const [, at = "0", id = ""] = /^(\d{1,15})_(.*)$/.exec(cursor) ?? [];
  return { at: Number(at), id: Buffer.from(id, "base64url").toString() };
}

/** The texts of ids and details are those that a job's shape let through. */
const eventOf = ({ id, at, event, deviceId, detail }: typeof auditEvent.$inferSelect): SecurityEvent => ({
  id,
  at,
  event,
  deviceId: deviceId as DeviceId | null,
  ...(JSON.parse(detail) as Omit<SecurityEvent, "id" | "at" | "event" | "deviceId">),
});
