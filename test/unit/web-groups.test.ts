// What a person is told and offered: of the connection, of writing, of groups and who is in them.
import { describe, expect, it } from "vitest";
import type { Group, Member, Role } from "../../schema/protocol/group.ts";
import { newGroupId, newUserId, type UserId } from "../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../schema/protocol/sync.ts";
import { mayWrite, type GroupStanding } from "../../apps/web/composer/may-write.ts";
import { mentionAt, mentionMatches } from "../../apps/text/mentions/mention-search.ts";
import { mayInGroup, mayToMember } from "../../apps/web/details/permissions.ts";
import { groupAddress, isLinkToken, linkAddress, linkToken } from "../../apps/web/join/link-token.ts";
import { connectionState } from "../../apps/web/shell/connection-state.ts";
import { freeSettings } from "../support/group-settings.ts";

const nowMs = 1_795_000_000_000;
const hourMs = 3_600_000;
const id = newGroupId();
const [me, other] = [newUserId(), newUserId()];

const memberOf = (userId: UserId, role: Role, silencedUntil: number | null = null): Member => ({
  userId,
  role,
  nickname: "",
  silencedUntil,
  joinedSeq: 1,
});
const groupOf = (self: Member, changed: Partial<Group> = {}, settings: Partial<Group["settings"]> = {}): Group => ({
  id,
  name: "Walkers",
  description: "",
  avatar: "",
  memberCount: 2,
  joinPolicy: "free",
  ownerId: other,
  settings: {
    ...freeSettings,
    historyVisible: true,
    ...settings,
  },
  allSilenced: false,
  announcement: null,
  self,
  ...changed,
});
const entryOf = (kind: "direct" | "group", changed: Partial<ConversationEntry> = {}): ConversationEntry => ({
  id,
  kind,
  headSeq: 1,
  cursorSeq: 1,
  unread: 0,
  preview: null,
  activeAt: 0,
  inboxVersion: 1,
  ...changed,
});

it.each([
  [{ state: "live" }, true, "live"],
  [{ state: "live" }, false, "offline"],
  [{ state: "connecting" }, true, "connecting"],
  [{ state: "idle" }, true, "connecting"],
  [{ state: "connecting" }, false, "offline"],
  [{ state: "waiting", retryInMs: 2_000 }, true, "offline"],
  [{ state: "syncing" }, true, "syncing"],
  [{ state: "stopped", code: "REPLACED" }, false, "stopped"],
] as const)("[WEB-9] %j, online %s: %s", (status, isOnline, said) => {
  expect(connectionState(status as Parameters<typeof connectionState>[0], isOnline)).toBe(said);
});

describe("[WEB-10] writing", () => {
  const standing = (group: Group | null, changed: Partial<GroupStanding> = {}): GroupStanding => ({
    group,
    isOut: false,
    isDissolved: false,
    isPeerGone: false,
    ...changed,
  });
  const kindFor = (group: Group | null, changed: Partial<GroupStanding> = {}): string =>
    mayWrite(entryOf("group"), standing(group, changed), nowMs).kind;
  const member = memberOf(me, "member");

  it("is for those who are in, and while nothing is known", () => {
    expect(mayWrite(entryOf("direct"), standing(null), nowMs)).toEqual({ kind: "yes" });
    expect(mayWrite(entryOf("direct", { blocked: true }), standing(null), nowMs)).toEqual({ kind: "blocked" });
    expect(mayWrite(entryOf("direct"), standing(null, { isPeerGone: true }), nowMs)).toEqual({ kind: "gone" });
    expect(kindFor(groupOf(member))).toBe("yes");
    expect(kindFor(null)).toBe("yes");
  });

  it("ends with the group, and with being in it, whichever says so first", () => {
    expect(kindFor(groupOf(member), { isDissolved: true })).toBe("dissolved");
    expect(kindFor(null, { isOut: true, isDissolved: true })).toBe("dissolved");
    expect(kindFor(groupOf(member), { isOut: true })).toBe("left");
    expect(mayWrite(entryOf("group", { left: true }), standing(groupOf(member)), nowMs).kind).toBe("left");
  });

  it("[WEB-141] waits while one is silenced, and says until when, or that it lasts until someone ends it", () => {
    const silencedUntil = (until: number) =>
      mayWrite(entryOf("group"), standing(groupOf(memberOf(me, "admin", until))), nowMs);
    expect(silencedUntil(nowMs + hourMs)).toEqual({ kind: "silenced", until: nowMs + hourMs });
    expect(silencedUntil(nowMs + 200_000 * hourMs)).toEqual({ kind: "silenced", until: "endless" });
    expect(silencedUntil(nowMs - 1)).toEqual({ kind: "yes" });
  });

  it("is for admins where the group says so", () => {
    const [readOnly, allSilenced] = [
      (role: Role) => groupOf(memberOf(me, role), {}, { maySend: "admins" }),
      (role: Role) => groupOf(memberOf(me, role), { allSilenced: true }),
    ];
    expect([kindFor(readOnly("member")), kindFor(readOnly("admin"))]).toEqual(["read-only", "yes"]);
    expect([kindFor(allSilenced("member")), kindFor(allSilenced("owner"))]).toEqual(["all-silenced", "yes"]);
  });
});

