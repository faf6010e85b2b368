// Reports in the directory (D1): users make them, moderators read and close them.
import { and, asc, desc, eq, gt, inArray, lt, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { ActRecord } from "../../schema/jobs/operator-act.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type {
  ListedReport,
  ReportAbout,
  ReportBody,
  ReportedMessage,
  ReportResult,
  ReportsQuery,
  ReportsResult,
  StoredReport,
} from "../../schema/protocol/reports.ts";
import { report } from "../../schema/tables/directory/tables.ts";
import { askDirectory, batchInDirectory } from "../accounts/directory.ts";
import { cursorAfter, isAfter, positionOf } from "../accounts/positions.ts";
import { insertRecord } from "../operators/acts.ts";

const pageSize = 50;
/** Each report takes so many with it whose time is over. */
const mostDeleted = 20;
const dayMs = 86_400_000;

/** What a user reports, and about whom. */
export interface NewReport extends ReportBody {
  readonly reporterId: UserId;
  readonly userId: UserId | null;
  readonly messages: readonly ReportedMessage[];
}

const oldestAt = (keptDays: number): number => Date.now() - keptDays * dayMs;

/** The same text for the same subject, in whatever order its messages are named. */
function subjectOf(about: ReportAbout): string {
  if (about.kind === "user") return about.userId;
  const seqs = about.seqs?.toSorted((a, b) => a - b) ?? [];
  return [about.conversationId, ...seqs].join(" ");
}

/**
 * Stores a report. One of the same reporter about the same is replaced, under its id, and is open again.
 *
 * @throws ActorUnavailable
 */
export async function storeReport(database: D1Database, made: NewReport, keptDays: number): Promise<ReportResult> {
  const directory = drizzle(database);
  const { about, reporterId, userId, reason, text = "", messages } = made;
  const { id, at } = report;
  const news = {
    at: Date.now(),
    userId,
    reason,
    text,
    messages: [...messages],
    state: "open" as const,
    closedAt: null,
    closedBy: null,
  };
  const row = {
    ...news,
    id: crypto.randomUUID(),
    reporterId,
    conversationId: about.kind === "conversation" ? about.conversationId : null,
    subject: subjectOf(about),
  };
  const expired = directory
    .select({ id })
    .from(report)
    .where(lt(at, oldestAt(keptDays)))
    .orderBy(asc(at));
  // Also the one that is made now counts.
  const beyond = directory
    .select({ id })
    .from(report)
    .where(eq(report.reporterId, reporterId))
    .orderBy(desc(at), desc(id))
    .offset(wireLimits.maxReports);
  const [, stored] = await batchInDirectory(directory, [
    directory.delete(report).where(inArray(id, expired.limit(mostDeleted))),
    directory
      .insert(report)
      .values(row)
      .onConflictDoUpdate({ target: [report.reporterId, report.subject], set: news })
      .returning({ reportId: id, reportedAt: at }),
    directory.delete(report).where(inArray(id, beyond.limit(mostDeleted))),
  ]);
  const [result] = stored;
  if (result === undefined) throw new Error("an upsert returns its row");
  return result;
}

/** All columns but the messages. */
const listedColumns = {
  reportId: report.id,
  reportedAt: report.at,
  reporterId: report.reporterId,
  userId: report.userId,
  conversationId: report.conversationId,
  reason: report.reason,
  text: report.text,
  state: report.state,
  closedAt: report.closedAt,
  closedBy: report.closedBy,
};

/** The newest first; nothing that is older than `keptDays`. @throws ActorUnavailable */
export async function listReports(
  database: D1Database,
  { state, userId, cursor }: ReportsQuery,
  keptDays: number,
): Promise<ReportsResult> {
  const { at, id } = report;
  const rows = await askDirectory(() =>
    drizzle(database)
      .select(listedColumns)
      .from(report)
      .where(
        and(
          state === undefined ? undefined : eq(report.state, state),
          userId === undefined ? undefined : eq(report.userId, userId),
          gt(at, oldestAt(keptDays)),
          isAfter(positionOf(cursor), at, id),
        ),
      )
      .orderBy(desc(at), desc(id))
      .limit(pageSize + 1),
  );
  const { page, next } = cursorAfter(rows, pageSize, (row: ListedReport) => ({ at: row.reportedAt, id: row.reportId }));
  return { items: [...page], next };
}

/** @throws ActorUnavailable */
export async function loadReport(database: D1Database, id: string, keptDays: number): Promise<StoredReport | null> {
  const row = await askDirectory(() =>
    drizzle(database)
      .select({ ...listedColumns, messages: report.messages })
      .from(report)
      .where(and(eq(report.id, id), gt(report.at, oldestAt(keptDays))))
      .get(),
  );
  return row ?? null;
}

/** False if no such report is open. The record is written only if one is. @throws ActorUnavailable */
export async function closeReport(database: D1Database, record: ActRecord, keptDays: number): Promise<boolean> {
  const directory = drizzle(database);
  const { at: closedAt, actor: closedBy, subject } = record;
  const isOpen = and(eq(report.id, subject ?? ""), eq(report.state, "open"), gt(report.at, oldestAt(keptDays)));
  const [, closed] = await batchInDirectory(directory, [
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${report} WHERE ${isOpen})`),
    directory.update(report).set({ state: "closed", closedAt, closedBy }).where(isOpen),
  ]);
  return closed.meta.changes > 0;
}
