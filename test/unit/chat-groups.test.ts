// What happens in a group, as lines on the terminal: nothing that others wrote gets through to it.
import { expect, it } from "vitest";
import type { GroupChange } from "../../schema/protocol/events/group-changed.ts";
import type { MemberChange } from "../../schema/protocol/events/member-changed.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import {
  groupLine,
  peopleOf,
  previewOf,
  unknownLine,
  writtenOf,
  type GroupEvent,
} from "../../apps/terminal/chat-group-lines.ts";
import { lineOf as shown } from "../../apps/terminal/lines/line.ts";
import { endlessSilenceMs } from "../../apps/text/silence-end.ts";
import { groupId } from "../../schema/protocol/examples/story.ts";

const [ada, bob] = ["user_ada", "user_bob"] as [UserId, UserId];
const nameOf = (id: UserId): string => id.slice("user_".length);
const place = { conversationId: groupId, seq: 1, actorId: ada, createdAt: 0 };
const changed = (change: GroupChange): GroupEvent => ({ type: "group-changed", ...place, change });
const members = (change: MemberChange, userIds = [bob]): GroupEvent => ({
  type: "member-changed",
  ...place,
  userIds,
  change,
});
const lineOf = (event: GroupEvent): string => groupLine(event, nameOf).replace(/^.*? — /, "");

const hostile = "a\u001b[2J\r\n> you: pwned\u202e";
const harmless = "a\uFFFD[2J\n    > you: pwned";

it.each<[GroupEvent, string]>([
  [changed({ kind: "info", name: hostile, description: hostile, avatar: hostile }), "changed name: "],
  [changed({ kind: "announcement", text: hostile }), "announces: "],
  [members({ kind: "nickname", nickname: hostile }), "goes by "],
])("[SDK-20] texts of others are harmless: %#", (event, said) => {
  const line = lineOf(event);
  expect(line).toContain(said + harmless);
  expect(line).not.toContain("\u001b");
  expect(line).not.toContain("\u202e");
});

it.each<[GroupEvent, string]>([
  [members({ kind: "joined", how: "created", role: "member" }), "in it: bob"],
  [members({ kind: "joined", how: "added", role: "member" }), "ada added bob"],
  [members({ kind: "joined", how: "approved", role: "member" }), "ada accepted bob"],
  [members({ kind: "joined", how: "free", role: "member" }), "bob came in"],
  [members({ kind: "joined", how: "password", role: "member" }), "bob came in by password"],
  [members({ kind: "left" }), "bob left"],
  [members({ kind: "removed", banned: false }), "ada removed bob"],
  [members({ kind: "removed", banned: true }), "ada banned bob"],
  [members({ kind: "role", role: "admin" }), "bob: admin now, by ada"],
  [members({ kind: "silenced", silencedUntil: null }), "ada lets bob write again"],
  [members({ kind: "silenced", silencedUntil: endlessSilenceMs }), "ada silenced bob until someone ends it"],
  [members({ kind: "nickname", nickname: "" }), "bob goes by no nickname"],
  [
    changed({ kind: "settings", maySend: "admins", historyVisible: true }),
    "ada set maySend: admins, historyVisible: true",
  ],
  [changed({ kind: "announcement", text: "" }), "ada removed the announcement"],
  [changed({ kind: "all-silenced", allSilenced: true }), "ada silenced everyone but admins"],
  [changed({ kind: "all-silenced", allSilenced: false }), "ada lets everyone write again"],
  [changed({ kind: "dissolved" }), "ada dissolved the group"],
])("[SDK-27] [WEB-141] a line says what happened: %#", (event, said) => {
  expect(lineOf(event)).toBe(said);
});

it("[EVOLVE-7] what this version does not know is shown by its fallback, or by a sentence", () => {
  const unknown = { kind: "promoted", rank: 7 } as never;
  for (const event of [changed(unknown), members(unknown)]) {
    expect(lineOf(event)).toBe("something that this version cannot show");
    expect(lineOf({ ...event, fallback: hostile })).toBe(harmless);
  }
  expect([unknownLine(undefined), unknownLine(""), unknownLine(hostile)]).toEqual([
    "something that this version cannot show",
    "something that this version cannot show",
    harmless,
  ]);
  const texts = ["text", "dice"].flatMap((type) => [
    shown({ head: "", written: writtenOf({ type, text: hostile }, []) }),
    previewOf({ type, text: "" }),
  ]);
  expect(texts).toEqual([harmless, "a blank message", harmless, "something that this version cannot show"]);
});

it("[TEXT-35] a blank message of an earlier version is shown as one", () => {
  for (const text of ["", " \n", "\u200B\u3164", "\u2800"]) {
    const content = { type: "text", text };
    expect(shown({ head: "bob: ", written: writtenOf(content, []) })).toBe("bob: a blank message");
    expect(previewOf(content)).toBe("a blank message");
  }
});

it("[KIND-2] of a removed message it says so, whatever text it has left", () => {
  for (const text of ["", "This message was removed."]) {
    expect(shown({ head: "bob: ", written: writtenOf({ type: "gone", text }, []) })).toBe("bob: a deleted message");
    expect(previewOf({ type: "gone", text })).toBe("a deleted message");
  }
});

it("[SDK-27] of hundreds who come together ten are named, and asked for", () => {
  const many = Array.from({ length: 500 }, (_, i) => `user_${i}` as UserId);
  const event = members({ kind: "joined", how: "added", role: "member" }, many);
  expect(peopleOf(event)).toHaveLength(11);
  expect(lineOf(event)).toBe("ada added 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 490 others");
});
