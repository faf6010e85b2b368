// The SDK on one page, for programs that write programs: it leaves out nothing that is public.
import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";

const read = (file: string): Promise<string> => readFile(inRepository("sdk", file), "utf8");

function exportedNames(source: string): readonly string[] {
  const lists = [...source.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = ""]) => names.split(","));
  const declared = [...source.matchAll(/^export (?:class|function|interface|type|const) (\w+)/gm)].map(
    ([, name = ""]) => name,
  );
  return [...lists, ...declared].map((name) => name.trim().replace(/^type /, "")).filter((name) => name !== "");
}

/** Methods at the top of a class or an interface: two spaces in, and not private. */
const methodNames = (source: string): readonly string[] =>
  [...source.matchAll(/^ {2}(?:override )?(?:async )?(?!constructor)([a-z]\w*)(?:<[^(]*>)?\(/gm)].map(
    ([, name = ""]) => name,
  );

it.each(["echo-bot.ts", "page.js"])("[SDK-56] [SDK-59] the README has %s as tests run it", async (example) => {
  const [readme, code] = await Promise.all([read("README.md"), read(`examples/${example}`)]);
  expect(readme).toContain(code.slice(code.indexOf("\n") + 1).trim());
});

it("[SDK-43] llms.txt names every export, and every method of the client and its groups", async () => {
  const [page, entry, store, file, tabs, held, ...surfaces] = await Promise.all(
    [
      "llms.txt",
      "entry.ts",
      "store/indexeddb/indexed-db-store.ts",
      "store/file/file-store.ts",
      "tabs/shared-socket.ts",
      "groups/held-group.ts",
      "client/klatch-client.ts",
      "http/groups.ts",
    ].map(read),
  );
  const names = [entry, store, file, tabs, held].map((source) => exportedNames(source ?? ""));
  const methods = surfaces.map((source) => methodNames(source ?? ""));
  const found = [...names, ...methods];
  expect(found.filter((some) => some.length === 0)).toEqual([]);
  const words = new Set((page ?? "").match(/\w+/g));
  expect(found.flat().filter((name) => !words.has(name))).toEqual([]);
});
