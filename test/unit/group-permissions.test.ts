// The permission table: the same for people as for the code, and what each op is judged by.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decideOp } from "../../durable-objects/group/decide-op.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { judgeAction, maySend } from "../../durable-objects/group/judging.ts";
import { permissions, type Action, type Grant } from "../../durable-objects/group/permissions.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import type { Role } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, anna, climbers, codeOf, info, mike, mona, olga, stan, TestGroup } from "../support/test-group.ts";
import { freeSettings } from "../support/group-settings.ts";

const roles = ["owner", "admin", "member"] as const satisfies readonly Role[];

/** A cell of the page as the code says it. */
function parseGrant(cell: string): Grant {
  const setting = /^if `(\w+)`$/.exec(cell)?.[1];
  return (setting ?? cell.replaceAll(" ", "-")) as Grant;
}

/** Rows of the page: the action and what owner, admin and member may. */
function readPage(): Record<string, Record<Role, Grant>> {
  const page = readFileSync(inRepository("docs", "permissions.md"), "utf8");
  const rows = page.split("\n").flatMap((line) => {
    const cells = line.split("|").map((cell) => cell.trim());
    const action = /^`([a-z-]+)`: \S/.exec(cells[1] ?? "")?.[1];
    if (action === undefined) return [];
    const [owner, admin, member] = cells.slice(2, 5).map(parseGrant) as [Grant, Grant, Grant];
    return [[action, { owner, admin, member }] as const];
  });
  return Object.fromEntries(rows);
}

it("[GROUP-1] docs/permissions.md has the table that the code asks, row by row", () => {
  const page = readPage();
  expect(page).toEqual(permissions);
  expect(Object.keys(page)).toEqual(Object.keys(permissions));
});

/** An op for each action, done to a member, that changes something when it is allowed. */
const opsOfActions: Partial<Record<Action, GroupOp>> = {
  "edit-info": { kind: "edit-info", info: { name: "Hikers" } },
  announce: { kind: "announce", text: "Saturday" },
  "edit-settings": { kind: "edit-settings", settings: { historyVisible: true } },
  "add-members": { kind: "add-members", userIds: [stan] },
  "make-link": { kind: "make-link", linkId: "l1", token: "t1", expiresAt: null, maxUses: null },
  "answer-request": { kind: "answer-request", userId: stan, accept: false },
  "set-nickname": { kind: "set-nickname", userId: mike, nickname: "Micky" },
  silence: { kind: "silence", userId: mike, silencedUntil: Number.MAX_SAFE_INTEGER },
  "silence-all": { kind: "silence-all", allSilenced: true },
  "remove-member": { kind: "remove-member", userId: mike },
  ban: { kind: "ban", userId: mike },
  unban: { kind: "unban", userId: stan },
  "set-role": { kind: "set-role", userId: mike, role: "admin" },
  transfer: { kind: "transfer", userId: mike },
  dissolve: { kind: "dissolve" },
};

const byRole = { owner: olga, admin: adam, member: mona } as const satisfies Record<Role, UserId>;

