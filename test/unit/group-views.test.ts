// What a group tells of itself, to whom.
import { describe, expect, it } from "vitest";
import { describeGroup, linksFor, pageOfMembers, profileOf } from "../../durable-objects/group/group-views.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { adam, anna, climbers, groupId, info, mike, mona, olga, stan } from "../support/test-group.ts";
import { freeSettings } from "../support/group-settings.ts";

it("[GROUP-25] anyone may know name, size and way in; members see settings, announcement and themselves besides", () => {
  const group = climbers();
  const profile = { id: groupId, ...info, memberCount: 5, joinPolicy: "free" };
  expect(profileOf(groupId, group.state)).toEqual(profile);
  expect(describeGroup(groupId, group.state, stan)).toBeNull();
  expect(describeGroup(groupId, group.state, mona)).toEqual({
    ...profile,
    ownerId: olga,
    settings: freeSettings,
    allSilenced: false,
    announcement: null,
    self: { userId: mona, role: "member", nickname: "", silencedUntil: null, joinedSeq: 1 },
  });
});

it("[GROUP-20] the announcement is the newest one, until it is taken down", () => {
  const group = climbers();
  group.do(adam, { kind: "announce", text: "Saturday" });
  expect(describeGroup(groupId, group.state, mona)?.announcement).toMatchObject({ text: "Saturday", authorId: adam });
  group.do(adam, { kind: "announce", text: "" });
  expect(describeGroup(groupId, group.state, mona)?.announcement).toBeNull();
});

describe("members", () => {
  const idsOf = (members: readonly { userId: UserId }[]): UserId[] => members.map(({ userId }) => userId);

  it("[GROUP-25] are listed page by page in the order of their ids, each of them once", () => {
    const { state } = climbers();
    const first = pageOfMembers(state, { limit: 2 });
    expect([idsOf(first.items), first.next]).toEqual([[adam, anna], anna]);
    const second = pageOfMembers(state, { limit: 2, after: anna });
    expect([idsOf(second.items), second.next]).toEqual([[mike, mona], mona]);
    const last = pageOfMembers(state, { limit: 2, after: mona });
    expect([idsOf(last.items), last.next]).toEqual([[olga], null]);
    expect(pageOfMembers(state, { limit: 5 }).next).toBeNull();
  });

  it("[GROUP-25] are found by role and by the start of a nickname or an id, whatever its case", () => {
    const group = climbers();
    group.do(mona, { kind: "set-nickname", userId: mona, nickname: "Älpler" });
    const found = (query: { role?: "admin" | "owner"; prefix?: string }): UserId[] =>
      idsOf(pageOfMembers(group.state, { ...query, limit: 10 }).items);
    expect(found({ role: "admin" })).toEqual([adam, anna]);
    expect(found({ prefix: "äL" })).toEqual([mona]);
    expect(found({ prefix: "USER_M" })).toEqual([mike, mona]);
    expect(found({ role: "owner", prefix: "user_a" })).toEqual([]);
  });
});

it("[GROUP-1] links that work are listed to admins, to a member their own", () => {
  const group = climbers();
  const forever = { expiresAt: null, maxUses: null };
  group.together(
    [mona, { kind: "make-link", linkId: "by-mona", token: "1", ...forever }],
    [olga, { kind: "make-link", linkId: "by-olga", token: "2", ...forever }],
    [olga, { kind: "make-link", linkId: "short", token: "3", expiresAt: group.now + 1, maxUses: null }],
  );
  const listed = (userId: UserId): string[] => linksFor(group.state, userId, group.now + 1).map(({ linkId }) => linkId);
  expect([listed(adam), listed(mona), listed(mike), listed(stan)]).toEqual([
    ["by-mona", "by-olga"],
    ["by-mona"],
    [],
    [],
  ]);
});
