// Links that let in whoever holds them.
import { describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { GroupLink, GroupOp } from "../../schema/rpc/group.ts";
import { linksFor } from "../../durable-objects/group/group-views.ts";
import { findWorkingLink } from "../../durable-objects/group/links.ts";
import { adam, climbers, codeOf, mike, mona, olga, person, stan, type TestGroup } from "../support/test-group.ts";

type MakeLink = Extract<GroupOp, { kind: "make-link" }>;
const makeLink = (name: string, bounds: Partial<MakeLink> = {}): MakeLink => ({
  kind: "make-link",
  linkId: `id-${name}`,
  token: `token-${name}`,
  expiresAt: null,
  maxUses: null,
  ...bounds,
});
/** As many names of links as one member may have. */
const namesOf = (maker: UserId): string[] =>
  Array.from({ length: wireLimits.maxLinksPerMember }, (_, index) => `${maker}-${index}`);
const joinBy = (name: string): GroupOp => ({ kind: "join", linkToken: `token-${name}` });

describe("a link", () => {
  it.each(["free", "approval", "password", "link"] as const)(
    "[GROUP-12] lets in at once where the way in is %s",
    (joinPolicy) => {
      const group = climbers();
      group.do(olga, { kind: "edit-settings", settings: { joinPolicy }, passwordHash: "hash" });
      group.do(mona, makeLink("a"));
      expect(group.try(stan, joinBy("a"))).toEqual([{ kind: "joined", how: "link", role: "member" }]);
      expect(group.state.links.get("id-a")).toEqual({
        linkId: "id-a",
        token: "token-a",
        createdBy: mona,
        expiresAt: null,
        maxUses: null,
        uses: 1,
      });
    },
  );

  it("[GROUP-12] lets nobody into a closed group", () => {
    const group = climbers({ joinPolicy: "closed" });
    group.do(olga, makeLink("a"));
    expect(group.try(stan, joinBy("a"))).toBe("JOIN_NOT_ALLOWED");
  });

  it("[GROUP-12] is used by as many as it may: two at once for the last use are one in, one refused", () => {
    const group = climbers();
    group.do(olga, makeLink("a", { maxUses: 1 }));
    const outcomes = group.together([stan, joinBy("a")], [person("sue"), joinBy("a")]);
    expect(outcomes.map(codeOf)).toEqual(["done", "LINK_NOT_VALID"]);
    expect([group.roleOf(person("sue")), group.state.links.get("id-a")?.uses]).toEqual([null, 1]);
  });

  it("[GROUP-12] is not used up by who is in already, nor by who is refused", () => {
    const group = climbers();
    group.do(olga, makeLink("a", { maxUses: 1 }));
    group.do(adam, { kind: "ban", userId: stan });
    expect(group.together([mona, joinBy("a")], [stan, joinBy("a")]).map(codeOf)).toEqual(["done", "BANNED"]);
    expect(group.state.links.get("id-a")?.uses).toBe(0);
  });

  it("[GROUP-12] works until it expires, not at that moment", () => {
    const group = climbers();
    group.do(olga, makeLink("a", { expiresAt: group.now + 1_000 }));
    group.now += 999;
    expect(codeOf(group.do(stan, joinBy("a")))).toBe("done");
    group.now += 1;
    expect(group.try(person("sue"), joinBy("a"))).toBe("LINK_NOT_VALID");
  });

  it("[GROUP-12] is known by its own token: another's counts for another, a guess for none", () => {
    const group = climbers();
    group.together([olga, makeLink("a")], [olga, makeLink("b", { maxUses: 1 })]);
    const outcomes = group.together([stan, joinBy("b")], [person("sue"), joinBy("b")], [person("sue"), joinBy("c")]);
    expect(outcomes.map(codeOf)).toEqual(["done", "LINK_NOT_VALID", "LINK_NOT_VALID"]);
    expect([...group.state.links.values()].map(({ uses }) => uses)).toEqual([0, 1]);
  });

  it("[GROUP-12] that was revoked or never was lets nobody in, also in a free group", () => {
    const group = climbers({ joinPolicy: "free" });
    group.do(olga, makeLink("a"));
    const outcomes = group.together(
      [olga, { kind: "revoke-link", linkId: "id-a" }],
      [stan, joinBy("a")],
      [stan, joinBy("b")],
    );
    expect(outcomes.map(codeOf)).toEqual(["done", "LINK_NOT_VALID", "LINK_NOT_VALID"]);
  });
});

describe("making and revoking", () => {
  it("[GROUP-12] makes the same link once, and none that could never work", () => {
    const group = climbers();
    group.do(mona, makeLink("a"));
    group.do(stan, joinBy("a"));
    expect(group.try(mona, makeLink("a"))).toEqual([]);
    expect(group.state.links.get("id-a")?.uses).toBe(1);
    expect(group.try(mona, makeLink("b", { expiresAt: group.now }))).toBe("INVALID_REQUEST");
    expect(group.try(mona, makeLink("b", { maxUses: 0 }))).toBe("INVALID_REQUEST");
  });

  it("[GROUP-1] members revoke what they made, admins everything; what is gone counts as revoked", () => {
    const group = climbers();
    group.together([mona, makeLink("a")], [mona, makeLink("b")]);
    const revoke = { kind: "revoke-link", linkId: "id-a" } as const;
    expect(group.try(mike, revoke)).toBe("FORBIDDEN");
    expect(group.try(mona, revoke)).toEqual([]);
    expect(group.try(mona, revoke)).toEqual([]);
    expect(group.try(adam, { kind: "revoke-link", linkId: "id-b" })).toEqual([]);
    expect(group.state.links.size).toBe(0);
  });

  it("[GROUP-11] keeps no more links than it may; those that work no longer make room", () => {
    const group = climbers();
    const soon = group.now + 1_000;
    const makers = Array.from({ length: wireLimits.maxLinks / wireLimits.maxLinksPerMember }, (_, n) => person(n));
    group.do(olga, { kind: "add-members", userIds: makers });
    const many = makers.flatMap((maker) =>
      namesOf(maker).map((name) => [maker, makeLink(name, { expiresAt: soon })] as const),
    );
    expect(new Set(group.together(...many).map(codeOf))).toEqual(new Set(["done"]));
    expect(group.try(olga, makeLink("more"))).toBe("TOO_MANY");
    group.now = soon;
    expect(group.try(olga, makeLink("more"))).toEqual([]);
    expect([...group.store.load().links.keys()]).toEqual(["id-more"]);
  });

  it("[GROUP-53] a member has as many as one may have; those that work no longer make room", () => {
    const group = climbers();
    const soon = group.now + 1_000;
    const own = namesOf(mona).map((name) => [mona, makeLink(name, { expiresAt: soon })] as const);
    expect(new Set(group.together(...own).map(codeOf))).toEqual(new Set(["done"]));
    expect(group.try(mona, makeLink("more"))).toBe("TOO_MANY");
    // The same one again is the same one, and others are not hindered.
    expect(group.try(mona, own[0]?.[1] ?? makeLink("none"))).toEqual([]);
    expect(group.try(mike, makeLink("of-mike"))).toEqual([]);
    expect(group.try(mona, { kind: "revoke-link", linkId: own[0]?.[1].linkId ?? "" })).toEqual([]);
    expect(group.try(mona, makeLink("more"))).toEqual([]);
    group.now = soon;
    expect(group.try(mona, makeLink("later"))).toEqual([]);
    expect([...group.store.load().links.keys()].toSorted()).toEqual(["id-later", "id-more", "id-of-mike"]);
  });
});

describe("[GROUP-53] the links of a member", () => {
  /** Makes Mona an admin, who makes a link; the owner has one too. */
  function withLinks(): TestGroup {
    const group = climbers({ mayInvite: "admins" });
    group.together(
      [olga, { kind: "set-role", userId: mona, role: "admin" }],
      [mona, makeLink("hers")],
      [olga, makeLink("other")],
    );
    return group;
  }

  const ends: readonly (readonly [string, UserId, GroupOp])[] = [
    ["leaves", mona, { kind: "leave" }],
    ["is removed", olga, { kind: "remove-member", userId: mona }],
    ["is banned", olga, { kind: "ban", userId: mona }],
    ["may invite no more, by their role", olga, { kind: "set-role", userId: mona, role: "member" }],
  ];

  it.each(ends)("are gone when their maker %s, and do not come back", (_how, actorId, op) => {
    const group = withLinks();
    expect(group.together([actorId, op], [stan, joinBy("hers")]).map(codeOf)).toEqual(["done", "LINK_NOT_VALID"]);
    group.together(
      [olga, { kind: "unban", userId: mona }],
      [olga, { kind: "add-members", userIds: [mona] }],
      [olga, { kind: "set-role", userId: mona, role: "admin" }],
    );
    expect(group.try(stan, joinBy("hers"))).toBe("LINK_NOT_VALID");
    expect([...group.store.load().links.keys()]).toEqual(["id-other"]);
    expect(codeOf(group.do(stan, joinBy("other")))).toBe("done");
  });

  it("are gone when a setting takes the right from members, and those of admins stay", () => {
    const group = climbers();
    group.together([mona, makeLink("hers")], [adam, makeLink("other")]);
    group.do(adam, { kind: "edit-settings", settings: { mayInvite: "admins" } });
    expect(group.try(stan, joinBy("hers"))).toBe("LINK_NOT_VALID");
    expect(linksFor(group.state, olga, group.now).map(({ linkId }) => linkId)).toEqual(["id-other"]);
    group.do(adam, { kind: "edit-settings", settings: { mayInvite: "members" } });
    expect(group.try(stan, joinBy("hers"))).toBe("LINK_NOT_VALID");
    expect(codeOf(group.do(stan, joinBy("other")))).toBe("done");
  });

  it("that earlier code left behind work no more, whatever happens to their makers later", () => {
    const group = climbers();
    group.together([mona, makeLink("mona")], [mike, makeLink("mike")], [olga, makeLink("olga")]);
    const { links } = group.state;
    group.together([mona, { kind: "leave" }], [adam, { kind: "edit-settings", settings: { mayInvite: "admins" } }]);
    // Earlier code deleted no link.
    group.state = { ...group.state, links };
    const all = ["mona", "mike", "olga"];
    const known = (): (string | undefined)[] =>
      all.map((name) => findWorkingLink(group.state, `token-${name}`, group.now)?.linkId);
    expect(known()).toEqual([undefined, undefined, "id-olga"]);
    expect(linksFor(group.state, olga, group.now).map(({ linkId }) => linkId)).toEqual(["id-olga"]);
    expect(group.together([stan, joinBy("mona")], [stan, joinBy("mike")]).map(codeOf)).toEqual([
      "LINK_NOT_VALID",
      "LINK_NOT_VALID",
    ]);
    group.together(
      [olga, { kind: "add-members", userIds: [mona] }],
      [olga, { kind: "set-role", userId: mona, role: "admin" }],
      [olga, { kind: "set-role", userId: mike, role: "admin" }],
    );
    expect(known()).toEqual([undefined, undefined, "id-olga"]);
  });

  it("more than five of earlier code go on working, and make no room", () => {
    const group = climbers();
    const link = (n: number): GroupLink => ({
      linkId: `id-${n}`,
      token: `token-${n}`,
      createdBy: mona,
      expiresAt: null,
      maxUses: null,
      uses: 0,
    });
    const links = new Map(Array.from({ length: 8 }, (_, n) => [`id-${n}`, link(n)]));
    group.state = { ...group.state, links };
    expect(group.try(mona, makeLink("more"))).toBe("TOO_MANY");
    expect(codeOf(group.do(stan, joinBy("7")))).toBe("done");
  });
});
