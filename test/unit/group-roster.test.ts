// Leaving, roles, handing over, nicknames.
import { describe, expect, it } from "vitest";
import { adam, anna, climbers, codeOf, mike, mona, olga, stan } from "../support/test-group.ts";

describe("leaving", () => {
  it("[GROUP-16] is one event, the last that they see; who has left is out", () => {
    const group = climbers();
    expect(group.try(mona, { kind: "leave" })).toEqual([{ kind: "left" }]);
    expect(group.roleOf(mona)).toBeNull();
    expect(group.state.leavers.get(mona)?.intervals).toEqual([{ fromSeq: 1, toSeq: group.headSeq }]);
  });

  it("[GROUP-14] the owner must hand over first, also when nobody else is in", () => {
    const group = climbers();
    expect(group.try(olga, { kind: "leave" })).toBe("OWNER_MUST_TRANSFER");
    for (const userId of [adam, anna, mona, mike]) group.do(userId, { kind: "leave" });
    expect(group.try(olga, { kind: "leave" })).toBe("OWNER_MUST_TRANSFER");
    expect(group.roleOf(olga)).toBe("owner");
  });

  it("[GROUP-22] who left in the same flush cannot write or leave again", () => {
    const outcomes = climbers().together(
      [mona, { kind: "leave" }],
      [mona, { kind: "leave" }],
      [mona, { kind: "announce", text: "Bye" }],
    );
    expect(outcomes.map(codeOf)).toEqual(["done", "CONVERSATION_NOT_FOUND", "CONVERSATION_NOT_FOUND"]);
  });

  it("[GROUP-16] who comes back is a member again, whatever they were", () => {
    const group = climbers();
    group.together(
      [adam, { kind: "set-nickname", userId: adam, nickname: "Boss" }],
      [adam, { kind: "leave" }],
      [adam, { kind: "join" }],
    );
    expect(group.state.members.get(adam)).toMatchObject({ role: "member", nickname: "", joinedSeq: group.headSeq });
  });
});

describe("handing over", () => {
  it("[GROUP-14] makes the member the owner and the owner an admin, in two events", () => {
    const group = climbers();
    expect(group.do(olga, { kind: "transfer", userId: mona })).toEqual({
      events: [
        { type: "member-changed", actorId: olga, userIds: [mona], change: { kind: "role", role: "owner" } },
        { type: "member-changed", actorId: olga, userIds: [olga], change: { kind: "role", role: "admin" } },
      ],
      done: { seq: group.headSeq, joined: [], requested: false },
    });
    expect([group.roleOf(mona), group.roleOf(olga)]).toEqual(["owner", "admin"]);
    expect(codeOf(group.do(olga, { kind: "leave" }))).toBe("done");
  });

  it("[GROUP-14] works not to a stranger, not to a former member", () => {
    const group = climbers();
    group.do(mona, { kind: "leave" });
    expect(group.try(olga, { kind: "transfer", userId: stan })).toBe("MEMBER_NOT_FOUND");
    expect(group.try(olga, { kind: "transfer", userId: mona })).toBe("MEMBER_NOT_FOUND");
    expect(group.roleOf(olga)).toBe("owner");
  });

  it("[GROUP-14] is done once: the second of two at once finds another owner", () => {
    const outcomes = climbers().together(
      [olga, { kind: "transfer", userId: mona }],
      [olga, { kind: "transfer", userId: mike }],
    );
    expect(outcomes.map(codeOf)).toEqual(["done", "FORBIDDEN"]);
  });

  it("[GROUP-14] to oneself changes nothing", () => {
    expect(climbers().try(olga, { kind: "transfer", userId: olga })).toEqual([]);
  });

  it("[GROUP-17] makes no event of a mute that has ended by itself, to the ms", () => {
    const group = climbers();
    group.do(adam, { kind: "silence", userId: mona, silencedUntil: group.now + 1_000 });
    group.now += 1_000;
    expect(group.try(olga, { kind: "transfer", userId: mona })).toEqual([
      { kind: "role", role: "owner" },
      { kind: "role", role: "admin" },
    ]);
  });

  it("[GROUP-14] ends a mute of the new owner, whom nobody else could let speak", () => {
    const group = climbers();
    group.do(adam, { kind: "silence", userId: mona, silencedUntil: group.now + 60_000 });
    expect(group.try(olga, { kind: "transfer", userId: mona })).toEqual([
      { kind: "role", role: "owner" },
      { kind: "role", role: "admin" },
      { kind: "silenced", silencedUntil: null },
    ]);
    expect(group.send(mona)).toBe("done");
  });
});

describe("roles", () => {
  it("[GROUP-15] the owner makes admins and members; what one is already makes no event", () => {
    const group = climbers();
    expect(group.try(olga, { kind: "set-role", userId: mona, role: "admin" })).toEqual([
      { kind: "role", role: "admin" },
    ]);
    expect(group.try(olga, { kind: "set-role", userId: mona, role: "admin" })).toEqual([]);
    expect(group.try(olga, { kind: "set-role", userId: adam, role: "member" })).toEqual([
      { kind: "role", role: "member" },
    ]);
    expect(group.try(adam, { kind: "silence-all", allSilenced: true })).toBe("FORBIDDEN");
  });

  it("[GROUP-15] nobody raises themselves, nor an admin another", () => {
    const group = climbers();
    expect(group.try(mona, { kind: "set-role", userId: mona, role: "admin" })).toBe("FORBIDDEN");
    expect(group.try(mona, { kind: "transfer", userId: mona })).toBe("FORBIDDEN");
    expect(group.try(adam, { kind: "set-role", userId: mona, role: "admin" })).toBe("FORBIDDEN");
    expect([group.roleOf(mona), group.roleOf(adam)]).toEqual(["member", "admin"]);
  });

  it("[GROUP-14] the owner cannot step down without a successor", () => {
    expect(climbers().try(olga, { kind: "set-role", userId: olga, role: "member" })).toBe("OWNER_MUST_TRANSFER");
  });

  it("[GROUP-15] who is not in has no role to set", () => {
    expect(climbers().try(olga, { kind: "set-role", userId: stan, role: "admin" })).toBe("MEMBER_NOT_FOUND");
  });
});

describe("nicknames", () => {
  it("[GROUP-21] everyone sets their own, admins those of members; the same again makes no event", () => {
    const group = climbers();
    const own = { kind: "set-nickname", userId: mona, nickname: "Mo" } as const;
    expect(group.try(mona, own)).toEqual([{ kind: "nickname", nickname: "Mo" }]);
    expect(group.try(mona, own)).toEqual([]);
    expect(group.try(adam, { ...own, nickname: "" })).toEqual([{ kind: "nickname", nickname: "" }]);
    expect(group.state.members.get(mona)?.nickname).toBe("");
  });
});
