// What happened to accounts, in the directory (D1): written by jobs, read by the user whom it concerns, kept for 90 days.
import { and, desc, eq, gt, inArray, lt, sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SecurityEvent, SecurityEventsResult } from "../../schema/protocol/http-me.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import { auditEvent } from "../../schema/tables/directory/tables.ts";
import { askDirectory } from "./directory.ts";
import { cursorAfter, isAfter, positionOf } from "./positions.ts";

const keptMs = 90 * 86_400_000;
/** Each event that is written takes so many with it whose time is over, whoever they are about. */
const mostDeleted = 20;

/** Of one account, the newest: a flood of events leaves room for accounts. */
export const mostPerAccount = 1_000;
/** Beside them, of failed passwords: strangers cause these, and must not push out what shows that one of them got in. */
export const mostFailures = 500;

/** D1 takes 100 parameters, and a row has six. */
const rowsPerStatement = 16;

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

/**
 * Writes all events of a batch of jobs together, or none. Idempotent: a job that comes twice changes nothing the second
 * time.
 *
 * @throws Error when the directory cannot be reached
 */
export async function writeAuditEvents(
  database: D1Database,
  jobs: readonly Job<"account-audit">[],
  nowMs: number,
): Promise<void> {
  const directory = drizzle(database);
  const { id, at } = auditEvent;
  const rows = jobs.map(rowOf);
  const expired = directory
    .select({ id })
    .from(auditEvent)
    .where(lt(at, nowMs - keptMs))
    .orderBy(at)
    .limit(mostDeleted * rows.length);
  const count = (detail: typeof auditEvent.detail | ReturnType<typeof sql>) => sql`json_extract(${detail}, '$.count')`;
  const [firstInsert, ...otherInserts] = chunksOf(rows, rowsPerStatement).map((chunk) =>
    directory
      .insert(auditEvent)
      .values([...chunk])
      .onConflictDoUpdate({
        target: id,
        set: { detail: sql`excluded.detail` },
        // Null for every event but counts, and so false.
        setWhere: sql`${count(sql`excluded.detail`)} > ${count(auditEvent.detail)}`,
      }),
  );
  if (firstInsert === undefined) return;
  await directory.batch([
    firstInsert,
    ...otherInserts,
    directory.delete(auditEvent).where(inArray(id, expired)),
    // Once for each account, however many of its events are written: this reads all that are kept of it.
    ...accountsIn(rows).map((account) => directory.delete(auditEvent).where(isBeyondKept(account))),
  ]);
}

/** Of one account, the newest of each kind are kept. */
interface AccountEvents {
  readonly userId: string;
  readonly areFailures: boolean;
}

function accountsIn(rows: readonly Row[]): readonly AccountEvents[] {
  const accounts = rows.map(({ userId, event }) => ({ userId, areFailures: isFailure(event) }));
  return [...new Map(accounts.map((account) => [`${account.userId} ${account.areFailures}`, account])).values()];
}

const isFailure = (event: string): boolean => event === "sign-in-failed";

function isBeyondKept({ userId, areFailures }: AccountEvents): SQL | undefined {
  const isOfKind = sql`(${auditEvent.event} = 'sign-in-failed') = ${areFailures ? 1 : 0}`;
  const oldestKept = sql`(
    SELECT at FROM ${auditEvent} WHERE user_id = ${userId} AND ${isOfKind}
    ORDER BY at DESC LIMIT 1 OFFSET ${(areFailures ? mostFailures : mostPerAccount) - 1})`;
  return and(eq(auditEvent.userId, userId), isOfKind, lt(auditEvent.at, oldestKept));
}

const chunksOf = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) => all.slice(i * size, (i + 1) * size));

/** The newest first; nothing older than 90 days. */
export async function listSecurityEvents(
  database: D1Database,
  userId: UserId,
  { cursor, limit }: { readonly cursor?: string; readonly limit: number },
  nowMs: number,
): Promise<SecurityEventsResult> {
  const { at, id } = auditEvent;
  const after = positionOf(cursor);
  const rows = await askDirectory(() =>
    drizzle(database)
      .select()
      .from(auditEvent)
      .where(
        and(
          eq(auditEvent.userId, userId),
          gt(at, nowMs - keptMs),
          isAfter(after && { at: after.at, id: fromCursor(after.id) }, at, id),
        ),
      )
      .orderBy(desc(at), desc(id))
      .limit(limit + 1),
  );
  const { page, next } = cursorAfter(rows, limit, (row) => ({ at: row.at, id: toCursor(row.id) }));
  return { items: page.map(eventOf), next };
}

/** The id of counted failures has the name of a network, which no cursor can hold as it is. */
const toCursor = (id: string): string => Buffer.from(id).toString("base64url");
const fromCursor = (text: string): string => Buffer.from(text, "base64url").toString();

/** The texts of ids and details are those that a job's shape let through. */
const eventOf = ({ id, at, event, deviceId, detail }: typeof auditEvent.$inferSelect): SecurityEvent => ({
  id,
  at,
  event,
  deviceId: deviceId as DeviceId | null,
  ...(JSON.parse(detail) as Omit<SecurityEvent, "id" | "at" | "event" | "deviceId">),
});
