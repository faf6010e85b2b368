// The SDK's contract in Chromium: the same cases as in Node, on what the browser offers.
import { build } from "vite";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";
import { clientCases } from "../contract-sdk/client-cases.ts";
import { storeCases } from "../contract-sdk/store-cases.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";

async function bundleSuite(): Promise<string> {
  const entry = inRepository("test/contract-sdk/in-page.ts");
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, rolldownOptions: { input: entry, output: { format: "iife" } } },
  });
  if (!("output" in result)) throw new Error("one build gives one output");
  return result.output[0].code;
}

describe.runIf(hasChromium)("the SDK in Chromium", () => {
  const browsers = useBrowsers();
  let suite: string;
  beforeAll(async () => {
    suite = await bundleSuite();
  });

  it.each([...storeCases, ...clientCases])("$name", async ({ name }) => {
    // The page itself lets no script in but its own.
    const context = await browsers.newContext({ bypassCSP: true });
    const page = await context.newPage();
    const url = inject("serverUrl");
    await page.goto(new URL("/developers", url).href);
    await page.addScriptTag({ content: suite });
    const call = `runContractCase(${JSON.stringify(name)}, ${JSON.stringify(url)})`;
    await expect(page.evaluate(call)).resolves.toBeUndefined();
    await context.close();
  });
});
