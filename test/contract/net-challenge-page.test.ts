// The page with the challenge's widget, and the policies of both pages.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { under } from "../support/worker-http.ts";
import { standInFor } from "../support/stand-in-for.ts";

const configured = { TURNSTILE_SITE_KEY: 'key"><script>', TURNSTILE_SECRET: "secret" };
const assets = standInFor<Fetcher>({ fetch: async () => new Response("the page") });

it("[NET-10] is there only where a challenge is configured", async () => {
  expect((await under({}, "/challenge")).status).toBe(404);
  expect((await under({ TURNSTILE_SITE_KEY: "key" }, "/challenge")).status).toBe(404);
  expect((await under(configured, "/challenge")).status).toBe(200);
});

it("[NET-10] loads the provider's script and frame only, and is framed by own pages only", async () => {
  const { headers } = await under(configured, "/challenge");
  const policy = headers.get("content-security-policy") ?? "";
  expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[\w+/=]+' https:\/\/challenges\.cloudflare\.com; /);
  expect(policy).toContain("frame-src https://challenges.cloudflare.com;");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toContain("unsafe");
  expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
});

it("[NET-10] shows the site key as text", async () => {
  const page = await (await under(configured, "/challenge")).text();
  expect(page).toContain('data-site-key="key&#34;&#62;&#60;script&#62;"');
  expect(page).toContain("https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit&#38;onload=");
});

it("[NET-10] [WEB-22] the client's page may frame its own server where there are challenges, and nothing more", async () => {
  const policyOf = async (changes: object): Promise<string> =>
    (await under({ ...env, ASSETS: assets, ...changes }, "/")).headers.get("content-security-policy") ?? "";
  const policy = await policyOf({});
  expect(policy).not.toContain("frame-src");
  expect(await policyOf(configured)).toBe(`${policy}; frame-src 'self'`);
});
