// Whom a text mentions when it is sent, which mentions the web client looks for in a text, and whose names it asks for.
import { describe, expect, it } from "vitest";
import { Random } from "../../lab/kit/random.ts";
import { asUserId, type DraftMention } from "@klatch/sdk";
import { cutBlankLines } from "../../apps/text/cut-blank-lines.ts";
import { mentionsAfter } from "../../apps/web/composer/chosen-mentions.ts";
import { mentionAt, mentionMatches } from "../../apps/text/mentions/mention-search.ts";
import { mentionsIn, type Nameable } from "../../apps/text/mentions/mentions-in-text.ts";
import { clearName } from "../../apps/web/composer/written-name.ts";
import { plainText } from "../../apps/text/markdown/plain-text.ts";
import { parseMarkdown } from "../../apps/text/markdown/parse-markdown.ts";
import { shownMentions } from "../../apps/text/mentions/shown-mentions.ts";

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

    const spaced = "\\p{Script=Latin}0-9_";
    const longest = [...new Set(names)].toSorted((a, b) => b.length - a.length);
    const cut = `(?![${spaced}]|@(?![小美])|[.-][${spaced}])`;
    const forms = longest.map((one) => (/[小美]$/.test(one) ? one : one + cut));
    const begins = `(?:(?<![${spaced}/@+])|(?<=[${spaced}])(?=@[小美])|(?<=(?:^|[^${spaced}/+@])@[^\\s@/+]+[/+]))`;
    const reader = new RegExp(`${begins}@(${forms.join("|")})`, "giu");
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

describe("[WEB-172] an @ begins a mention", () => {
  const list = (text: string): string | null => mentionAt(text, text.length)?.query ?? null;

  it.each([
    // Behind letters of scripts without spaces, particles and prefixes.
    ..."请问@张 これは@田 カタカナー@田 そうです々@田 안녕하세요@김 สวัสดี@สม ຂອບໃຈ@ສ ជំរាប@ស ကျေးဇူး@မ བཀྲ@བ ㄅㄆ@張 و@أحمد ל@דני".split(
      " ",
    ),
    // Behind punctuation and signs of all scripts.
    ..."请问：@张 （@张 「@田 『@田 、@张 。@张 ，@张 ！@张 …@张 —@张 ・@田 ～@田 “@张 ‘@张 《@张 【@张 ①@张 ٣@أ 🙂@张 ❤️@张 👩‍👩‍👧@张".split(
      " ",
    ),
    ..."(@An [@An {@An <@An \"@An '@An ¿@An ¡@An ;@An :@An ,@An .@An !@An ?@An -@An *@An ~@An |@An =@An &@An #@An «@An „@An ‚@An 。@An".split(
      " ",
    ),
    // At the beginning of a text or a line, behind any space, and behind another mention.
    ...["@An", "hi @An", "hi\n@An", "hi\t@An", "hi\u3000@An", "hi\u00A0@An", "@Bo/@An", "@Bo+@An", "（@Bo/@An"],
    // An address goes on with letters as it began.
    ...["hi@张", "PR@田", "ok@김", "5@张", "ＯＫ@An", "３@An"],
    // As Japanese keyboards write it.
    ...["＠田", "これは＠田", "﹫田"],
  ])("%s", (text) => expect(list(text)).toBe(text.split(/[@＠﹫]/u).at(-1)));

  it.each(
    "ada@An ada.lee@An ada_@An ada1@An 163@163 дом@An ναι@An café@An cafe\u0301@An /@An https://x.org/@An a/@An +@An @@An a@@An @Bo@An ada＠An x/@y/@An".split(
      " ",
    ),
  )("none: %s", (text) => expect(list(text)).toBeNull());
});

describe("[WEB-172] the list", () => {
  it("begins with those whose whole name was typed", () => {
    const people = [
      { id: "anna", name: "Anna Berg", username: "berg" },
      { id: "jo", name: "Joan", username: "annika" },
      { id: "ann", name: "Ánn", username: "other" },
    ];
    const found = (query: string): readonly string[] => mentionMatches(people, query, 8).map(({ id }) => id);
    expect([found("ann"), found("BERG"), found("an")]).toEqual([
      ["ann", "anna", "jo"],
      ["anna"],
      ["anna", "jo", "ann"],
    ]);
  });
});

