// The web client's files as the Worker serves them; the files themselves are a stand-in's.
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { handleRequest } from "../../workers/http/router.ts";
import { origin } from "../support/worker-http.ts";
import { standInFor } from "../support/stand-in-for.ts";

const files: Readonly<Record<string, string>> = {
  "/": "<!doctype html>",
  "/assets/main-1a2b3c.js": "start()",
  "/service-worker.js": "",
  "/api/health": "never",
  "/ws": "never",
};

/** What was asked of the stand-in, by path. */
function makeAssets(): { readonly asked: string[]; readonly fetcher: Fetcher } {
  const asked: string[] = [];
  const answer = async (url: string, { headers }: { headers: Headers }): Promise<Response> => {
    const { pathname } = new URL(url);
    asked.push(`${pathname} ${[...headers.keys()].join()}`.trim());
    const body = files[pathname];
    if (body === undefined) return new Response("none", { status: 404 });
    if (headers.get("if-none-match") === '"same"') return new Response(null, { status: 304 });
    return new Response(body, { headers: { etag: '"same"', "content-type": "text/plain", "cache-control": "odd" } });
  };
  return { asked, fetcher: standInFor<Fetcher>({ fetch: answer }) };
}

const assets = makeAssets();
const ask = (path: string, init: RequestInit = {}): Promise<Response> =>
  handleRequest(new Request(origin + path, init), { ...env, CLIENT_ADDRESS_SOURCE: "none", ASSETS: assets.fetcher });

it("[WEB-20] files are served where no route is, with the Worker's headers", async () => {
  for (const path of ["/", "/assets/main-1a2b3c.js", "/service-worker.js"]) {
    const response = await ask(path);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(files[path]);
    expect(response.headers.get("x-request-id")).not.toBeNull();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("etag")).toBe('"same"');
  }
});

it("[WEB-20] what is no file is NOT_FOUND, and under /api and /ws no file is looked for", async () => {
  assets.asked.length = 0;
  for (const path of ["/nothing", "/api/health", "/ws/x"]) {
    expect(await (await ask(path)).json()).toMatchObject({ code: "NOT_FOUND" });
  }
  expect((await ask("/service-worker.js", { method: "POST" })).status).toBe(404);
  expect(assets.asked).toEqual(["/nothing"]);
});

it("[WEB-20] who asks is not told to where the files are", async () => {
  assets.asked.length = 0;
  await ask("/", { headers: { authorization: "Bearer secret", "if-none-match": '"other"', cookie: "a=b" } });
  expect(assets.asked).toEqual(["/ if-none-match"]);
});

it("[WEB-21] a name with a hash is kept for a year, any other is asked for again and found unchanged", async () => {
  const hashed = await ask("/assets/main-1a2b3c.js");
  expect(hashed.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect((await ask("/")).headers.get("cache-control")).toBe("no-cache");
  const again = await ask("/", { headers: { "if-none-match": '"same"' } });
  expect(again.status).toBe(304);
});

it("[WEB-22] the policy lets the page run files of this server only, and none that a text makes", async () => {
  const policy = (await ask("/")).headers.get("content-security-policy") ?? "";
  const directives = new Map(policy.split("; ").map((one) => [one.split(" ")[0], one.slice(one.indexOf(" ") + 1)]));
  expect(directives.get("default-src")).toBe("'none'");
  for (const name of ["script-src", "connect-src"]) expect(directives.get(name)).toBe("'self'");
  expect(directives.get("style-src")).toMatch(/^'self' 'sha256-[\w+/]{43}='$/);
  expect(directives.get("require-trusted-types-for")).toBe("'script'");
  expect(directives.get("frame-ancestors")).toBe("'none'");
  expect(policy).not.toMatch(/unsafe|\*|https?:/);
});

it("[WEB-359] the page may play its server's and its own bytes and ask for the microphone, and nobody for the camera", async () => {
  const { headers } = await ask("/");
  const policy = headers.get("content-security-policy")?.split("; ") ?? [];
  expect(policy).toContain("media-src 'self' blob:");
  expect(policy).toContain("img-src 'self' data: blob:");
  expect(headers.get("permissions-policy")).toBe("camera=(), geolocation=(self), microphone=(self)");
});
