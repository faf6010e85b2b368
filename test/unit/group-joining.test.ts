// Ways into a group, and who is kept out.
import { packReaders } from "../../durable-objects/conversation/readers/pack-readers.ts";
import { maxReaders } from "../../durable-objects/conversation/readers/readers.ts";
import { describe, expect, it } from "vitest";
import { findPasswordHash } from "../../durable-objects/group/joining.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import type { JoinPolicy } from "../../schema/protocol/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, anna, climbers, codeOf, mike, mona, olga, person, stan, type TestGroup } from "../support/test-group.ts";

const join: GroupOp = { kind: "join" };
const add = (...userIds: UserId[]): GroupOp => ({ kind: "add-members", userIds });
const joined = (how: string): unknown => [{ kind: "joined", how, role: "member" }];

describe("being added", () => {
  it("[GROUP-7] brings in all who are new with one event, whatever the way in; who is in already is skipped", () => {
    const group = climbers({ joinPolicy: "closed" });
    const [sue, sam] = [person("sue"), person("sam")];
    expect(group.do(mona, add(sue, mike, sam, sue))).toEqual({
      events: [
        {
          type: "member-changed",
          actorId: mona,
          userIds: [sue, sam],
          change: { kind: "joined", how: "added", role: "member" },
        },
      ],
      done: { seq: group.headSeq, joined: [sue, sam], requested: false },
    });
    expect(group.do(mona, add(sue, mike))).toEqual({ events: [], done: { seq: null, joined: [], requested: false } });
  });

  it("[GROUP-7] brings in nobody when one of them is banned", () => {
    const group = climbers();
    group.do(adam, { kind: "ban", userId: stan });
    expect(group.try(olga, add(person("sue"), stan))).toBe("BANNED");
    expect(group.roleOf(person("sue"))).toBeNull();
  });

  it("[GROUP-5] brings in nobody when there is not room for all", () => {
    const group = climbers();
    group.limits = { LIMIT_GROUP_MEMBERS: 6 };
    expect(group.try(olga, add(person("sue"), person("sam")))).toBe("GROUP_FULL");
    expect(group.state.members.size).toBe(5);
    expect(codeOf(group.do(olga, add(mona, person("sue"))))).toBe("done");
  });

  it("[GROUP-7] takes no more names than a request may hold", () => {
    const names = Array.from({ length: wireLimits.maxUsersPerRequest + 1 }, (_, index) => person(index));
    const group = climbers();
    expect(group.try(olga, add(...names))).toBe("INVALID_REQUEST");
    // As many as it may hold, and no more than there is room for: some are in already.
    expect(codeOf(group.do(olga, add(olga, adam, anna, mona, mike, ...names.slice(6))))).toBe("done");
    expect(group.state.members.size).toBe(wireLimits.maxUsersPerRequest);
  });
});

