// What an app pays for the SDK on the wire.
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";

const core = "entry.ts";

/** Bytes of what a production bundle has of the entries, minified, as gzip. */
async function gzipBytes(...entries: readonly string[]): Promise<number> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: inRepository("sdk"),
    build: {
      write: false,
      minify: true,
      target: "es2022",
      rolldownOptions: {
        input: entries.map((entry) => inRepository("sdk", entry)),
        preserveEntrySignatures: "strict",
        external: /^node:/,
      },
    },
  });
  if (!("output" in result)) throw new Error("one build gives one output");
  // What is loaded when it is first used is not paid at the start.
  const code = result.output.map((part) => (part.type === "chunk" && !part.isDynamicEntry ? part.code : "")).join("");
  // An empty bundle is small too.
  expect(code).toContain("WebSocket");
  return gzipSync(code, { level: 9 }).length;
}

it("[SDK-42] the core is at most 44.8 KB of gzip", async () => {
  expect(await gzipBytes(core)).toBeLessThanOrEqual(44_800);
});

it.each([
  ["groups/held-group.ts", 1_500],
  ["threads/open-thread.ts", 2_000],
  ["store/file/file-store.ts", 4_000],
  ["store/indexeddb/indexed-db-store.ts", 3_300],
  ["tabs/shared-socket.ts", 6_000],
])("[SDK-42] beside the core, %s costs at most %i bytes", async (entry, maxBytes) => {
  const bytes = (await gzipBytes(core, entry)) - (await gzipBytes(core));
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(maxBytes);
});
