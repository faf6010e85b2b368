// Links to groups and people that were opened and not yet followed, and what the dialog of a group shows.
import { KlatchError, type ErrorCode, type GroupProfile } from "@klatch/sdk";
import { encode } from "uqr";
import { describe, expect, it } from "vitest";
import { invitationOf } from "../../apps/web/join/invitation-of.ts";
import { joinState, type Looked } from "../../apps/web/join/join-state.ts";
import { InvitationBook } from "../../apps/web/model/invitations.ts";
import { qrPath, quietSquares } from "../../apps/web/person-link/qr-path.ts";
import { parseRoute } from "../../apps/web/route/route.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { browserStorage } from "../support/browser-storage.ts";

const ada = "user_ada" as UserId;
const bob = "user_bob" as UserId;
const tea = `group_${"0".repeat(26)}`;
const link = `${tea}.${"x".repeat(32)}`;
const group = (token: string) => ({ kind: "group", token }) as const;

describe("invitations", () => {
  it("[WEB-134] are kept for each account, by the device, until they are dropped", () => {
    const device = browserStorage();
    const book = new InvitationBook(device);
    book.keep(ada, group(link));
    book.keep(ada, { ...group(link), name: "Tea", asked: true });
    const again = new InvitationBook(device);
    expect(again.of(ada)).toEqual([{ ...group(link), name: "Tea", asked: true }]);
    expect(again.of(bob)).toEqual([]);
    again.drop(ada, group(link));
    expect(new InvitationBook(device).of(ada)).toEqual([]);
  });

  it("[WEB-134] what came while nobody was signed in goes to who signs in next, and to nobody else", () => {
    const book = new InvitationBook(browserStorage());
    book.keep(null, group(link));
    book.keep(null, { kind: "person", token: "eve" });
    book.take(bob);
    book.take(ada);
    expect(book.of(bob).map(({ token }) => token)).toEqual(["eve", link]);
    expect(book.of(ada)).toEqual([]);
    expect(book.of(null)).toEqual([]);
  });

  it("[WEB-134] a group is one invitation, whatever link it came by; a person one, whatever the case", () => {
    const book = new InvitationBook(null);
    book.keep(ada, { ...group(link), name: "Tea" });
    book.keep(ada, group(tea));
    book.keep(ada, { kind: "person", token: "Eve" });
    book.keep(ada, { kind: "person", token: "eve" });
    expect(book.of(ada)).toMatchObject([{ token: "eve" }, { token: tea, name: "Tea" }]);
  });

  it("[WEB-134] who signs out leaves none, and a device keeps no more than 20 of one account", () => {
    const device = browserStorage();
    const book = new InvitationBook(device);
    for (let count = 0; count < 25; count++) book.keep(ada, { kind: "person", token: `person_${count}` });
    expect(book.of(ada)).toHaveLength(20);
    expect(book.of(ada)[0]?.token).toBe("person_24");
    book.forget(ada);
    expect([...device.kept.values()].join()).not.toContain("person_");
  });

  it("[WEB-134] what another version stored, or nobody, is no invitation", () => {
    for (const stored of ["[", "null", "[]", '{"user_ada":[{"kind":"tea"}],"user_bob":7}']) {
      const book = new InvitationBook({ getItem: () => stored, setItem: () => {} });
      expect(book.of(ada)).toEqual([]);
      book.keep(ada, group(link));
      expect(book.of(ada)).toHaveLength(1);
    }
  });

  it.each([
    [`#/join/${link}`, group(link)],
    [`#/join/${tea}`, group(tea)],
    ["#/u/ada_l", { kind: "person", token: "ada_l" }],
    ["#/u/%40ada_l", { kind: "person", token: "ada_l" }],
    ["#/join/tea", null],
    ["#/u/send%20me%20money", null],
    ["#/chats", null],
  ])("[WEB-134] %s", (address, invitation) => {
    expect(invitationOf(parseRoute(address))).toEqual(invitation);
  });
});

describe("the dialog of a group", () => {
  const profileWith = (joinPolicy: GroupProfile["joinPolicy"]): GroupProfile => ({
    id: tea as ConversationId,
    name: "Tea",
    description: "",
    avatar: "",
    memberCount: 3,
    joinPolicy,
  });
  const state = (looked: Partial<Looked>) => joinState({ token: tea, view: null, error: null, isIn: false, ...looked });
  const viewed = (joinPolicy: GroupProfile["joinPolicy"], more = {}) => ({
    view: { profile: profileWith(joinPolicy), ...more },
  });
  const refused = (code: ErrorCode) => ({ error: new KlatchError(code, "") });

  it("[WEB-135] shows the way in that the group has, and by a link any but a closed one", () => {
    for (const policy of ["free", "password", "approval"] as const) expect(state(viewed(policy)).kind).toBe(policy);
    expect(state(viewed("link"))).toEqual({ kind: "dead", why: "onlyLink" });
    for (const policy of ["free", "password", "approval", "link"] as const)
      expect(state({ ...viewed(policy), token: link }).kind).toBe("free");
    expect(state({ ...viewed("closed"), token: link })).toEqual({ kind: "dead", why: "closed" });
  });

  it("[WEB-135] says why there is none, and whether it is of use to try again", () => {
    expect(state({ ...refused("LINK_NOT_VALID"), token: link })).toEqual({ kind: "dead", why: "badLink" });
    expect(state({ ...refused("INVALID_REQUEST"), token: "group_x.y" })).toEqual({ kind: "dead", why: "badLink" });
    expect(state(refused("CONVERSATION_NOT_FOUND"))).toEqual({ kind: "dead", why: "gone" });
    expect(state({ ...viewed("free"), ...refused("GROUP_FULL") })).toEqual({ kind: "later", why: "full" });
    expect(state({ ...viewed("free"), ...refused("BANNED") })).toEqual({ kind: "dead", why: "banned" });
    expect(state(viewed("free", { banned: true }))).toEqual({ kind: "dead", why: "banned" });
    expect(state(refused("UNAVAILABLE"))).toEqual({ kind: "later", why: "failed" });
    // It is told below the field.
    expect(state({ ...viewed("password"), ...refused("WRONG_PASSWORD") })).toEqual({ kind: "password" });
  });

  it("[WEB-135] a request that waits is shown, until its author is a member", () => {
    expect(state(viewed("approval", { requested: true }))).toEqual({ kind: "asked" });
    expect(state({ ...viewed("approval", { requested: true }), isIn: true })).toEqual({ kind: "in" });
    expect(state({})).toEqual({ kind: "loading" });
  });
});

it("[WEB-136] the path of a QR code has exactly its dark squares, behind a quiet zone", () => {
  const { data } = encode("https://klatch.example/#/u/ada", { ecc: "M", border: 0 });
  const drawn = data.map((row) => row.map(() => false));
  for (const [, x = "", y = "", width = ""] of qrPath(data).matchAll(/M(\d+) (\d+)h(\d+)v1H\1z/g))
    drawn[Number(y) - quietSquares]?.fill(true, Number(x) - quietSquares, Number(x) - quietSquares + Number(width));
  expect(drawn).toEqual(data);
});
