// The documents name files by their paths: a file that was moved or removed is noticed here.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";

/** What documents say of files that a build or a run makes. */
const isMade = (path: string): boolean => /^(dist|node_modules|\.\w+)(\/|$)/.test(path);
const folders = readdirSync(inRepository(), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !isMade(entry.name))
  .map(({ name }) => name);

/** It ends as a file or a folder does, or begins with a folder of the repository. */
const looksLikePath = (word: string): boolean =>
  /^[\w*][\w.*-]*(\/[\w.*-]+)*\/?$/.test(word) &&
  !isMade(word) &&
  (/\/$|\.(ts|tsx|mjs|sql|md|svg|toml)$/.test(word) || folders.includes(word.split("/")[0] ?? ""));

/** `*` stands for any part of a name. */
function exists(root: string, path: string): boolean {
  if (!path.includes("*")) return existsSync(join(root, path));
  const [first = "", ...rest] = path.split("/");
  const pattern = new RegExp(`^${first.replaceAll(".", "\\.").replaceAll("*", ".*")}$`);
  const names = existsSync(root) ? readdirSync(root).filter((name) => pattern.test(name)) : [];
  return names.some((name) => rest.length === 0 || exists(join(root, name), rest.join("/")));
}

/** Paths of a page that do not exist: in back-ticks from the root or from `durable-objects/`, in links from the page. */
function missingPaths(page: string, markdown: string): readonly string[] {
  const text = markdown.replaceAll(/^```.*?^```/gms, "");
  const named = [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code = ""]) => code.split(/\s+/)).filter(looksLikePath);
  const linked = [...text.matchAll(/\]\(([^):#]+)(?:#[^)]*)?\)/g)].map(([, path = ""]) => path);
  return [
    ...named.filter((path) => !exists(inRepository(), path) && !exists(inRepository("durable-objects"), path)),
    ...linked.filter((path) => !existsSync(join(dirname(inRepository(page)), path))),
  ];
}

const namesIn = (folder: string): string[] => readdirSync(inRepository(folder)).map((name) => `${folder}/${name}`);
const pages = ["README.md", ...namesIn("docs"), ...namesIn("docs/operations")].filter((name) => name.endsWith(".md"));

describe("[HOUSE-2] every path exists that is named by", () => {
  it.each(pages)("%s", (page) => {
    expect(missingPaths(page, readFileSync(inRepository(page), "utf8"))).toEqual([]);
  });
});

it("[HOUSE-2] a path that does not exist is found, in back-ticks, patterns, commands and links", () => {
  const good = "`docs/SPEC.md` `stream/*.ts` `lab/` `/health` `dist/web` `application/json` `a.b` [x](SPEC.md#send)";
  expect(missingPaths("docs/page.md", good)).toEqual([]);
  const gone = "`sdk/gone.ts` `stream/gone-*.ts` `gone/` `npx vite apps/gone` `gone.ts` [x](gone.md)";
  expect(missingPaths("docs/page.md", gone)).toEqual([
    "sdk/gone.ts",
    "stream/gone-*.ts",
    "gone/",
    "apps/gone",
    "gone.ts",
    "gone.md",
  ]);
});
