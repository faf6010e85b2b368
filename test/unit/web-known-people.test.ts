// Whom a few typed letters find, among the people that the device knows and on the server.
import { describe, expect, it } from "vitest";
import type { User, UserId } from "@klatch/sdk";
import {
  keyOfOption,
  endedName,
  pastedUsernames,
  personOptions,
  typedUsername,
  type KnownPerson,
} from "../../apps/web/people-search/known-people.ts";
import { matchRank } from "../../apps/text/match-names.ts";

const person = (username: string, name: string, ...nicknames: readonly string[]): KnownPerson => {
  const user: User = { id: `user_${username}` as UserId, username, displayName: name, createdAt: 0 };
  return { user, name, nicknames };
};
const people = [
  person("adam_b", "Adam Smith"),
  person("zoe", "Zoë Adams", "Captain"),
  person("ada", "Nobody"),
  person("li", "李雷"),
];
const found = (text: string, without: readonly string[] = []): readonly string[] =>
  personOptions(people, text, new Set(without.map((name) => `user_${name}` as UserId)), 10).map((option) =>
    keyOfOption(option).replace("user_", ""),
  );

describe("people", () => {
  it.each([
    ["ada", ["ada", "adam_b", "zoe"]],
    ["ADA", ["ada", "adam_b", "zoe"]],
    ["smith", ["adam_b", "@smith"]],
    ["zoe", ["zoe"]],
    ["capt", ["zoe", "@capt"]],
    ["李", ["li"]],
    ["@adam", ["@adam", "adam_b"]],
    ["@captain", ["@captain"]],
    ["nobody at all", []],
    ["", ["adam_b", "zoe", "ada", "li"]],
  ])("[WEB-152] are found by name, nickname and username, a whole username first: %j", (text, keys) => {
    expect(found(text)).toEqual(keys);
  });

  it("[WEB-152] who are chosen already are neither offered nor looked for", () => {
    expect(found("ada", ["ada", "zoe"])).toEqual(["adam_b"]);
  });

  it("[WEB-4] letters with accents are found without them", () => {
    expect([matchRank("Émile Zola", "emile"), matchRank("Emile", "émi"), matchRank("Ёлка", "елка")]).toEqual([0, 0, 0]);
  });
});

it.each([
  ["ada", "ada"],
  [" @Ada_1 ", "Ada_1"],
  ["ab", null],
  ["ada b", null],
  ["@@ada", null],
  ["a".repeat(21), null],
])("[WEB-152] a username is asked for where one can be meant: %j", (text, username) => {
  expect(typedUsername(text)).toBe(username);
});

it.each([
  ["ada, @bob;eve\nmallory", ["ada", "bob", "eve", "mallory"]],
  ["ada、bob", ["ada", "bob"]],
  ["ada", null],
  ["ada and bob!", null],
  ["", null],
])("[WEB-153] a pasted list of usernames is one: %j", (text, names) => {
  expect(pastedUsernames(text)).toEqual(names);
});

it("[WEB-171] a comma or semicolon of any script ends a name, as Enter does", () => {
  for (const separator of "、，；､,;،؛፣᠂") {
    expect(endedName(`bob${separator}`), separator).toBe("bob");
    expect(endedName(` 张三 ${separator} `), separator).toBe(" 张三 ");
    expect(pastedUsernames(`bob${separator}carol`), separator).toEqual(["bob", "carol"]);
  }
  for (const text of ["", ",", " ,", "bob", "bob, carol", "\n，"]) expect(endedName(text), text).toBeNull();
});
