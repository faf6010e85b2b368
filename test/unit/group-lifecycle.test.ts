// How a group comes to be and ends.
import { describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, climbers, codeOf, info, mike, mona, olga, person, stan, TestGroup } from "../support/test-group.ts";
import { freeSettings } from "../support/group-settings.ts";

const create = (memberIds: OpMembers = [mona, mike]): GroupOp => ({
  kind: "create",
  info,
  settings: freeSettings,
  memberIds,
});
type OpMembers = Extract<GroupOp, { kind: "create" }>["memberIds"];

describe("creating", () => {
  it("[GROUP-4] tells of the group, then of its owner, then of all others at once", () => {
    const group = new TestGroup();
    expect(group.do(olga, create())).toEqual({
      events: [
        { type: "group-changed", actorId: olga, change: { kind: "created", ...info, settings: freeSettings } },
        {
          type: "member-changed",
          actorId: olga,
          userIds: [olga],
          change: { kind: "joined", how: "created", role: "owner" },
        },
        {
          type: "member-changed",
          actorId: olga,
          userIds: [mona, mike],
          change: { kind: "joined", how: "created", role: "member" },
        },
      ],
      done: { seq: 3, joined: [olga, mona, mike], requested: false },
    });
    expect([...group.state.members].map(([userId, { joinedSeq }]) => [userId, joinedSeq])).toEqual([
      [olga, 1],
      [mona, 1],
      [mike, 1],
    ]);
  });

  it("[GROUP-4] everyone who is there from the start sees the log from its first event", () => {
    const group = new TestGroup();
    group.do(olga, create());
    for (const { intervals } of group.state.members.values()) expect(intervals).toEqual([{ fromSeq: 1, toSeq: null }]);
  });

  it("[GROUP-4] takes each name once and the creator as the owner; alone makes two events", () => {
    const group = new TestGroup();
    expect(group.do(olga, create([mona, olga, mona]))).toMatchObject({ done: { seq: 3, joined: [olga, mona] } });
    expect([group.roleOf(olga), group.roleOf(mona)]).toEqual(["owner", "member"]);
    expect(new TestGroup().do(olga, create([olga]))).toMatchObject({ done: { seq: 2, joined: [olga] } });
  });

  it("[GROUP-4] a repeat by the creator succeeds and changes nothing, by another it finds no conversation", () => {
    const group = new TestGroup();
    const [first, again, other] = group.together([olga, create()], [olga, create([stan])], [mona, create()]);
    expect([first, again, other].map((decision) => decision && codeOf(decision))).toEqual([
      "done",
      "done",
      "CONVERSATION_NOT_FOUND",
    ]);
    expect(again).toEqual({ events: [], done: { seq: null, joined: [], requested: false } });
    expect([group.headSeq, group.roleOf(stan)]).toEqual([3, null]);
  });

  it("[GROUP-5] no group starts with more members than it may have, the creator counted", () => {
    const group = new TestGroup();
    group.limits = { LIMIT_GROUP_MEMBERS: 3 };
    expect(group.try(olga, create([mona, mike, stan]))).toBe("GROUP_FULL");
    expect(group.state.core.createdBy).toBeNull();
    expect(codeOf(group.do(olga, create([mona, mike, olga])))).toBe("done");
  });

  it("[GROUP-4] refuses more names than a request may hold", () => {
    const group = new TestGroup();
    group.limits = { LIMIT_GROUP_MEMBERS: 100_000 };
    const names = Array.from({ length: wireLimits.maxUsersPerRequest + 1 }, (_, index) => person(index));
    expect(group.try(olga, create(names))).toBe("INVALID_REQUEST");
    expect(codeOf(group.do(olga, create(names.slice(1))))).toBe("done");
  });

  it("[GROUP-13] no group starts to be joined by a password: it has none yet", () => {
    const group = new TestGroup();
    const byPassword = {
      kind: "create",
      info,
      settings: { ...freeSettings, joinPolicy: "password" },
      memberIds: [],
    } as const;
    expect(group.try(olga, byPassword)).toBe("INVALID_REQUEST");
  });
});

describe("dissolving", () => {
  it("[GROUP-6] puts everyone out with one event, the last that each of them sees", () => {
    const group = climbers();
    group.send(mona);
    const before = group.headSeq;
    expect(group.do(olga, { kind: "dissolve" })).toEqual({
      events: [{ type: "group-changed", actorId: olga, change: { kind: "dissolved" } }],
      done: { seq: before + 1, joined: [], requested: false },
    });
    expect(group.state.members.size).toBe(0);
    expect([...group.state.formers.keys()].toSorted()).toEqual([adam, mike, mona, olga, person("anna")].toSorted());
    for (const { intervals } of group.state.formers.values())
      expect(intervals).toEqual([{ fromSeq: 1, toSeq: before + 1 }]);
  });

  it("[GROUP-6] takes away bans, links, requests and the password", () => {
    const group = climbers({ joinPolicy: "approval" });
    group.together(
      [olga, { kind: "edit-settings", settings: {}, passwordHash: "hash" }],
      [olga, { kind: "ban", userId: mike }],
      [olga, { kind: "make-link", linkId: "l", token: "t", expiresAt: null, maxUses: null }],
      [stan, { kind: "join" }],
      [olga, { kind: "dissolve" }],
    );
    const { bans, links, requests, core } = group.store.load();
    expect([bans.size, links.size, requests.size, core.passwordHash]).toEqual([0, 0, 0, null]);
  });

  it("[GROUP-6] is for good: the creator cannot make it anew", () => {
    const group = climbers();
    group.do(olga, { kind: "dissolve" });
    expect(group.try(olga, create())).toBe("CONVERSATION_NOT_FOUND");
  });
});