describe("each op by each role", () => {
  for (const [action, op] of Object.entries(opsOfActions) as [Action, GroupOp][]) {
    for (const mayMembers of ["members", "admins"] as const) {
      it(`[GROUP-1] ${action}, with every setting at ${mayMembers}`, () => {
        const may = { mayInvite: mayMembers, mayMentionAll: mayMembers, mayEditInfo: mayMembers, maySend: mayMembers };
        const outcomes = roles.map((role) => codeOf(climbers({ ...may, mayPin: mayMembers }).do(byRole[role], op)));
        const wanted = roles.map((role) => {
          const grant: Grant = permissions[action][role];
          if (grant.startsWith("may")) return mayMembers === "members" ? "done" : "FORBIDDEN";
          return grant === "no" || grant === "own" ? "FORBIDDEN" : "done";
        });
        expect(outcomes).toEqual(wanted);
      });
    }
  }

  it("[GROUP-1] what only looks, pins or mentions is judged by the same table", () => {
    const draft = new GroupDraft(climbers({ mayPin: "members", mayMentionAll: "members" }).state);
    const strict = new GroupDraft(climbers({ mayPin: "admins", mayMentionAll: "admins" }).state);
    const judged = (on: GroupDraft, action: Action): (string | undefined)[] =>
      roles.map((role) => judgeAction(on, byRole[role], action)?.code);
    expect(judged(draft, "look")).toEqual([undefined, undefined, undefined]);
    expect(judged(draft, "list-bans")).toEqual([undefined, undefined, "FORBIDDEN"]);
    expect(judged(draft, "list-requests")).toEqual([undefined, undefined, "FORBIDDEN"]);
    expect(judged(draft, "pin")).toEqual([undefined, undefined, undefined]);
    expect(judged(strict, "pin")).toEqual([undefined, undefined, "FORBIDDEN"]);
    expect(maySend(strict, mona, { mentionsAll: true }, 0)).toEqual({ code: "FORBIDDEN" });
    expect(maySend(strict, adam, { mentionsAll: true }, 0)).toBeNull();
    expect(maySend(draft, mona, { mentionsAll: true }, 0)).toBeNull();
  });

  it.each(["remove-member", "ban", "silence", "set-nickname"] as const)(
    "[GROUP-1] %s reaches down only: admins neither each other nor the owner, nobody themselves",
    (kind) => {
      const op = (userId: UserId): GroupOp => {
        if (kind === "silence") return { kind, userId, silencedUntil: Number.MAX_SAFE_INTEGER };
        return kind === "set-nickname" ? { kind, userId, nickname: "X" } : { kind, userId };
      };
      const tried = (actorId: UserId, userId: UserId): string => codeOf(climbers().do(actorId, op(userId)));
      expect([tried(adam, anna), tried(adam, olga)]).toEqual(["FORBIDDEN", "FORBIDDEN"]);
      expect([tried(mona, mike), tried(mona, adam), tried(mona, olga)]).toEqual([
        "FORBIDDEN",
        "FORBIDDEN",
        "FORBIDDEN",
      ]);
      expect([tried(olga, adam), tried(olga, mona), tried(adam, mona)]).toEqual(["done", "done", "done"]);
      const toThemselves = kind === "set-nickname" ? "done" : "FORBIDDEN";
      expect([olga, adam, mona].map((self) => tried(self, self))).toEqual([toThemselves, toThemselves, toThemselves]);
      expect([tried(adam, stan), tried(mona, stan)]).toEqual([
        kind === "ban" ? "done" : "MEMBER_NOT_FOUND",
        "FORBIDDEN",
      ]);
    },
  );
});

describe("who is not in", () => {
  const everyOp: readonly GroupOp[] = [
    ...Object.values(opsOfActions),
    { kind: "revoke-link", linkId: "l1" },
    { kind: "leave" },
    { kind: "create", info, settings: freeSettings, memberIds: [] },
  ];
  const refusals = (group: TestGroup, userId: UserId): string[] => {
    const draft = new GroupDraft(group.state);
    const context = { now: group.now, headSeq: group.headSeq, limits: group.limits };
    return everyOp.map((op) => codeOf(decideOp(draft, userId, op, context)));
  };
  const nothing = everyOp.map(() => "CONVERSATION_NOT_FOUND");

  it("[GROUP-2] strangers, former members and the banned are told that there is no such conversation", () => {
    const group = climbers();
    expect(refusals(group, stan)).toEqual(nothing);
    group.do(mona, { kind: "leave" });
    expect(refusals(group, mona)).toEqual(nothing);
    group.do(adam, { kind: "ban", userId: mike });
    expect(refusals(group, mike)).toEqual(nothing);
    expect([group.send(stan), group.send(mona), group.send(mike)]).toEqual(nothing.slice(0, 3));
  });

  it("[GROUP-2] a dissolved group is gone for everyone, its owner included", () => {
    const group = climbers();
    group.do(olga, { kind: "dissolve" });
    for (const userId of [olga, adam, mona, stan]) expect(refusals(group, userId)).toEqual(nothing);
    expect(codeOf(group.do(stan, { kind: "join" }))).toBe("CONVERSATION_NOT_FOUND");
  });

  it("[GROUP-2] a group that never was knows nobody and lets nobody in", () => {
    const group = new TestGroup();
    expect(refusals(group, stan).slice(0, -1)).toEqual(nothing.slice(0, -1));
    expect(codeOf(group.do(stan, { kind: "join" }))).toBe("CONVERSATION_NOT_FOUND");
    expect(codeOf(group.do(stan, { kind: "withdraw-request" }))).toBe("CONVERSATION_NOT_FOUND");
  });

  it("[GROUP-2] former members may read, strangers may not", () => {
    const group = climbers();
    group.do(mona, { kind: "leave" });
    const draft = new GroupDraft(group.state);
    expect([mona, olga, stan].map((userId) => draft.intervalsOf(userId).length)).toEqual([1, 1, 0]);
  });
});
