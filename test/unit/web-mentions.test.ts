// Whom a text mentions when it is sent, which mentions the web client looks for in a text, and whose names it asks for.
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { mentionsIn, type Nameable } from "../../apps/web/composer/mentions-in-text.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { shownMentions } from "../../apps/web/markdown/shown-mentions.ts";

const strangers = Array.from({ length: 50 }, (_, n) => `stranger-${n}`);
const known = new Set(["ann", "bob"]);
const shown = (text: string, mentions: readonly string[]): readonly string[] =>
  shownMentions(text, mentions, (id) => known.has(id));

describe("[WEB-43] names of mentioned people", () => {
  it("are not asked for when the text has no @", () => {
    expect(shown("Look at this", strangers)).toEqual([]);
    expect(shown("Look at this", ["ann", ...strangers])).toEqual([]);
  });

  it("are asked for as often as the text has an @, in the order of the list", () => {
    expect(shown("@Cat and @Dog, look", strangers)).toEqual(["stranger-0", "stranger-1"]);
    expect(shown("@".repeat(80), strangers)).toEqual(strangers);
  });

  it("that are known are looked for wherever they stand in the list, and let nobody else be asked for", () => {
    expect(shown("@Bob", ["stranger-0", "stranger-1", "bob"])).toEqual(["stranger-0", "bob"]);
    expect(shown("@Ann and @Dog", ["ann", "stranger-0", "stranger-1"])).toEqual(["ann", "stranger-0"]);
  });
});

const member = (id: string, username: string, name = "", displayName = name): Nameable<string> => ({
  id,
  username,
  name,
  displayName,
});
const members = [
  member("ada", "ada", "Ada Lovelace"),
  member("ann", "ann_1", "Ann"),
  member("anna", "anna_2", "Anna"),
  member("lee", "lee_3", "Ann Lee"),
  member("mei", "mei_4", "小美", "王小美"),
  member("alex1", "alex_5", "Alex"),
  member("alex2", "alex_6", "Alex"),
  member("eve", "eve_7", "ada"),
];
const all = { id: "all", names: ["all", "所有人"] };
const mentioned = (
  text: string,
  chosen: Readonly<Record<string, string>> = {},
  everybody: typeof all | null = null,
  limit = 50,
): readonly string[] => mentionsIn({ text, members, chosen: new Map(Object.entries(chosen)), all: everybody, limit });

describe("[WEB-102] a text that is sent mentions", () => {
  it("members by username and by each of their names, whatever the case", () => {
    expect(mentioned("@ada, @ANN_1 and @ann lee: look, @小美")).toEqual(["ada", "ann", "lee", "mei"]);
    expect(mentioned("@王小美")).toEqual(["mei"]);
  });

  it("the longest name that stands there", () => {
    expect(mentioned("@Ann Lee")).toEqual(["lee"]);
    expect(mentioned("@Ann Leeds")).toEqual(["ann"]);
    expect(mentioned("@Anna")).toEqual(["anna"]);
    expect(mentioned("@Annabel")).toEqual([]);
    expect(mentioned("@Ann. @Anna!")).toEqual(["ann", "anna"]);
  });

  it("nobody by an e-mail address, a path, an address elsewhere or code", () => {
    expect(mentioned("ada@ada.example, mail@ann_1")).toEqual([]);
    expect(mentioned("https://example.org/@ada")).toEqual([]);
    expect(mentioned("@ada@example.org and @ada.example")).toEqual([]);
    expect(mentioned("`@ada` and ``@ann_1 ` x`` and\n```\n@anna_2\n```")).toEqual([]);
    expect(mentioned("a ` b @ada")).toEqual(["ada"]);
  });

  it("after text of a script without spaces", () => {
    expect(mentioned("你好@小美你在吗")).toEqual(["mei"]);
  });

  it("the one of a name who was chosen, as long as the name stands there; else all of that name", () => {
    expect(mentioned("@Alex", { alex2: "Alex" })).toEqual(["alex2"]);
    expect(mentioned("@Alec", { alex2: "Alex" })).toEqual([]);
    expect(mentioned("Alex", { alex2: "Alex" })).toEqual([]);
    expect(mentioned("@Alex")).toEqual(["alex1", "alex2"]);
  });

  it("the owner of a username before somebody who took it as a name, unless that one was chosen", () => {
    expect(mentioned("@ada")).toEqual(["ada"]);
    expect(mentioned("@ada", { eve: "ada" })).toEqual(["eve"]);
  });

  it("somebody who was chosen under a name that has changed since", () => {
    expect(mentioned("@Former Name", { ada: "Former Name" })).toEqual(["ada"]);
    expect(mentioned("@*star*", { ada: "*star*" })).toEqual(["ada"]);
  });

  it("all, in both languages, when the writer may", () => {
    expect(mentioned("@all @所有人", {}, all)).toEqual(["all"]);
    expect(mentioned("@all @所有人")).toEqual([]);
    expect(mentioned("@allow", {}, all)).toEqual([]);
  });

  it("each once, in order, up to the limit", () => {
    expect(mentioned("@Anna @ada @Anna", {}, null, 1)).toEqual(["anna"]);
    expect(mentioned("@Anna @ada @Anna")).toEqual(["anna", "ada"]);
  });

  const letters = ["a", "b", "ab", "B", "小", "美", "é"];
  it.each(Array.from({ length: 200 }, (_, n) => `mentions-${n}`))("as a plain reader would find them: %s", (seed) => {
    const random = new Random(seed);
    const word = (): string => Array.from({ length: random.between(1, 3) }, () => random.pick(letters)).join("");
    const name = (): string => Array.from({ length: random.between(1, 2) }, word).join(" ");
    const people = Array.from({ length: random.between(1, 6) }, (_, n) => member(`p${n}`, `user_${n}`, name(), name()));
    const names = people.flatMap((person) => [person.username, person.name, person.displayName]);
    const text = Array.from({ length: random.between(1, 12) }, () =>
      random.chance(0.5) ? `@${random.pick(names)}` : random.pick(["@", word(), "@@", "/", ".", ", "]),
    ).join(random.pick(["", " ", ", "]));

    const spaced = "\\p{Script=Latin}\\p{N}_";
    const longest = [...new Set(names)].toSorted((a, b) => b.length - a.length);
    const cut = `(?![${spaced}@]|[.-][\\p{L}\\p{N}_])`;
    const forms = longest.map((one) => (/[小美]$/.test(one) ? one : one + cut));
    const reader = new RegExp(`(?<![${spaced}/@+])@(${forms.join("|")})`, "giu");
    const wanted = new Set<string>();
    for (const [, found = ""] of text.matchAll(reader)) {
      const bearers = (of: (person: Nameable<string>) => string): readonly string[] =>
        people.filter((person) => of(person).toLowerCase() === found.toLowerCase()).map(({ id }) => id);
      const ranked = [
        bearers(({ username }) => username),
        bearers((one) => one.name),
        bearers((one) => one.displayName),
      ];
      for (const id of ranked.find(({ length }) => length > 0) ?? []) wanted.add(id);
    }
    expect(mentionsIn({ text, members: people, chosen: new Map(), all: null, limit: 50 }), text).toEqual([...wanted]);
  });

  it("is shown as a mention where it was one: as it was typed", () => {
    const blocks = parseMarkdown("ada@klatch, @ADA", [{ name: "ada", me: true }]);
    expect(blocks).toEqual([
      { kind: "paragraph", children: ["ada@klatch, ", { kind: "mention", name: "ADA", me: true }] },
    ]);
  });
});
