// Removals, bans and mutes.
import { describe, expect, it } from "vitest";
import { maySend } from "../../durable-objects/group/judging.ts";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import type { Refusal } from "../../schema/protocol/errors.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, anna, climbers, codeOf, mike, mona, olga, person, stan, type TestGroup } from "../support/test-group.ts";

describe("removing", () => {
  it("[GROUP-16] is one event, the last that they see; they may join again", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "remove-member", userId: mona })).toEqual([{ kind: "removed", banned: false }]);
    expect(group.state.leavers.get(mona)?.intervals).toEqual([{ fromSeq: 1, toSeq: group.headSeq }]);
    expect(codeOf(group.do(mona, { kind: "join" }))).toBe("done");
  });

  it("[GROUP-14] the owner is removed by nobody", () => {
    const group = climbers();
    for (const userId of [adam, mona, olga]) {
      expect(group.try(userId, { kind: "remove-member", userId: olga })).toBe("FORBIDDEN");
      expect(group.try(userId, { kind: "ban", userId: olga })).toBe("FORBIDDEN");
    }
    expect(group.roleOf(olga)).toBe("owner");
  });

  it("[GROUP-22] two admins at once remove somebody once", () => {
    const remove = { kind: "remove-member", userId: mona } as const;
    expect(climbers().together([adam, remove], [anna, remove]).map(codeOf)).toEqual(["done", "MEMBER_NOT_FOUND"]);
  });
});

describe("banning", () => {
  it("[GROUP-9] removes a member with one event that says so", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "ban", userId: mona })).toEqual([{ kind: "removed", banned: true }]);
    expect([...group.state.bans.values()]).toEqual([{ userId: mona, bannedBy: adam, createdAt: group.now }]);
    expect(group.roleOf(mona)).toBeNull();
    expect(group.try(anna, { kind: "ban", userId: mona })).toEqual([]);
    expect(group.state.bans.get(mona)?.bannedBy).toBe(adam);
  });

  it("[GROUP-9] keeps out who is not in, without an event", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "ban", userId: stan })).toEqual([]);
    expect(group.try(stan, { kind: "join" })).toBe("BANNED");
    expect(group.state.leavers.has(stan)).toBe(false);
  });

  it("[GROUP-9] ends as often as one likes", () => {
    const group = climbers();
    group.do(adam, { kind: "ban", userId: stan });
    expect(group.try(anna, { kind: "unban", userId: stan })).toEqual([]);
    expect(group.try(anna, { kind: "unban", userId: stan })).toEqual([]);
    expect(group.state.bans.size).toBe(0);
  });

  it("[GROUP-11] keeps no more bans than it may, and a member who cannot be banned stays in", () => {
    const group = climbers();
    const many = Array.from(
      { length: wireLimits.maxBans },
      (_, n) => [adam, { kind: "ban", userId: person(n) }] as const,
    );
    expect(new Set(group.together(...many).map(codeOf))).toEqual(new Set(["done"]));
    expect(group.try(adam, { kind: "ban", userId: mona })).toBe("TOO_MANY");
    expect(group.roleOf(mona)).toBe("member");
  });
});

