// The page of the SDK's examples, in Chromium: one file, with which two people talk.
import { contentText, KlatchClient } from "@klatch/sdk";
import { build } from "vite";
import { describe, expect, inject, it } from "vitest";
import { inRepository } from "../../tools/run/wrangler.ts";
import { hasChromium } from "../support/chromium.ts";
import { useBrowsers } from "./support/browsers.ts";

async function bundlePage(): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      target: "es2022",
      // One file: what the SDK loads when it is needed comes with it.
      rolldownOptions: { input: inRepository("sdk/examples/page.js"), output: { codeSplitting: false } },
    },
  });
  if (!("output" in result)) throw new Error("one build gives one output");
  return result.output[0].code;
}

describe.runIf(hasChromium)("the example's page", () => {
  const browsers = useBrowsers();

  it("[SDK-59] shows what the other writes, and sends what is typed", async () => {
    const url = inject("serverUrl");
    const password = "correct horse";
    const [ada, bob] = ["a", "b"].map((letter) => `page_${letter}_${Date.now().toString(36)}`) as [string, string];
    const account = new KlatchClient({ url });
    await account.register({ username: ada, password });
    account.close();
    const other = new KlatchClient({ url });
    await other.register({ username: bob, password });
    await other.connect();
    const heard = new Promise<string>((resolve) => {
      other.on("message", ({ content }) => resolve(contentText(content)));
    });

    const context = await browsers.newContext({ bypassCSP: true });
    const page = await context.newPage();
    const answers: Readonly<Record<string, string>> = { Username: ada, Password: password, "Talk to": bob };
    page.on("dialog", (dialog) => void dialog.accept(answers[dialog.message()]));
    await page.goto(new URL("/developers", url).href);
    await page.addScriptTag({ content: await bundlePage(), type: "module" });
    const input = page.locator("input");
    await input.fill("Hello from a page");
    await input.press("Enter");
    expect(await heard).toBe("Hello from a page");
    const { id } = await other.openDirect({ username: ada });
    await other.send(id, "Hello, page").acked;
    await page.locator("li", { hasText: "Hello, page" }).waitFor();
    expect(await page.locator("li").allTextContents()).toEqual(["Hello from a page ", "Hello, page "]);
    other.close();
    await context.close();
  });
});
