// Links that let in whoever holds them.
import { describe, expect, it } from "vitest";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import { adam, climbers, codeOf, mike, mona, olga, person, stan } from "../support/test-group.ts";

type MakeLink = Extract<GroupOp, { kind: "make-link" }>;
const makeLink = (name: string, bounds: Partial<MakeLink> = {}): MakeLink => ({
  kind: "make-link",
  linkId: `id-${name}`,
  token: `token-${name}`,
  expiresAt: null,
  maxUses: null,
  ...bounds,
});
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
    const many = Array.from({ length: wireLimits.maxLinks }, (_, index) => makeLink(`${index}`, { expiresAt: soon }));
    group.together(...many.map((op) => [olga, op] as const));
    expect(group.try(olga, makeLink("more"))).toBe("TOO_MANY");
    group.now = soon;
    expect(group.try(olga, makeLink("more"))).toEqual([]);
    expect([...group.store.load().links.keys()]).toEqual(["id-more"]);
  });
});