describe("muting", () => {
  const judge = (group: TestGroup, userId: UserId, mentionsAll = false): Refusal | null =>
    maySend(new GroupDraft(group.state), userId, { mentionsAll }, group.now);

  it("[GROUP-17] keeps one from writing until its time, and says how long", () => {
    const group = climbers();
    const silencedUntil = group.now + 60_000;
    expect(group.try(adam, { kind: "silence", userId: mona, silencedUntil })).toEqual([
      { kind: "silenced", silencedUntil },
    ]);
    group.now += 20_000;
    expect(judge(group, mona)).toEqual({ code: "MUTED", retryAfterMs: 40_000 });
    group.now = silencedUntil;
    expect(judge(group, mona)).toBeNull();
  });

  it("[GROUP-17] the same again makes no event, nor does ending what has ended", () => {
    const group = climbers();
    const silencedUntil = group.now + 60_000;
    group.do(adam, { kind: "silence", userId: mona, silencedUntil });
    expect(group.try(adam, { kind: "silence", userId: mona, silencedUntil })).toEqual([]);
    expect(group.try(adam, { kind: "silence", userId: mona, silencedUntil: group.now })).toEqual([
      { kind: "silenced", silencedUntil: null },
    ]);
    expect(group.try(adam, { kind: "silence", userId: mona, silencedUntil: null })).toEqual([]);
    group.do(adam, { kind: "silence", userId: mona, silencedUntil });
    group.now = silencedUntil;
    expect(group.try(adam, { kind: "silence", userId: mona, silencedUntil: null })).toEqual([]);
  });

  it("[GROUP-17] meets admins too, and nobody gets rid of it by leaving", () => {
    const group = climbers();
    const silencedUntil = group.now + 60_000;
    group.together(
      [olga, { kind: "silence", userId: adam, silencedUntil }],
      [adam, { kind: "silence", userId: mona, silencedUntil }],
      [mona, { kind: "leave" }],
    );
    group.state = group.store.load();
    group.do(mona, { kind: "join" });
    expect([judge(group, adam)?.code, judge(group, mona)?.code]).toEqual(["MUTED", "MUTED"]);
  });

  it("[GROUP-18] all at once leaves admins and the owner their voice", () => {
    const group = climbers();
    expect(group.try(adam, { kind: "silence-all", allSilenced: true })).toEqual([
      { kind: "all-silenced", allSilenced: true },
    ]);
    expect(group.try(adam, { kind: "silence-all", allSilenced: true })).toEqual([]);
    expect([olga, adam, mona].map((userId) => judge(group, userId))).toEqual([null, null, { code: "MUTED" }]);
    group.do(anna, { kind: "silence-all", allSilenced: false });
    expect(judge(group, mona)).toBeNull();
  });

  it("[GROUP-18] a read-only group lets admins and the owner write, whoever is muted besides", () => {
    const group = climbers({ maySend: "admins" });
    group.do(adam, { kind: "silence-all", allSilenced: true });
    expect([olga, adam, mona].map((userId) => judge(group, userId))).toEqual([null, null, { code: "READ_ONLY" }]);
  });

  it("[GROUP-18] a mute of all hides until when one is muted: it ends later or never", () => {
    const group = climbers();
    group.do(adam, { kind: "silence", userId: mona, silencedUntil: group.now + 60_000 });
    group.do(adam, { kind: "silence-all", allSilenced: true });
    expect(judge(group, mona)).toEqual({ code: "MUTED" });
  });

  it("[GROUP-18] who may write may not always mention everybody", () => {
    const group = climbers({ mayMentionAll: "admins" });
    expect([judge(group, mona, true), judge(group, adam, true)]).toEqual([{ code: "FORBIDDEN" }, null]);
    expect(judge(group, stan, true)).toEqual({ code: "CONVERSATION_NOT_FOUND" });
  });

  it("[GROUP-22] who was muted in the same flush is refused from then on", () => {
    const group = climbers();
    const draft = new GroupDraft(group.state);
    expect(maySend(draft, mike, { mentionsAll: false }, group.now)).toBeNull();
    draft.editMember(mike, { silencedUntil: group.now + 1 });
    expect(maySend(draft, mike, { mentionsAll: false }, group.now)?.code).toBe("MUTED");
  });
});

describe("who may not write", () => {
  const silencedBy: readonly (readonly [string, string, (group: TestGroup) => unknown])[] = [
    [
      "silenced",
      "MUTED",
      (group) => group.do(adam, { kind: "silence", userId: mona, silencedUntil: group.now + 60_000 }),
    ],
    ["silenced with all", "MUTED", (group) => group.do(adam, { kind: "silence-all", allSilenced: true })],
    [
      "of a read-only group",
      "READ_ONLY",
      (group) => group.do(adam, { kind: "edit-settings", settings: { maySend: "admins" } }),
    ],
  ];
  const shown: readonly GroupOp[] = [
    { kind: "set-nickname", userId: mona, nickname: "Buy here" },
    { kind: "set-nickname", userId: mona, nickname: "" },
    { kind: "announce", text: "Buy here" },
    { kind: "edit-info", info: { name: "Buy here" } },
  ];

  it.each(silencedBy)("[GROUP-51] being %s, shows nothing else of their own either", (_how, code, silence) => {
    const group = climbers({ mayEditInfo: "members" });
    group.do(mona, { kind: "set-nickname", userId: mona, nickname: "Mo" });
    silence(group);
    const { headSeq, state } = group;
    for (const op of shown) expect([op.kind, group.try(mona, op)]).toEqual([op.kind, code]);
    expect([group.headSeq, group.state]).toEqual([headSeq, state]);
    // Admins and the owner may, of themselves and of her.
    expect(group.try(adam, { kind: "set-nickname", userId: mona, nickname: "Mona" })).toHaveLength(1);
    expect(group.try(olga, { kind: "announce", text: "Tuesday" })).toHaveLength(1);
    // What shows others nothing of hers stays.
    expect(codeOf(group.do(mona, { kind: "leave" }))).toBe("done");
  });

  it("[GROUP-51] a silenced admin names, announces and renames nothing, and is told for how long", () => {
    const group = climbers();
    group.do(olga, { kind: "silence", userId: adam, silencedUntil: group.now + 60_000 });
    group.now += 20_000;
    const ops: GroupOp[] = [...shown, { kind: "set-nickname", userId: adam, nickname: "A" }];
    for (const op of ops) {
      expect(group.do(adam, op)).toEqual({ refusal: { code: "MUTED", retryAfterMs: 40_000 } });
    }
    // Who may not do it at all hears that.
    expect(group.try(mona, { kind: "announce", text: "Mine" })).toBe("FORBIDDEN");
    group.now += 40_000;
    expect(group.try(adam, { kind: "announce", text: "Mine" })).toHaveLength(1);
  });
});