describe("joining", () => {
  it("[GROUP-8] freely, at once", () => {
    const group = climbers({ joinPolicy: "free" });
    expect(group.try(stan, join)).toEqual(joined("free"));
    expect(group.roleOf(stan)).toBe("member");
  });

  it.each(["closed", "link", "password"] as const)("[GROUP-8] not where the way in is %s", (joinPolicy: JoinPolicy) => {
    const group = climbers();
    group.do(olga, { kind: "edit-settings", settings: { joinPolicy }, passwordHash: "hash" });
    expect(group.try(stan, join)).toBe("JOIN_NOT_ALLOWED");
  });

  it("[GROUP-8] twice, also within one flush, is joining once", () => {
    const group = climbers();
    const [first, second] = group.together([stan, join], [stan, join]);
    expect(first).toMatchObject({ done: { joined: [stan] } });
    expect(second).toEqual({ events: [], done: { seq: null, joined: [], requested: false } });
    expect(group.do(olga, join)).toEqual(second);
    expect(group.roleOf(olga)).toBe("owner");
  });

  it("[GROUP-5] [GROUP-50] no deployment allows more members than their readers' row takes", () => {
    const group = climbers();
    group.limits = { LIMIT_GROUP_MEMBERS: 100_000 };
    for (let first = 0; group.state.members.size < maxReaders; first += 500) {
      const room = maxReaders - group.state.members.size;
      group.do(olga, add(...Array.from({ length: Math.min(500, room) }, (_, i) => person(first + i))));
    }
    expect(group.try(person("one-more"), { kind: "join" })).toBe("GROUP_FULL");
    // The most that each of them can take there.
    const far = 10_000_000_000;
    const own = { sent: 2 ** 30 - 1, chain: Array.from({ length: 30 }, (_, i) => far + i) };
    const reader = { cursorSeq: far, cursorOrdinal: far, cursorSent: far, own };
    const ids = Array.from({ length: maxReaders }, (_, i) => person(String(i).padStart(26, "0")));
    expect(packReaders(new Map(ids.map((id) => [id, reader]))).length).toBeLessThan(2_000_000);
    expect(() =>
      packReaders(new Map([...ids, ...ids.map((id) => `${id}x` as UserId)].map((id) => [id, reader]))),
    ).toThrow(RangeError);
  });

  it("[GROUP-5] the 501st member is refused, on every way in", () => {
    const group = climbers({ joinPolicy: "free" });
    group.do(olga, add(...Array.from({ length: 494 }, (_, index) => person(index))));
    group.do(olga, { kind: "make-link", linkId: "l", token: "t", expiresAt: null, maxUses: 5 });
    const sue = person("sue");
    const outcomes = group.together(
      [sue, join],
      [stan, join],
      [stan, { kind: "join", linkToken: "t" }],
      [olga, add(stan)],
    );
    expect(outcomes.map(codeOf)).toEqual(["done", "GROUP_FULL", "GROUP_FULL", "GROUP_FULL"]);
    expect([group.state.members.size, group.state.links.get("l")?.uses]).toEqual([500, 0]);
  });

  it("[GROUP-9] who is banned is refused on every way in, until the ban ends", () => {
    const group = climbers();
    group.together(
      [adam, { kind: "ban", userId: mike }],
      [olga, { kind: "make-link", linkId: "l", token: "t", expiresAt: null, maxUses: 5 }],
    );
    const ways: GroupOp[] = [join, { kind: "join", linkToken: "t" }, { kind: "join", passwordHash: "hash" }];
    expect(ways.map((op) => group.try(mike, op))).toEqual(["BANNED", "BANNED", "BANNED"]);
    expect(group.try(olga, add(mike))).toBe("BANNED");
    group.do(adam, { kind: "unban", userId: mike });
    expect(group.try(mike, join)).toEqual(joined("free"));
  });

  it.each(["approval", "closed", "link", "password"] as const)(
    "[GROUP-9] who is banned is told so, and leaves no request, where the way in is %s",
    (joinPolicy: JoinPolicy) => {
      const group = climbers();
      group.do(olga, { kind: "edit-settings", settings: { joinPolicy }, passwordHash: "hash" });
      group.do(adam, { kind: "ban", userId: stan });
      expect(group.try(stan, join)).toBe("BANNED");
      expect(group.state.requests.size).toBe(0);
    },
  );
});

