// What a browser must load before it shows something useful.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as marked from "marked";
import { build } from "vite";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { lexerOnly } from "../../apps/web/markdown/marked-plugin.ts";
import { startUpSize, type StartUpSize } from "../../lab/bench/web/start-up-size.ts";
import { inRepository } from "../../tools/run/wrangler.ts";

let outDir = "";
let size: StartUpSize;

beforeAll(async () => {
  outDir = await mkdtemp(join(tmpdir(), "klatch-web-size-"));
  // As in `npm run build`: a build of tests has no service worker.
  vi.stubEnv("NODE_ENV", "production");
  await build({ configFile: inRepository("apps/web/vite.config.ts"), logLevel: "error", build: { outDir } });
  size = await startUpSize(outDir);
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(outDir, { recursive: true, force: true });
});

it("[WEB-160] the scripts of a start that shows the conversations are at most 110,000 bytes of gzip", () => {
  // A page without its scripts is small too.
  expect(size.signIn).toBeGreaterThan(30_000);
  expect(size.inbox).toBeGreaterThan(size.signIn);
  expect(size.inbox).toBeLessThanOrEqual(110_000);
});

it("[WEB-160] until an open conversation is shown they are at most 125,000, in a file that the list does not wait for", () => {
  expect(size.conversation).toBeGreaterThan(size.inbox + 10_000);
  expect(size.conversation).toBeLessThanOrEqual(125_000);
});

it("[WEB-160] what is left of marked makes the same tokens, and a marked of another form is refused", async () => {
  const code = lexerOnly(await readFile(fileURLToPath(import.meta.resolve("marked")), "utf8"));
  const cut: typeof marked = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  expect(Object.keys(cut).toSorted()).toEqual(["Lexer", "Tokenizer"]);
  const text = "> **a** ~~b~~\n> - [ ] `c`\n\n1. https://example.org [d](https://example.org 'e')\n\n```ts\nf\n```\n";
  expect(tokensOf(cut, text)).toEqual(tokensOf(marked, text));
  expect(() => lexerOnly("export{A as Lexer,B as Tokenizer};")).toThrow("another form");
});

/** As objects only: the list of tokens has links of its own besides. */
const tokensOf = ({ Lexer, Tokenizer }: typeof marked, text: string): unknown =>
  JSON.parse(JSON.stringify(new Lexer({ gfm: true, breaks: true, tokenizer: new Tokenizer() }).lex(text)));
