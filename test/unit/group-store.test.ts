// A group's rows: which are written for which change, and that what was written is read again. On SQLite in Node.
import { describe, expect, it } from "vitest";
import { loadGroupId } from "../../durable-objects/group/group-store.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, climbers, groupId, mike, mona, olga, person, stan, TestGroup } from "../support/test-group.ts";

/** Rows that this costs, as often as SQLite counts one. */
function rowsOf(group: TestGroup, ...ops: (readonly [UserId, GroupOp])[]): number {
  group.rowsWritten = 0;
  group.together(...ops);
  expect(group.store.load()).toEqual(group.state);
  return group.rowsWritten;
}

it("[GROUP-23] is read as it was written, and knows its id", () => {
  const empty = new TestGroup();
  expect([loadGroupId(empty.sqlite.sql), empty.store.load().core.createdBy]).toEqual([null, null]);
  const group = climbers({ joinPolicy: "approval", historyVisible: true });
  group.together(
    [stan, { kind: "join", message: "It's me" }],
    [mona, { kind: "set-nickname", userId: mona, nickname: "Mo" }],
    [adam, { kind: "silence", userId: mona, silencedUntil: group.now + 1 }],
    [adam, { kind: "silence-all", allSilenced: true }],
    [adam, { kind: "ban", userId: mike }],
    [adam, { kind: "announce", text: "Saturday" }],
    [adam, { kind: "edit-settings", settings: {}, passwordHash: "hash" }],
    [adam, { kind: "make-link", linkId: "l", token: "t", expiresAt: group.now + 1, maxUses: 3 }],
  );
  expect(group.store.load()).toEqual(group.state);
  expect(loadGroupId(group.sqlite.sql)).toBe(groupId);
});

describe("a change writes the rows of what changed, and no others", () => {
  it("[GROUP-23] a role, a mute or a nickname: one", () => {
    const group = climbers();
    expect(rowsOf(group, [olga, { kind: "set-role", userId: mona, role: "admin" }])).toBe(1);
    expect(rowsOf(group, [mona, { kind: "set-nickname", userId: mona, nickname: "Mo" }])).toBe(1);
    expect(rowsOf(group, [olga, { kind: "silence", userId: mona, silencedUntil: group.now + 1 }])).toBe(1);
  });

  it("[GROUP-23] a transfer: two", () => {
    expect(rowsOf(climbers(), [olga, { kind: "transfer", userId: mona }])).toBe(2);
  });

  it("[GROUP-23] a hundred newcomers: a hundred, and one for who let them in; one who joins by a link: two", () => {
    const group = climbers();
    const userIds = Array.from({ length: 100 }, (_, index) => person(index));
    expect(rowsOf(group, [olga, { kind: "add-members", userIds }])).toBe(101);
    group.do(olga, { kind: "make-link", linkId: "l", token: "t", expiresAt: null, maxUses: null });
    expect(rowsOf(group, [stan, { kind: "join", linkToken: "t" }])).toBe(2);
  });

  it("[GROUP-23] leaving: two, one of which keeps others from adding them; a ban: two; settings, information, a mute of all: one", () => {
    const group = climbers();
    expect(rowsOf(group, [mona, { kind: "leave" }])).toBe(2);
    expect(rowsOf(group, [adam, { kind: "ban", userId: mike }])).toBe(2);
    expect(rowsOf(group, [adam, { kind: "edit-settings", settings: { maySend: "admins" } }])).toBe(1);
    expect(rowsOf(group, [adam, { kind: "edit-info", info: { name: "Hikers" } }])).toBe(1);
    expect(rowsOf(group, [adam, { kind: "silence-all", allSilenced: true }])).toBe(1);
  });

  it("[GROUP-23] several changes of one row in one flush: one; what is so already, or refused: none", () => {
    const group = climbers();
    const rename = (name: string): readonly [UserId, GroupOp] => [olga, { kind: "edit-info", info: { name } }];
    expect(rowsOf(group, rename("Hikers"), rename("Walkers"), rename("Runners"))).toBe(1);
    expect(rowsOf(group, rename("Runners"), [mona, { kind: "dissolve" }], [mona, { kind: "join" }])).toBe(0);
  });

  it("[GROUP-23] who came and went within one flush leaves one row that says what they saw, and one that they left", () => {
    const group = climbers();
    expect(rowsOf(group, [stan, { kind: "join" }], [stan, { kind: "leave" }])).toBe(2);
    const intervals = [{ fromSeq: group.headSeq - 1, toSeq: group.headSeq }];
    expect(group.store.load().leavers.get(stan)).toEqual({ silencedUntil: null, intervals });
  });
});
