// What an access token says of its sign-in, read by the harness without a key.
import * as v from "valibot";
import { deviceIdShape } from "../../../schema/protocol/ids.ts";

const claimsShape = v.object({ did: deviceIdShape, fam: v.string(), exp: v.number() });

/** @returns `until`: when it expires, ms since 1970 */
export function claimsOf(accessToken: string) {
  const payload = Buffer.from(accessToken.split(".")[1] ?? "", "base64url").toString();
  const { did: deviceId, fam: family, exp } = v.parse(claimsShape, JSON.parse(payload));
  return { deviceId, family, until: exp * 1_000 };
}
