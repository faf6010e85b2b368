// A challenge instead of a refusal: many people behind one address prove that they are people.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { isAllowedOrigin } from "../http/response-headers.ts";
import type { RequestContext } from "../http/request-context.ts";
import { challengeProvider, type ChallengeProvider } from "./challenge-provider.ts";

/** The request header with the token of a challenge that was met. */
const challengeHeader = "challenge-token";

type Verdict = Awaited<ReturnType<ChallengeProvider["verify"]>>;

// A token is spent by its first verification, and one request may be asked twice: by its network and by its account.
const verdicts = new WeakMap<object, Promise<Verdict>>();

/**
 * Asks for a challenge in the place of a refusal.
 *
 * @param otherwise the refusal where no challenge helps: none is configured, or its provider cannot be asked
 * @returns null if the request carries the token of a challenge that was met; else CHALLENGE_REQUIRED with what the
 *   client needs for it, or `otherwise`
 */
export async function challenge(
  request: Pick<Request, "headers" | "url">,
  { env }: Pick<RequestContext, "env">,
  otherwise: Refused,
): Promise<Refused | null> {
  const provider = challengeProvider(env);
  if (provider === null) return otherwise;
  const { kind, siteKey } = provider;
  const required: Refused = {
    refusal: { ...otherwise.refusal, code: "CHALLENGE_REQUIRED", challenge: { kind, siteKey } },
  };
  const token = request.headers.get(challengeHeader);
  if (token === null) return required;
  const verdict = verdicts.get(request) ?? verify(provider, token, request, env);
  verdicts.set(request, verdict);
  switch (await verdict) {
    case "met":
      return null;
    case "failed":
      return required;
    case "unavailable":
      return otherwise;
  }
}

/**
 * Makes an attempt that may ask for a challenge, and makes it again if this request has met one. Where nobody is
 * challenged, nobody could meet one: a refusal for want of it would hand everybody the means to lock out the owner.
 *
 * @param attempt gets whether it needs no challenge, or no further one. @returns CHALLENGE_REQUIRED where one would help
 */
export async function challenged(
  request: Pick<Request, "headers" | "url">,
  context: Pick<RequestContext, "env">,
  attempt: (hasMetChallenge: boolean) => Promise<Refused | null>,
): Promise<Refused | null> {
  if (challengeProvider(context.env) === null) return attempt(true);
  const refusal = await attempt(false);
  if (refusal?.refusal.code !== "CHALLENGE_REQUIRED") return refusal;
  // If the provider cannot be asked, waiting helps as well.
  const unproven = await challenge(request, context, { refusal: { ...refusal.refusal, code: "RATE_LIMITED" } });
  return unproven ?? attempt(true);
}

function verify(
  provider: ChallengeProvider,
  token: string,
  { headers, url }: Pick<Request, "headers" | "url">,
  env: Env,
): Promise<Verdict> {
  const own = new URL(url);
  return provider.verify(token, {
    address: env.CLIENT_ADDRESS_SOURCE === "none" ? null : headers.get("cf-connecting-ip"),
    allowsHost: (host) =>
      host === own.hostname ||
      ["https", "http"].some((scheme) => isAllowedOrigin(`${scheme}://${host}`, own.origin, env.CORS_ORIGINS)),
  });
}
