// Who may make an account, and invitations, in the directory (D1). The account's insert judges both (accounts.ts).
import { desc, eq, gt, isNull, sql, type SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { ActRecord } from "../../schema/jobs/operator-act.ts";
import type { Invitation, InvitationsResult, RegistrationMode } from "../../schema/protocol/http-registration.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { invitation, invitationUse, setting } from "../../schema/tables/directory/tables.ts";
import { askDirectory, batchInDirectory } from "../accounts/directory.ts";
import { cursorAfter, isAfter, positionOf } from "../accounts/positions.ts";
import { insertRecord } from "./acts.ts";

const pageSize = 50;
const settingName = "registration";

/** The mode in force, as a value in a statement. */
export const modeInForce: SQL<string> = sql`COALESCE((SELECT value FROM ${setting} WHERE name = ${settingName}), 'open')`;

/** A mode of a newer version is none of ours: then nobody may register here. */
const modeOf = (value: string): RegistrationMode => (value === "open" || value === "invitation" ? value : "closed");

/** Whether an invitation works now, as a condition on its row. */
export const worksNow = (nowMs: number): SQL =>
  sql`${invitation.revokedAt} IS NULL AND ${invitation.expiresAt} > ${nowMs} AND ${invitation.uses} > ${usedOf}`;

const usedOf = sql<number>`(SELECT count(*) FROM ${invitationUse} WHERE invitation_id = ${sql.raw("invitation.id")})`;

export async function loadMode(database: D1Database): Promise<RegistrationMode> {
  const row = await askDirectory(() =>
    drizzle(database).select().from(setting).where(eq(setting.name, settingName)).get(),
  );
  return modeOf(row?.value ?? "open");
}

export async function setMode(database: D1Database, mode: RegistrationMode, record: ActRecord): Promise<void> {
  const directory = drizzle(database);
  await batchInDirectory(directory, [
    insertRecord(directory, record),
    directory
      .insert(setting)
      .values({ name: settingName, value: mode })
      .onConflictDoUpdate({ target: setting.name, set: { value: mode } }),
  ]);
}

/** What a registration needs to know before it costs anything. */
export interface Entrance {
  readonly mode: RegistrationMode;
  /** Whether there is such an invitation at all, and whether it works now. */
  readonly invitation: "unknown" | "spent" | "works";
}

/** @param tokenHash null: no invitation is shown */
export async function loadEntrance(database: D1Database, tokenHash: string | null, nowMs: number): Promise<Entrance> {
  const row = await askDirectory(() =>
    drizzle(database)
      .select({
        mode: sql<string>`${modeInForce}`,
        known: sql<number>`EXISTS (SELECT 1 FROM ${invitation} WHERE token_hash = ${tokenHash})`,
        works: sql<number>`EXISTS (SELECT 1 FROM ${invitation} WHERE token_hash = ${tokenHash} AND ${worksNow(nowMs)})`,
      })
      .from(sql`(SELECT 1)`)
      .get(),
  );
  const { mode = "closed", known = 0, works = 0 } = row ?? {};
  return { mode: modeOf(mode), invitation: works === 1 ? "works" : known === 1 ? "spent" : "unknown" };
}

/** @param tokenHash null: no invitation was shown */
export function refusedEntrance(
  { mode, invitation: shown }: Entrance,
  tokenHash: string | null,
): "REGISTRATION_CLOSED" | "INVITATION_NEEDED" | "INVITATION_INVALID" | null {
  if (mode === "open") return null;
  if (mode === "closed") return "REGISTRATION_CLOSED";
  if (tokenHash === null) return "INVITATION_NEEDED";
  return shown === "unknown" ? "INVITATION_INVALID" : null;
}

/** An invitation is needed, and the one that was shown does not work any more. */
export const isSpent = ({ mode, invitation: shown }: Entrance): boolean => mode === "invitation" && shown === "spent";

type InvitationRow = typeof invitation.$inferSelect & { readonly used: number };

const invitationOf = ({ id, madeBy, tokenHash: _hash, ...row }: InvitationRow): Invitation => ({
  invitationId: id,
  by: madeBy,
  ...row,
});

const columns = {
  id: invitation.id,
  tokenHash: invitation.tokenHash,
  createdAt: invitation.createdAt,
  madeBy: invitation.madeBy,
  reason: invitation.reason,
  uses: invitation.uses,
  expiresAt: invitation.expiresAt,
  revokedAt: invitation.revokedAt,
  used: usedOf,
};

/** The newest first. */
export async function listInvitations(database: D1Database, cursor: string | undefined): Promise<InvitationsResult> {
  const { createdAt, id } = invitation;
  const rows = await askDirectory(() =>
    drizzle(database)
      .select(columns)
      .from(invitation)
      .where(isAfter(positionOf(cursor), createdAt, id))
      .orderBy(desc(createdAt), desc(id))
      .limit(pageSize + 1),
  );
  const { page, next } = cursorAfter(rows, pageSize, (row) => ({ at: row.createdAt, id: row.id }));
  return { items: page.map(invitationOf), next };
}

/** @returns false if there are as many as there may be */
export async function insertInvitation(
  database: D1Database,
  { invitationId, createdAt, by, reason, uses, expiresAt }: Invitation,
  tokenHash: string,
  record: ActRecord,
): Promise<boolean> {
  const directory = drizzle(database);
  const working = sql`(SELECT count(*) FROM ${invitation} WHERE ${isNull(invitation.revokedAt)} AND ${gt(invitation.expiresAt, createdAt)})`;
  const [inserted] = await batchInDirectory(directory, [
    directory
      .insert(invitation)
      .select(
        sql`SELECT ${invitationId}, ${tokenHash}, ${createdAt}, ${by}, ${reason}, ${uses}, ${expiresAt}, NULL WHERE ${working} < ${wireLimits.maxInvitations}`,
      ),
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${invitation} WHERE ${invitation.id} = ${invitationId})`),
  ]);
  return inserted.meta.changes > 0;
}

/** @returns false if there is none of this id that works */
export async function revokeInvitation(
  database: D1Database,
  invitationId: string,
  nowMs: number,
  record: ActRecord,
): Promise<boolean> {
  const directory = drizzle(database);
  const isIt = sql`${invitation.id} = ${invitationId} AND ${worksNow(nowMs)}`;
  const [, revoked] = await batchInDirectory(directory, [
    insertRecord(directory, record, sql`EXISTS (SELECT 1 FROM ${invitation} WHERE ${isIt})`),
    directory.update(invitation).set({ revokedAt: nowMs }).where(isIt),
  ]);
  return revoked.meta.changes > 0;
}
