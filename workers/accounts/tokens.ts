// Issues access and refresh tokens: JWTs (RFC 7519, RFC 9068) signed with Ed25519.
import { SignJWT } from "jose";
import { readSigningKeys } from "../../durable-objects/runtime/signing-keys.ts";
import { issuerOf, tokenKinds } from "../../durable-objects/runtime/verify-token.ts";
import type { Tokens } from "../../schema/protocol/http-auth.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { IssuedGrant } from "../../schema/rpc/user-session.ts";
import type { RequestContext } from "../http/request-context.ts";

/** Issues both tokens of a grant. Neither outlives the end of the session. */
export async function issueTokens(
  userId: UserId,
  { deviceId, family, generation, endsAt = Number.POSITIVE_INFINITY }: IssuedGrant,
  { env, limits }: Pick<RequestContext, "env" | "limits">,
): Promise<Tokens> {
  const keys = await readSigningKeys(env);
  const nowSeconds = Math.floor(Date.now() / 1_000);
  const leftSeconds = Math.max(0, Math.floor(endsAt / 1_000) - nowSeconds);
  const accessSeconds = Math.min(limits.ACCESS_TOKEN_SECONDS, leftSeconds);
  const refreshSeconds = Math.min(limits.REFRESH_TOKEN_SECONDS, leftSeconds);
  const sign = ({ typ, audience }: (typeof tokenKinds)["access" | "refresh"], seconds: number): Promise<string> =>
    new SignJWT({ did: deviceId, fam: family, gen: generation })
      .setProtectedHeader({ alg: "EdDSA", typ, kid: keys.signing.kid })
      .setIssuer(issuerOf(env))
      .setAudience(audience)
      .setSubject(userId)
      .setIssuedAt(nowSeconds)
      .setExpirationTime(nowSeconds + seconds)
      .sign(keys.signing.key);
  const [accessToken, refreshToken] = await Promise.all([
    sign(tokenKinds.access, accessSeconds),
    sign(tokenKinds.refresh, refreshSeconds),
  ]);
  return { accessToken, refreshToken, expiresIn: accessSeconds };
}