describe("joining on approval", () => {
  const asking = (): TestGroup => {
    const group = climbers({ joinPolicy: "approval" });
    group.do(stan, { kind: "join", message: "It's me" });
    return group;
  };

  it("[GROUP-10] makes a request without an event, once; the first words stay", () => {
    const group = asking();
    const again = group.do(stan, { kind: "join", message: "Hello?" });
    expect(again).toEqual({ events: [], done: { seq: null, joined: [], requested: true } });
    expect([...group.state.requests.values()]).toEqual([{ userId: stan, message: "It's me", createdAt: group.now }]);
    expect(group.roleOf(stan)).toBeNull();
  });

  it("[GROUP-10] a request may come without words", () => {
    const group = climbers({ joinPolicy: "approval" });
    group.do(stan, join);
    expect(group.state.requests.get(stan)?.message).toBe("");
  });

  it("[GROUP-10] an admin's yes lets in, a no does not; either ends the request", () => {
    const yes = asking();
    expect(yes.try(adam, { kind: "answer-request", userId: stan, accept: true })).toEqual(joined("approved"));
    expect([yes.roleOf(stan), yes.state.requests.size]).toEqual(["member", 0]);
    const no = asking();
    expect(no.try(adam, { kind: "answer-request", userId: stan, accept: false })).toEqual([]);
    expect([no.roleOf(stan), no.state.requests.size]).toEqual([null, 0]);
  });

  it("[GROUP-10] a request that was taken back cannot be accepted; the same answer twice is one", () => {
    const group = asking();
    group.do(stan, { kind: "withdraw-request" });
    expect(group.try(stan, { kind: "withdraw-request" })).toEqual([]);
    expect(group.try(adam, { kind: "answer-request", userId: stan, accept: true })).toBe("NOT_FOUND");
    expect(group.try(adam, { kind: "answer-request", userId: stan, accept: false })).toEqual([]);
    group.do(stan, join);
    const yes = { kind: "answer-request", userId: stan, accept: true } as const;
    expect(group.together([adam, yes], [olga, yes]).map(codeOf)).toEqual(["done", "done"]);
  });

  it("[GROUP-10] coming in another way, or a ban, ends the request", () => {
    const added = asking();
    added.do(mona, add(stan));
    expect(added.state.requests.size).toBe(0);
    const banned = asking();
    banned.do(adam, { kind: "ban", userId: stan });
    expect(banned.state.requests.size).toBe(0);
  });

  it("[GROUP-5] a request that finds the group full stays", () => {
    const group = asking();
    group.limits = { LIMIT_GROUP_MEMBERS: 5 };
    expect(group.try(adam, { kind: "answer-request", userId: stan, accept: true })).toBe("GROUP_FULL");
    expect(group.state.requests.size).toBe(1);
  });

  it("[GROUP-11] keeps no more requests than it may", () => {
    const group = climbers({ joinPolicy: "approval" });
    const many = Array.from({ length: wireLimits.maxJoinRequests }, (_, index) => [person(index), join] as const);
    expect(new Set(group.together(...many).map(codeOf))).toEqual(new Set(["done"]));
    expect(group.try(stan, join)).toBe("TOO_MANY");
    expect(group.try(person(0), join)).toEqual([]);
  });
});

describe("joining by password", () => {
  const locked = (): TestGroup => {
    const group = climbers();
    group.do(olga, { kind: "edit-settings", settings: { joinPolicy: "password" }, passwordHash: "hash" });
    return group;
  };
  const hashFor = (group: TestGroup, userId: UserId): unknown => findPasswordHash(new GroupDraft(group.state), userId);

  it("[GROUP-13] lets in who had the right one, and nobody after it was changed", () => {
    const group = locked();
    const [changed, late, next] = group.together(
      [olga, { kind: "edit-settings", settings: {}, passwordHash: "other" }],
      [stan, { kind: "join", passwordHash: "hash" }],
      [stan, { kind: "join", passwordHash: "other" }],
    );
    expect([changed, late, next].map((decision) => decision && codeOf(decision))).toEqual([
      "done",
      "WRONG_PASSWORD",
      "done",
    ]);
    expect(next).toMatchObject({ events: [{ change: { how: "password" } }], done: { joined: [stan] } });
    expect(group.roleOf(stan)).toBe("member");
  });

  it("[GROUP-13] the hash is handed out only where a password opens, and to nobody who is banned", () => {
    const group = locked();
    expect(hashFor(group, stan)).toEqual({ passwordHash: "hash" });
    expect(hashFor(group, mona)).toEqual({ refusal: { code: "JOIN_NOT_ALLOWED" } });
    group.do(adam, { kind: "ban", userId: stan });
    expect(hashFor(group, stan)).toEqual({ refusal: { code: "BANNED" } });
    group.do(adam, { kind: "edit-settings", settings: { joinPolicy: "free" } });
    expect(hashFor(group, person("sue"))).toEqual({ refusal: { code: "JOIN_NOT_ALLOWED" } });
    group.do(olga, { kind: "dissolve" });
    expect(hashFor(group, person("sue"))).toEqual({ refusal: { code: "CONVERSATION_NOT_FOUND" } });
  });
});
