// What the switcher offers for a typed text, in which order.
import { describe, expect, it } from "vitest";
import type { ConversationEntry, ConversationId, User, UserId } from "@klatch/sdk";
import { choicesFor, keyOfChoice, type Place } from "../../apps/web/switcher/choices.ts";
import type { KnownPerson } from "../../apps/web/people-search/known-people.ts";

const person = (username: string, name: string, ...nicknames: readonly string[]): KnownPerson => {
  const user: User = { id: `user_${username}` as UserId, username, displayName: name, createdAt: 0 };
  return { user, name, nicknames };
};
const entry = (id: string, peerId?: string): ConversationEntry => ({
  id: id as ConversationId,
  kind: peerId === undefined ? "group" : "direct",
  ...(peerId !== undefined && { peerId: peerId as UserId }),
  headSeq: 1,
  cursorSeq: 1,
  unread: 0,
  preview: null,
  activeAt: 0,
  inboxVersion: 1,
});
const titles: Readonly<Record<string, string>> = { tea: "Tea room", ring: "Settlers’ ring", ada: "Ada Adams" };
const people = [person("ada", "Ada Adams", "Captain"), person("bob", "Bob Tell"), person("teabag", "Somebody")];
const place = (key: string, label: string, also = "", isCommon = false): Place => ({ key, label, also, isCommon });
const places = [
  place("settings", "Settings", "preferences", true),
  place("devices", "Devices", "signed in"),
  place("out", "Sign out", "log out, leave"),
];

const offered = (text: string): readonly string[] =>
  choicesFor(text, {
    entries: [entry("tea"), entry("ring"), entry("ada", "user_ada")],
    people,
    places,
    titleOf: ({ id }) => titles[id] ?? "",
  }).map(keyOfChoice);

describe("the switcher", () => {
  it.each([
    ["", ["tea", "ring", "ada", "place:settings"]],
    ["tea", ["tea", "user_teabag", "@tea"]],
    ["capt", ["ada", "@capt"]],
    ["ada", ["ada"]],
    ["bob", ["user_bob"]],
    // Of the two that begin with it the conversation comes first.
    ["sett", ["ring", "place:settings", "@sett"]],
    ["log out", ["place:out"]],
    // What is called so, before what other words find.
    ["sign", ["place:out", "place:devices", "@sign"]],
    ["pref", ["place:settings", "@pref"]],
    ["@te", ["user_teabag"]],
    ["@tea", ["@tea", "user_teabag"]],
    ["@ada", ["ada"]],
    // Letters in order, after the person whom the server may know.
    ["tearm", ["@tearm", "tea"]],
    ["no such thing", []],
  ])("[WEB-154] offers for %j, best first", (text, keys) => {
    expect(offered(text)).toEqual(keys);
  });

  it("[WEB-154] names each person once, also one with whom there is a conversation", () => {
    for (const text of ["a", "ad", "adams", "captain"]) expect(new Set(offered(text)).size).toBe(offered(text).length);
    expect(offered("adams")).not.toContain("user_ada");
  });
});
