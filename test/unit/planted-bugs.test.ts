// Whether `npm run planted-bugs` can plant each of its bugs; that the tests catch them, it shows by itself.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { plantedBugs } from "../../lab/planted-bugs/bugs.ts";
import { plant } from "../../lab/planted-bugs/plant.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

describe("planted bugs", () => {
  it.each(plantedBugs)("fits its file, and its tests exist: $name", async (bug) => {
    const source = await readFile(inRepository(bug.file), "utf8");
    const planted = plant(source, bug);
    expect(planted).not.toBe(source);
    expect(planted).toContain(bug.replace);
    expect(bug.caughtBy).not.toEqual([]);
    expect(bug.caughtBy.filter((file) => !existsSync(inRepository(file)))).toEqual([]);
  });

  it("has a name for each", () => {
    expect(new Set(plantedBugs.map(({ name }) => name)).size).toBe(plantedBugs.length);
  });

  it("refuses a text that the file does not have, or has twice", () => {
    const bug = { name: "a bug", file: "a.ts", find: "one", replace: "two", caughtBy: [] };
    expect(plant("one $& three", { ...bug, replace: "$&" })).toBe("$& $& three");
    expect(() => plant("three", bug)).toThrow("a.ts");
    expect(() => plant("one one", bug)).toThrow("a.ts");
  });
});
