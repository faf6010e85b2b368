// Google's access token for sending pushes: given for an assertion that is signed with the account's key (RFC 7523).
import { SignJWT } from "jose";
import * as v from "valibot";
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import { outsideAddress } from "../outside/outside-address.ts";
import { tokenDeadlineMs, tokenRestMs, type AccessToken, type NotGiven } from "./access-tokens.ts";
import type { FcmAccount } from "./fcm-account.ts";
import { postAndRead } from "./post-push.ts";
import { outcomeOfStatus } from "./statuses.ts";

const scope = "https://www.googleapis.com/auth/firebase.messaging";
const grantType = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const assertionSeconds = 3_600;

const grantShape = v.object({
  access_token: v.pipe(v.string(), v.minLength(1)),
  /** Seconds. */
  expires_in: v.pipe(v.number(), v.minValue(1)),
});
const refusalShape = v.object({ error: v.string() });

/** Never throws: nothing was sent yet, so that whoever gets no token may try again. */
export async function askForAccess(account: FcmAccount, env: Env): Promise<AccessToken | NotGiven> {
  const url = outsideAddress(account.tokenUrl, env);
  if (url === null) return { kind: "not-accepted", reason: "token_uri" };
  const cut = new AbortController();
  try {
    return await withDeadline(() => ask(url, account, cut.signal), tokenDeadlineMs);
  } catch (cause) {
    cut.abort();
    logErrorSeldom("push not answered", cause, { host: url.host });
    return { kind: "refused", retryAfterMs: tokenRestMs };
  }
}

async function ask(url: URL, account: FcmAccount, signal: AbortSignal): Promise<AccessToken | NotGiven> {
  const assertion = await assertionOf(account);
  const body = new URLSearchParams({ grant_type: grantType, assertion });
  const askedAt = Date.now();
  const { response, json } = await postAndRead(url, { body, signal });
  const grant = v.safeParse(grantShape, json);
  if (response.ok && grant.success) {
    const { access_token: token, expires_in: seconds } = grant.output;
    // Some minutes for the way, and for clocks that differ.
    return { token, usableUntil: askedAt + Math.max(seconds - 300, seconds / 2) * 1_000 };
  }
  const outcome = outcomeOfStatus(response);
  if (outcome.kind === "refused") {
    const { mayHaveCome: _, ...notSent } = outcome;
    return notSent;
  }
  const refusal = v.safeParse(refusalShape, json);
  return { kind: "not-accepted", reason: refusal.success ? refusal.output.error : String(response.status) };
}

function assertionOf({ email, keyId, tokenUrl, signing }: FcmAccount): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ scope })
    .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: keyId })
    .setIssuer(email)
    .setAudience(tokenUrl)
    .setIssuedAt(now)
    .setExpirationTime(now + assertionSeconds)
    .sign(signing);
}
