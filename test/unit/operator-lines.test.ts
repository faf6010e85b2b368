// What `npm run operator` prints of what others wrote: times, names and reasons of any kind, each in one line.
import { expect, it } from "vitest";
import { groupId } from "../../schema/protocol/examples/story.ts";
import type { AccountResult } from "../../schema/protocol/http-accounts-of-users.ts";
import { newDeviceId, newUserId } from "../../schema/protocol/ids.ts";
import {
  accountLines,
  invitationLine,
  recordLine,
  reportLines,
  suspendedLine,
} from "../../tools/operator/operator-lines.ts";

const user = { id: newUserId(), username: "ada", displayName: "Ada", createdAt: 0 };
const suspension = { at: 0, by: "olga", reason: "spam", until: Number.MAX_SAFE_INTEGER };
const isControl = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;

it("[WEB-70] shows a time that lies beyond every calendar as the last one", () => {
  const lines = [
    suspendedLine({ user, suspension }),
    ...accountLines({ user, suspension, devices: [] }),
    invitationLine({
      invitationId: "i",
      createdAt: 0,
      by: "olga",
      reason: "friends",
      uses: 1,
      used: 0,
      expiresAt: Number.MAX_SAFE_INTEGER,
      revokedAt: null,
    }),
  ];
  expect(lines.filter((line) => line.includes("until +275760-09-13"))).toHaveLength(3);
});

it("[ADMIN-24] prints nothing of a user or operator that moves the cursor or turns the text around", () => {
  const hostile = "\u001B[2J\u202Egnimalb\u2066\r\u009B1A\u2028x";
  const device = { id: newDeviceId(), platform: "web", name: hostile, createdAt: 0, lastSeenAt: 0 } as const;
  const account: AccountResult = {
    user: { ...user, displayName: hostile },
    suspension: { ...suspension, reason: hostile },
    devices: [device],
  };
  const record = {
    id: "1",
    at: 0,
    actor: "olga",
    role: "operator",
    act: "dead-letter-dropped",
    subject: hostile,
    reason: hostile,
    result: hostile,
    detail: { kind: hostile },
  } as const;
  for (const line of [...accountLines(account), recordLine(record)].flatMap((lines) => lines.split("\n"))) {
    expect(line).not.toMatch(isControl);
  }
});

it("[REPORT-15] prints a report and each of its messages in one line, whatever users wrote", () => {
  const hostile = "a\u001B[2J\r\n* 9 forged\u2028x\u202E";
  const report = {
    reportId: "r",
    reportedAt: 0,
    reporterId: user.id,
    userId: null,
    conversationId: groupId,
    reason: hostile,
    text: hostile,
    state: "closed",
    closedAt: 1_000,
    closedBy: "olga",
  } as const;
  const message = { seq: 8, senderId: user.id, createdAt: 0, type: "text", text: hostile, reported: true };
  const lines = reportLines({ ...report, messages: [message, { ...message, reported: false, text: null }] });
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line).not.toMatch(isControl);
  expect(lines[0]).toContain(`r  ${groupId}  by ${user.id}  closed by olga at 1970-01-01T00:00:01.000Z`);
  expect(lines[2]).toMatch(/^\* 8 /);
  expect(lines[3]).toMatch(/^ {2}8 .*text: \(not kept\)$/);
});
