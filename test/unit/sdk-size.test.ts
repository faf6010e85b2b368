// What an app pays for the SDK on the wire.
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { expect, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";

/** Bytes of what a production bundle has of the entry, minified, as gzip. */
async function gzipBytes(entry: string): Promise<number> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    root: inRepository("sdk"),
    build: {
      write: false,
      minify: true,
      target: "es2022",
      rolldownOptions: { input: inRepository("sdk", entry), preserveEntrySignatures: "strict" },
    },
  });
  if (!("output" in result)) throw new Error("one build gives one output");
  const code = result.output.map((part) => (part.type === "chunk" ? part.code : "")).join("");
  // An empty bundle is small too.
  expect(code).toContain("WebSocket");
  return gzipSync(code, { level: 9 }).length;
}

it("[SDK-42] the core is at most 20 KB of gzip", async () => {
  expect(await gzipBytes("entry.ts")).toBeLessThanOrEqual(20_000);
});
