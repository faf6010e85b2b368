// Names that look alike: found by their skeletons, and only those get the @username beside them.
import { signal } from "@preact/signals";
import type { ConversationEntry } from "@klatch/sdk";
import confusables from "unhomoglyph";
import { describe, expect, it, vi } from "vitest";
import { alikeInGroup, alikeInInbox } from "../../apps/web/model/look-alikes.ts";
import { asciiConfusables, lookAlikes, needsTable, skeletonOf } from "../../apps/web/text/look-alikes.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";

const areAlike = (one: string, other: string): boolean =>
  skeletonOf(one, confusables) === skeletonOf(other, confusables);

describe("[WEB-45] names look alike", () => {
  it.each([
    ["paypal", "раура1"],
    ["Ada", "Аdа"],
    ["ada", "ADA"],
    ["Bill", "BiIl"],
    ["modern", "rnodern"],
    ["Zoë", "Zoe\u0308"],
    ["Bob", "Bo\u200Bb"],
    ["Bob", "B0b"],
    ["scope", "ѕсоре"],
  ])("%s and %s", (one, other) => expect(areAlike(one, other)).toBe(true));

  it.each([
    ["Ada", "Adam"],
    ["Zoë", "Zoe"],
    ["山田", "山口"],
    ["Анна", "Инна"],
  ])("but not %s and %s", (one, other) => expect(areAlike(one, other)).toBe(false));

  it("the characters of ASCII without the table just as with it", () => {
    for (let code = 0x20; code <= 0x7e; code++) {
      const char = String.fromCharCode(code);
      expect([char, asciiConfusables(char)]).toEqual([char, confusables(char)]);
    }
    expect([needsTable(["Ada", "B0b!"]), needsTable(["Ada", "Zoë"])]).toEqual([false, true]);
  });

  it("in a list: all who share a look, and nobody without a name", () => {
    const names = [
      [1, "Ada"],
      [2, "Bob"],
      [3, "ada"],
      [4, "Аda"],
      [5, ""],
      [6, ""],
    ] as const;
    expect(lookAlikes(names, (name) => skeletonOf(name, confusables))).toEqual(new Set([1, 3, 4]));
  });
});

const names = (known: Record<string, string>) => ({
  learned: signal(0),
  known,
  knownName: (id: UserId) => known[id] ?? "",
});
const direct = (peer: string): ConversationEntry =>
  standInFor<ConversationEntry>({ id: `direct_${peer}`, kind: "direct", peerId: peer });

describe("[WEB-45] the inbox", () => {
  it("knows which titles look alike, of people and groups, as names become known", () => {
    const people = names({ a: "Ada", b: "Bob" });
    const group = standInFor<ConversationEntry>({ id: "group_x", kind: "group" });
    const entries = signal([direct("a"), direct("b"), direct("c"), group]);
    const alike = alikeInInbox({ entries }, people, () => "BOB");
    expect([...alike.value]).toEqual(["direct_b", "group_x"]);
    people.known["c"] = "ada";
    people.learned.value += 1;
    expect([...alike.value].toSorted()).toEqual(["direct_a", "direct_b", "direct_c", "group_x"]);
  });

  it("is the same set while nothing changes in it, so that rows are not drawn anew", () => {
    const people = names({ a: "Ada", b: "ada", c: "Cleo" });
    const entries = signal([direct("a"), direct("b")]);
    const alike = alikeInInbox({ entries }, people, () => "");
    const before = alike.value;
    entries.value = [direct("c"), direct("b"), direct("a")];
    expect(alike.value).toBe(before);
    expect(alike.value).toEqual(new Set<ConversationId>(["direct_a", "direct_b"] as ConversationId[]));
  });

  it("takes the table when a name is of more than ASCII", async () => {
    const people = names({ a: "Ada", b: "Аdа" });
    const alike = alikeInInbox({ entries: signal([direct("a"), direct("b")]) }, people, () => "");
    expect(alike.value.size).toBe(0);
    await vi.waitFor(() => expect(alike.value.size).toBe(2));
  });

  it("a group's members: by nickname or, without one, by their own names", () => {
    const people = names({ a: "Ada", b: "Bob", c: "Cleo" });
    const members = signal(
      new Map([
        ["a", { nickname: "" }],
        ["b", { nickname: "ADA" }],
        ["c", { nickname: "" }],
      ] as [UserId, { nickname: string }][]),
    );
    const alike = alikeInGroup({ members }, people);
    expect([...alike.value]).toEqual(["a", "b"]);
    members.value = new Map(members.value).set("b" as UserId, { nickname: "" });
    expect(alike.value.size).toBe(0);
  });
});
