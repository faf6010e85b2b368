// What `npm run operator` prints of each entry, in one line.
import { printable } from "../../apps/terminal/chat-text.ts";
import type { FleetResult } from "../../schema/protocol/http-fleet.ts";
import type { AuditRecord, Operator } from "../../schema/protocol/http-operators.ts";
import type { AccountResult, Suspension } from "../../schema/protocol/http-accounts-of-users.ts";
import type { User } from "../../schema/protocol/http-auth.ts";
import type { Invitation } from "../../schema/protocol/http-registration.ts";
import type { ListedReport, ReportedMessage, StoredReport } from "../../schema/protocol/reports.ts";

/** Calendars end here: a later time, which somebody may have sent, is shown as this one. */
const latestMs = 8.64e15;
const timeOf = (ms: number): string => new Date(Math.min(ms, latestMs)).toISOString();

export const operatorLine = ({ name, role, by, expiresAt }: Operator): string =>
  `${name}  ${role}  made by ${by}, until ${timeOf(expiresAt)}`;

const suspensionLine = ({ at, by, until, reason }: Suspension): string =>
  `suspended by ${by} at ${timeOf(at)}${until === null ? "" : ` until ${timeOf(until)}`}: ${printable(reason)}`;

export const suspendedLine = ({ user, suspension }: { user: User; suspension: Suspension }): string =>
  `${user.username}  ${user.id}  ${suspensionLine(suspension)}`;

export const accountLines = ({ user, suspension, devices }: AccountResult): readonly string[] => [
  `${user.username}  ${user.id}  ${printable(user.displayName)}  since ${timeOf(user.createdAt)}`,
  suspension === null ? "not suspended" : suspensionLine(suspension),
  ...devices.map(
    ({ id, platform, name, lastSeenAt }) => `${id}  ${platform}  ${printable(name)}  seen ${timeOf(lastSeenAt)}`,
  ),
];

export function invitationLine({ invitationId, by, reason, uses, used, expiresAt, revokedAt }: Invitation): string {
  const end = revokedAt === null ? `until ${timeOf(expiresAt)}` : `revoked at ${timeOf(revokedAt)}`;
  return `${invitationId}  ${used} of ${uses} used  ${end}  by ${by}: ${printable(reason)}`;
}

const inOneLine = (text: string): string => printable(text.replaceAll(/\s+/g, " "));

/** What users say goes last, in one line, so that it is not taken for anything else. */
export function listedReportLine(report: ListedReport): string {
  const { reportId, reportedAt, reporterId, userId, conversationId, reason, text, state, closedAt, closedBy } = report;
  const about = userId ?? conversationId ?? "-";
  const end = closedAt === null ? state : `${state} by ${closedBy ?? "-"} at ${timeOf(closedAt)}`;
  const words = text === "" ? "" : `: ${inOneLine(text)}`;
  return `${timeOf(reportedAt)}  ${reportId}  ${about}  by ${reporterId}  ${end}  ${inOneLine(reason)}${words}`;
}

/** `*`: the message is reported itself. */
const reportedLine = ({ seq, senderId, createdAt, type, text, reported }: ReportedMessage): string =>
  `${reported ? "*" : " "} ${seq}  ${timeOf(createdAt)}  ${senderId}  ${inOneLine(type)}: ${text === null ? "(not kept)" : inOneLine(text)}`;

export const reportLines = (report: StoredReport): readonly string[] => [
  listedReportLine(report),
  ...(report.conversationId === null ? [] : [`in ${report.conversationId}`]),
  ...report.messages.map(reportedLine),
];

const versionsLine = (versions: Readonly<Record<string, number>>): string =>
  Object.entries(versions)
    .map(([module, version]) => `${module} ${version}`)
    .join(", ");

export function fleetLines({ newest, sweep }: FleetResult): readonly string[] {
  const known = Object.entries(newest).map(([name, versions]) => `newest   ${name}: ${versionsLine(versions)}`);
  if (sweep === null) return [...known, "no sweep yet"];
  const { state, startedAt, endedAt, waiting, older, failed, hasFoundAccounts } = sweep;
  const since = `${state} since ${timeOf(startedAt)}${endedAt === null ? "" : `, ended ${timeOf(endedAt)}`}`;
  return [
    ...known,
    ...sweep.counts.map(({ class: name, versions, objects }) => `${objects}  ${name}: ${versionsLine(versions)}`),
    ...sweep.failures.map(({ class: name, name: object, error, attempts, retryAt }) => {
      const again = retryAt === null ? "given up" : `again at ${timeOf(retryAt)}`;
      return `failed   ${name} ${object}  ${attempts} times, ${again}: ${printable(error)}`;
    }),
    `${since}: ${printable(sweep.reason)}`,
    `${waiting} wait, ${older} run older code, ${failed} given up${hasFoundAccounts ? "" : ", more accounts to find"}`,
  ];
}

export function recordLine({ at, actor, act, subject, reason, result, detail }: AuditRecord): string {
  const details = Object.entries(detail).map(([name, value]) => `${name}=${String(value)}`);
  const what = [act, subject ?? "-", ...details, ...(result === "done" ? [] : [`(${result})`])].join(" ");
  return `${timeOf(at)}  ${actor}  ${printable(what)}: ${printable(reason ?? "no reason given")}`;
}
