// A challenge on the sign-in page, with a stand-in for Turnstile.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newUsername, password } from "../../lab/kit/people.ts";
import { hasChromium } from "../support/chromium.ts";
import { TestServer } from "../support/test-server.ts";
import { TurnstileServer } from "../support/turnstile-server.ts";
import { useBrowsers } from "./support/browsers.ts";
import { ChatPage } from "./support/chat-page.ts";

describe.runIf(hasChromium)("a challenge", () => {
  const browsers = useBrowsers();
  const turnstile = new TurnstileServer("secret");
  let server: TestServer;

  beforeAll(async () => {
    const url = await turnstile.start();
    server = await TestServer.start({
      web: true,
      vars: {
        LOG_LEVEL: "error",
        CLIENT_ADDRESS_SOURCE: "cloudflare",
        LIMIT_REGISTRATIONS_PER_DAY: "1",
        TURNSTILE_SITE_KEY: "site-key",
        TURNSTILE_SECRET: "secret",
        TURNSTILE_URL: url,
      },
    });
  });
  afterAll(async () => {
    await server.stop();
    await turnstile.stop();
  });

  it("[NET-10] [NET-9] is met on the sign-in page only when the server asks for it, and what was typed goes on", async () => {
    // One household: the test is Cloudflare.
    const household = async (): Promise<ChatPage> => {
      const context = await browsers.newContext();
      await context.setExtraHTTPHeaders({ "cf-connecting-ip": "192.0.2.1" });
      return ChatPage.open(context, server.url);
    };
    const ada = await household();
    await ada.signUp({ username: newUsername("ada"), password });
    expect(ada.page.frames()).toHaveLength(1);
    expect(turnstile.requests).toEqual([]);

    const { page, faults } = await household();
    await page.getByLabel("Username").fill(newUsername("bob"));
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Create account", exact: true }).click();
    await page.getByText("Show below that you are a person.").waitFor();
    const frame = page.frameLocator('iframe[title="Prove that you are a person"]');
    await frame.getByRole("button", { name: "I am a person" }).click();
    await page.getByRole("button", { name: /^Me\b/ }).waitFor();
    expect(turnstile.requests).toHaveLength(1);
    expect(turnstile.requests[0]).toMatchObject({ secret: "secret", remoteip: "192.0.2.1" });
    expect(faults).toEqual([]);
  }, 120_000);
});
