// GET /challenge: the widget of the deployment's challenge, for a frame in the web client. The provider's script runs
// here only, under a policy of this page.
import { createHash } from "node:crypto";
import { refused } from "../../schema/rpc/conversation.ts";
import { challengeProvider } from "../strangers/challenge-provider.ts";
import type { Answer } from "./answer.ts";
import type { HandlerInput } from "./handler.ts";
import { contentSecurityPolicy } from "./response-headers.ts";

/** Turnstile's script calls this when it is loaded. */
const script = `
  function challengeLoaded() {
    turnstile.render("#challenge", {
      sitekey: document.body.dataset.siteKey,
      callback: (token) => parent.postMessage({ challengeToken: token }, location.origin),
    });
  }`;
const style = "html { color-scheme: light dark; } body { margin: 0; }";

const hashOf = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const escaped = (text: string): string => text.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);

/** @returns NOT_FOUND where nobody is challenged */
export async function challengePage({ env }: HandlerInput): Promise<Answer> {
  const provider = challengeProvider(env);
  if (provider === null) return refused("NOT_FOUND");
  const { siteKey, scriptUrl } = provider;
  const { origin } = new URL(scriptUrl);
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Klatch</title>
<style>${style}</style>
<script>${script}</script>
<script src="${escaped(`${scriptUrl}?render=explicit&onload=challengeLoaded`)}" async defer></script>
</head>
<body data-site-key="${escaped(siteKey)}"><div id="challenge"></div></body>
</html>
`;
  return new Response(page, {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "x-frame-options": "SAMEORIGIN",
      "content-security-policy": contentSecurityPolicy({
        "default-src": "'none'",
        "script-src": `${hashOf(script)} ${origin}`,
        "style-src": hashOf(style),
        "frame-src": origin,
        "connect-src": origin,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
      }),
    },
  });
}