describe("[WEB-172] whose name stands after an @", () => {
  const people = [
    member("sp", "sp_1", "Anna Berg"),
    member("emoji", "emoji_1", "🦊"),
    member("woman", "woman_1", "👩"),
    member("heart", "heart_1", "Li ❤️"),
    member("under", "_under_", "__init__"),
    member("jose", "jose_1", "José"),
    member("tr", "tr_1", "İlker"),
    member("de", "de_1", "Strauß"),
    member("gr", "gr_1", "Ωμέγας"),
    member("wide", "wide_1", "山田 太郎"),
    member("zhang", "zhang_1", "张三"),
    member("zhang2", "zhang_2", "张三丰"),
    member("ar", "ar_1", "أحمد"),
    member("dot", "dot_1", "Sam J."),
    member("quote", "quote_1", "O’Brien"),
    member("star", "star_1", "*star*"),
    member("code", "code_1", "`code`"),
    member("digits", "digits_1", "Bo"),
    member("jose2", "jose_2", "Josè"),
  ];
  const of = (text: string): readonly string[] =>
    mentionsIn({ text, members: people, chosen: new Map(), all: null, limit: 50 });

  it("is found as people write it, in every script", () => {
    const texts: readonly (readonly [string, ...string[]])[] = [
      ["@Anna Berg", "sp"],
      ["@anna  berg, please", "sp"],
      ["@ANNA\u00A0BERG", "sp"],
      ["@Anna\nBerg"],
      ["@AnnaBerg"],
      ["@🦊🦊 hi", "emoji"],
      ["@👩‍🚀"],
      ["@👩 hi", "woman"],
      ["@li ❤", "heart"],
      ["@_UNDER_ and @__init__", "under"],
      ["@_under"],
      ["@jose\u0301 and @JOSÉ", "jose"],
      ["@jose", "jose", "jose2"],
      ["@ilker @İLKER @ılker", "tr"],
      ["@STRAUSS", "de"],
      ["@ΩΜΈΓΑΣ", "gr"],
      ["@山田　太郎さん", "wide"],
      ["＠山田 太郎", "wide"],
      ["请问@张三在吗", "zhang"],
      ["@张三丰，你好", "zhang2"],
      ["@张三、@张三丰", "zhang", "zhang2"],
      ["و@أحمد", "ar"],
      ["@أحمدي"],
      ["@Sam J. is here", "dot"],
      ["@O'Brien @obrien's", "quote"],
      ["@*star* @`code`", "star", "code"],
      ["**@Anna Berg** ~~@Bo~~ > @zhang_1", "sp", "digits", "zhang"],
      ["_@Anna Berg_ and __@Bo__, *@张三*", "sp", "digits", "zhang"],
      ["@Bo_ x_@Bo_ _@Bo_x @__init"],
      ["- @Bo\n- [x] @sp_1", "digits", "sp"],
      ["@Bo/@sp_1", "digits", "sp"],
      ["@Bo2 @Boris @bo-ring bo@Bo @bo@bo.example"],
      ["@Bo's @Bo: @Bo… @Bo。", "digits"],
      ["[@Bo](https://a.example) https://a.example/?u=@Bo"],
    ];
    const faults = texts.filter(([text, ...wanted]) => JSON.stringify(of(text)) !== JSON.stringify(wanted));
    expect(faults.map(([text]) => [text, of(text)])).toEqual([]);
  });

  it("is shown as it was typed, with the @ that was typed", () => {
    const blocks = parseMarkdown("これは＠田中さん", [{ name: "田中", me: false }]);
    const mention = { kind: "mention", name: "田中", me: false, sign: "＠" };
    expect(blocks).toEqual([{ kind: "paragraph", children: ["これは", mention, "さん"] }]);
    expect(plainText(blocks)).toBe("これは＠田中さん");
    expect(shown("これは＠田中さん", ["stranger-0"])).toEqual(["stranger-0"]);
  });

  it("takes no long time of any text", () => {
    const crowd = Array.from({ length: 2_000 }, (_, n) => member(`p${n}`, `user_${n}`, `Person ${n}`, `P ${n}`));
    const texts = ["@".repeat(16_000), "@a ".repeat(5_000), "@user_1 ".repeat(2_000), `@${"é".repeat(16_000)}`];
    const before = performance.now();
    for (const text of texts) mentionsIn({ text, members: crowd, chosen: new Map(), all: null, limit: 50 });
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe("[WEB-174] a chosen mention", () => {
  const chosen: readonly DraftMention[] = [
    { userId: asUserId("ann"), name: "Ann", at: 3 },
    { userId: asUserId("anna"), name: "Anna", at: 8 },
  ];
  const text = "Hi @Ann @Anna!";
  const left = (after: string, caret: number | null): readonly string[] =>
    mentionsAfter(chosen, text, after, caret).map(({ name, at }) => `${name} ${at}`);

  it("follows what is written before it, and goes with an edit that touches it", () => {
    const edits: readonly (readonly [string, number | null, ...string[]])[] = [
      ["Hi, @Ann @Anna!", 3, "Ann 4", "Anna 9"],
      ["Hi @Ann @Anna!?", 15, "Ann 3", "Anna 8"],
      ["@Ann @Anna!", 0, "Ann 0", "Anna 5"],
      ["Hi @Ann and @Anna!", 12, "Ann 3", "Anna 12"],
      // Deleted, as a whole or in part, and replaced.
      ["Hi @Anna!", 3, "Anna 3"],
      ["Hi @Ann !", 8, "Ann 3"],
      ["Hi @An @Anna!", 6, "Anna 7"],
      ["Hi Ann @Anna!", 3, "Anna 7"],
      ["Hi @Ann @Ann!", 12, "Ann 3"],
      ["Hi @Axnn @Anna!", 6, "Anna 9"],
      ["!", 0],
      ["", 0],
      // The browser undid something elsewhere.
      ["Hi @Ann @!", null, "Ann 3"],
      ["Hi @Ann @Anna", 2, "Ann 3", "Anna 8"],
    ];
    const faults = edits.filter(([after, caret, ...wanted]) => left(after, caret).join() !== wanted.join());
    expect(faults.map(([after, caret]) => [after, left(after, caret)])).toEqual([]);
  });

  it("of equal ones the one is gone that was deleted", () => {
    const twins = [
      { userId: asUserId("one"), name: "Al", at: 0 },
      { userId: asUserId("two"), name: "Al", at: 4 },
    ];
    const after = (caret: number): readonly string[] =>
      mentionsAfter(twins, "@Al @Al ", "@Al ", caret).map(({ userId }) => userId);
    expect([after(0), after(4)]).toEqual([["two"], ["one"]]);
  });

  it("moves as a plain reader would see it, whatever is typed before or after it", () => {
    for (let at = 0; at <= text.length; at++)
      for (const typed of ["x", "@", "@Ann", " ", "😀", "\n"]) {
        const after = text.slice(0, at) + typed + text.slice(at);
        const kept = mentionsAfter(chosen, text, after, at + typed.length);
        const untouched = chosen.filter((one) => at <= one.at || at > one.at + one.name.length);
        expect(kept.map(({ name }) => name)).toEqual(untouched.map(({ name }) => name));
        for (const { name, at: place } of kept) expect(after.startsWith(`@${name}`, place), after).toBe(true);
      }
  });
});

describe("[WEB-175] what is written for somebody who was chosen", () => {
  const others = [member("b", "anna_b", "Anna"), member("c", "bert", "Berta"), member("d", "dora", "Dee", "Dora Doe")];
  const written = (name: string): string => clearName(member("a", "anna_a", name), others);

  it("is the name, or the username where others bear the name too, in whatever spelling", () => {
    expect(["Anton", "Ann", "Annabel", "Bertram"].map(written)).toEqual(["Anton", "Ann", "Annabel", "Bertram"]);
    expect(["Anna", "ANNA", "Ａｎｎａ", "Ánna", "Bert", "Dora Doe", "’", ""].map(written)).toEqual(
      Array.from({ length: 8 }, () => "anna_a"),
    );
  });
});

describe("[WEB-176] what is sent of a text", () => {
  it("keeps the first line's indent, and loses the blank lines around it", () => {
    expect(cutBlankLines("\n  \n\t\n    if (a)\n      b\n\n  \n")).toBe("    if (a)\n      b");
    expect(cutBlankLines("\u3000一段话\n")).toBe("\u3000一段话");
    expect(cutBlankLines(" a  ")).toBe(" a");
    expect(cutBlankLines("a\n\nb")).toBe("a\n\nb");
    expect(cutBlankLines("\u200B\n\u3164 \n  a 👩\u200D\n\u2800")).toBe("  a 👩\u200D");
    expect(cutBlankLines(`${"\n ".repeat(50_000)}x${"\n ".repeat(50_000)}`)).toBe(" x");
    expect(cutBlankLines("\r\n\r\n  a\r\n")).toBe("  a");
    expect(["", " ", "\n", " \n ", "\u3000\n"].map(cutBlankLines)).toEqual(["", "", "", "", ""]);
  });
});
