// The token with which Apple knows this deployment: it must be younger than an hour, and must not be another one within twenty
// minutes, for all that send with one key. So all isolates, which know nothing of each other, make theirs as of the same moment.
import { SignJWT } from "jose";
import type { ApnsKey } from "./apns-key.ts";

const windowSeconds = 1_800;
const shortestSeconds = 1_200;

interface Known {
  readonly key: ApnsKey;
  /** Seconds since 1970. */
  readonly issuedAt: number;
  readonly token: string;
}
let known: Known | null = null;
/** Of the last token that did not wait for its window. */
let renewedAt = 0;

const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

export async function apnsToken(key: ApnsKey): Promise<string> {
  const now = nowSeconds();
  const issuedAt = now - (now % windowSeconds);
  // One that is dated ahead is of a clock that was set back.
  if (known?.key === key && known.issuedAt >= issuedAt && known.issuedAt <= now) return known.token;
  return make(key, issuedAt);
}

/** Apple finds it too old: this machine's clock is late. @returns null if there was a new one within twenty minutes */
export async function anotherApnsToken(key: ApnsKey, expired: string): Promise<string | null> {
  if (known !== null && known.key === key && known.token !== expired) return known.token;
  const now = nowSeconds();
  if (Math.abs(now - renewedAt) < shortestSeconds) return null;
  renewedAt = now;
  return make(key, now);
}

async function make(key: ApnsKey, issuedAt: number): Promise<string> {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: "ES256", kid: key.keyId })
    .setIssuer(key.teamId)
    .setIssuedAt(issuedAt)
    .sign(key.signing);
  known = { key, issuedAt, token };
  return token;
}
