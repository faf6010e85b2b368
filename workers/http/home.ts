// GET /: the web client. GET /developers: a page for developers, also shown at / if there is no web client.
import { createHash } from "node:crypto";
import type { HandlerInput } from "./handler.ts";
import { contentSecurityPolicy } from "./response-headers.ts";
import { webClientFile } from "./web-client.ts";

const style = `
  :root { color-scheme: light dark; --ink: #1d2430; --soft: #5b6675; --line: #dde3ea; --ground: #fbfcfd; --card: #fff; --link: #0b5cad; }
  @media (prefers-color-scheme: dark) {
    :root { --ink: #e8ecf1; --soft: #a3adba; --line: #2c3542; --ground: #12171e; --card: #1a212b; --link: #7ab8ff; }
  }
  * { box-sizing: border-box; }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 1.0625rem/1.6 system-ui, sans-serif; }
  main { max-width: 44rem; margin: 0 auto; padding: 4rem 1.5rem; }
  h1 { margin: 0; font-size: 2.5rem; letter-spacing: -0.02em; line-height: 1.2; }
  .lead { margin: 0.5rem 0 2.5rem; color: var(--soft); font-size: 1.1875rem; }
  h2 { margin: 2.5rem 0 0.75rem; font-size: 1.1875rem; }
  ul.cards { list-style: none; margin: 0; padding: 0; display: grid; gap: 0.75rem; }
  ul.cards li { padding: 0.875rem 1.125rem; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; }
  ul.cards span { display: block; color: var(--soft); font-size: 0.9375rem; }
  a { color: var(--link); font-weight: 600; text-underline-offset: 0.2em; }
  a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
  code { font: 0.9375em ui-monospace, monospace; }
  pre { margin: 0; padding: 0.875rem 1.125rem; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 0.625rem; }
`;

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="Klatch: instant messaging at the edge">
<title>Klatch for developers</title>
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%230b5cad' d='M2 2h12v9H7l-3 3v-3H2z'/%3E%3C/svg%3E">
<style>${style}</style>
</head>
<body>
<main>
<h1>Klatch</h1>
<p class="lead">Instant messaging at the edge. This is a running server: people’s apps talk to it, and so can yours.</p>
<h2>Build on it</h2>
<ul class="cards">
<li><a href="/openapi.json">HTTP API</a><span>OpenAPI 3.1: accounts, devices, conversations, groups, history</span></li>
<li><a href="/asyncapi.json">WebSocket API</a><span>AsyncAPI 3: the frames of <code>klatch.v1</code>, spoken at <code>/ws</code></span></li>
<li><a href="/.well-known/jwks.json">Public signing keys</a><span>JWKS: verify the access tokens issued here</span></li>
<li><a href="/health">Health</a><span>Whether the server answers</span></li>
<li><a href="/ready">Readiness</a><span>Whether everything that it needs answers</span></li>
</ul>
<h2>Try it</h2>
<p>From a checkout of the source, in two terminals:</p>
<pre><code>npm run chat -- --as ada
npm run chat -- --as bob</code></pre>
</main>
</body>
</html>
`;

const styleHash = createHash("sha256").update(style).digest("base64");

const headers = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "public, max-age=300",
  "content-security-policy": contentSecurityPolicy({
    "default-src": "'none'",
    "style-src": `'sha256-${styleHash}'`,
    "img-src": "data:",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
  }),
} as const;

export async function developersPage(): Promise<Response> {
  return new Response(page, { headers });
}

export async function homePage({ request, env }: HandlerInput): Promise<Response> {
  return (await webClientFile(request, env)) ?? (await developersPage());
}
