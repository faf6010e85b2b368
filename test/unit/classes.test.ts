// Classes of Durable Objects that have shipped stay: the platform has run exactly these entries.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { classesLockFile, classFaults, currentClasses, type ClassEntry } from "../../tools/check/classes-lock.ts";

const locked = JSON.parse(readFileSync(classesLockFile, "utf8")) as readonly ClassEntry[];
const current = currentClasses();

describe("[VERSION-1] [[migrations]] in wrangler.toml", () => {
  it("has every entry as it was checked in, and only makes classes", () => {
    expect(classFaults(locked, current)).toEqual([]);
    expect(current.entries, "run `npm run migrations:lock` and commit its file").toEqual(locked);
  });

  const [first, second, ...rest] = current.entries as [ClassEntry, ClassEntry, ...ClassEntry[]];
  it.each<[string, readonly ClassEntry[]]>([
    ["changed", [{ ...first, new_sqlite_classes: ["UserSession"] }, second, ...rest]],
    ["changed in its tag", [{ ...first, tag: "v0" }, second, ...rest]],
    ["taken away", [first, ...rest]],
    ["taken away at the end", current.entries.slice(0, -1)],
    ["moved", [second, first, ...rest]],
    ["put between others", [first, { tag: "v1a", new_sqlite_classes: [] }, second, ...rest]],
    ["made twice", [...current.entries, first]],
    ["added, and deletes a class", [...current.entries, { tag: "next", deleted_classes: ["Group"] }]],
    [
      "added, and renames a class",
      [...current.entries, { tag: "next", renamed_classes: [{ from: "Group", to: "Room" }] }],
    ],
    ["added, with objects that have no SQLite", [...current.entries, { tag: "next", new_classes: ["Other"] }]],
    ["added, for a class without a binding", [...current.entries, { tag: "next", new_sqlite_classes: ["Other"] }]],
  ])("an entry that is %s is a fault", (_what, entries) => {
    expect(classFaults(locked, { ...current, entries })).not.toEqual([]);
  });

  it("a binding for a class that no entry makes is a fault", () => {
    expect(classFaults(locked, { ...current, bound: [...current.bound, "Other"] })).toEqual(["no entry makes Other"]);
  });

  it("an entry that makes a bound class is none", () => {
    const added = { tag: "next", new_sqlite_classes: ["Other"] };
    expect(classFaults(locked, { entries: [...current.entries, added], bound: [...current.bound, "Other"] })).toEqual(
      [],
    );
  });
});