it("[WEB-11] a link, its token or a group's address is found in what was pasted", () => {
  const token = `${id}.${"s".repeat(32)}`;
  const origin = "https://klatch.test";
  expect(linkToken(linkAddress(origin, token))).toBe(token);
  expect(linkToken(`Come in: ${linkAddress(origin, token)} 👋`)).toBe(token);
  expect(linkToken(groupAddress(origin, id))).toBe(id);
  expect([isLinkToken(token), isLinkToken(id)]).toEqual([true, false]);
  expect(linkToken("https://klatch.test/#/join/group_1")).toBeNull();
});

describe("[WEB-12] what is offered", () => {
  const owner = groupOf(memberOf(me, "owner"));
  const admin = groupOf(memberOf(me, "admin"));
  const member = groupOf(memberOf(me, "member"));

  it("to a member: what the settings leave to everyone, and the way out", () => {
    expect(mayInGroup(member, "add-members")).toBe(true);
    expect(mayInGroup(groupOf(member.self, {}, { mayInvite: "admins" }), "add-members")).toBe(false);
    expect(mayInGroup(member, "announce")).toBe(false);
    expect(mayInGroup(groupOf(member.self, {}, { mayEditInfo: "members" }), "announce")).toBe(true);
    for (const action of ["edit-settings", "answer-request", "bans", "silence-all", "dissolve"] as const)
      expect(mayInGroup(member, action), action).toBe(false);
    expect([member, admin, owner].map((group) => mayInGroup(group, "leave"))).toEqual([true, true, false]);
  });

  it("[GROUP-51] to who may not write: nothing that shows the others something of their own", () => {
    const mayAny = (group: Group): boolean[] => [
      mayInGroup(group, "announce", nowMs),
      mayInGroup(group, "edit-info", nowMs),
      mayToMember(group, "nickname", group.self, nowMs),
    ];
    const silenced = (role: Role, silencedUntil: number) => groupOf({ ...memberOf(me, role), silencedUntil });
    expect(mayAny(silenced("admin", nowMs + 1))).toEqual([false, false, false]);
    expect(mayAny(silenced("admin", nowMs))).toEqual([true, true, true]);
    const settings = { mayEditInfo: "members" } as const;
    expect(mayAny(groupOf(member.self, {}, settings))).toEqual([true, true, true]);
    expect(mayAny(groupOf(member.self, { allSilenced: true }, settings))).toEqual([false, false, false]);
    expect(mayAny(groupOf(member.self, {}, { ...settings, maySend: "admins" }))).toEqual([false, false, false]);
    expect(mayAny(groupOf(owner.self, { allSilenced: true }, { maySend: "admins" }))).toEqual([true, true, true]);
  });

  it("about others: only those below; roles and the group itself by the owner only", () => {
    for (const action of ["nickname", "silence", "remove", "ban"] as const) {
      expect(mayToMember(admin, action, memberOf(other, "member")), action).toBe(true);
      expect(mayToMember(admin, action, memberOf(other, "admin")), action).toBe(false);
      expect(mayToMember(owner, action, memberOf(other, "admin")), action).toBe(true);
    }
    expect(mayToMember(member, "nickname", member.self)).toBe(true);
    expect([admin, owner].map((group) => mayToMember(group, "transfer", memberOf(other, "member")))).toEqual([
      false,
      true,
    ]);
    expect(mayToMember(owner, "set-role", owner.self)).toBe(false);
    expect([admin, owner].map((group) => mayInGroup(group, "dissolve"))).toEqual([false, true]);
  });
});

describe("[WEB-13] mentions", () => {
  it("begin with an @ at the beginning of a word, in either script", () => {
    expect(mentionAt("hi @ad", 6)).toEqual({ start: 3, query: "ad" });
    expect(mentionAt("@", 1)).toEqual({ start: 0, query: "" });
    expect(mentionAt("你好，@小美", 6)).toEqual({ start: 3, query: "小美" });
    expect(mentionAt("mail ada@klatch", 15)).toBeNull();
    expect(mentionAt("@ada and", 8)).toBeNull();
  });

  it("[WEB-181] find who is meant by name, nickname or username, beginnings first", () => {
    const people = [
      { id: "1", name: "Canada Bill", username: "bill" },
      { id: "2", name: "Ada", username: "lovelace" },
      { id: "3", name: "王小美", username: "adamei" },
      { id: "4", name: "Bob", username: "bob" },
    ];
    expect(mentionMatches(people, "ADA", 9).map((person) => person.id)).toEqual(["2", "3", "1"]);
    const captain = [{ id: "5", name: "Captain", username: "jo", displayName: "María José" }];
    for (const query of ["capt", "jo", "maria", "jose"]) expect(mentionMatches(captain, query, 9)).toEqual(captain);
    expect(mentionMatches(captain, "mj", 9)).toEqual([]);
    expect(mentionMatches(people, "ada", 1).map((person) => person.id)).toEqual(["2"]);
  });
});
