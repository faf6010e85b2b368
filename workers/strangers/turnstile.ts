// Cloudflare Turnstile: verifies tokens by its `siteverify`.
import * as v from "valibot";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { ChallengeProvider, TokenOrigin } from "./challenge-provider.ts";

/** Where Turnstile is, before `/siteverify` and `/api.js`. */
const turnstileUrl = "https://challenges.cloudflare.com/turnstile/v0";

const maxTokenChars = 2_048;
const tries = 2;
const timeoutMs = 3_000;

/** Codes of `siteverify` that say something of the token; all others are of us or of Turnstile. */
const tokenFaults: ReadonlySet<string> = new Set([
  "missing-input-response",
  "invalid-input-response",
  "timeout-or-duplicate",
]);

const answerShape = v.object({
  success: v.boolean(),
  hostname: v.optional(v.string()),
  "error-codes": v.optional(v.array(v.string()), []),
});
type Answer = v.InferOutput<typeof answerShape>;

interface Settings {
  readonly siteKey: string;
  readonly secret: string;
  readonly url?: string;
}

export function turnstile({ siteKey, secret, url = turnstileUrl }: Settings): ChallengeProvider {
  return {
    kind: "turnstile",
    siteKey,
    scriptUrl: `${url}/api.js`,
    async verify(token, { address, allowsHost }: TokenOrigin) {
      if (token === "" || token.length > maxTokenChars) return "failed";
      const body = JSON.stringify({
        secret,
        response: token,
        ...(address === null ? {} : { remoteip: address }),
        // The same for all tries: a token that a lost answer used up is still ours.
        idempotency_key: crypto.randomUUID(),
      });
      const answer = await ask(`${url}/siteverify`, body);
      if (answer === null) return "unavailable";
      if (answer.success) return allowsHost(answer.hostname ?? "") ? "met" : "failed";
      if (answer["error-codes"].some((code) => tokenFaults.has(code))) return "failed";
      logErrorSeldom("turnstile refused to answer", new Error(answer["error-codes"].join(" ")));
      return "unavailable";
    },
  };
}

/** @returns null if no try was answered */
async function ask(url: string, body: string): Promise<Answer | null> {
  for (let left = tries; left > 0; left--) {
    try {
      const answer = await askOnce(url, body);
      if (!answer["error-codes"].includes("internal-error")) return answer;
    } catch (thrown) {
      logErrorSeldom("turnstile not reached", thrown, { triesLeft: left - 1 });
    }
  }
  return null;
}

/** @throws Error when there is no answer in time, or none that can be read */
async function askOnce(url: string, body: string): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(timeoutMs),
  });
  // Refusals come with 4xx and the same JSON; what is no JSON is of a proxy between.
  return v.parse(answerShape, await response.json());
}
