// What this isolate remembers of sign-ins that have ended: whoever holds tokens of one keeps neither the user's session busy
// nor costs a question for each call.
import type { Identity } from "../../durable-objects/runtime/verify-token.ts";
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { RequestContext } from "./request-context.ts";

/** A family that has ended never begins again, unless a session's storage is restored to an earlier time. */
const rememberedMs = 60_000;
/** Beyond it the oldest is forgotten, and asked about again. */
const maxRemembered = 10_000;

type SignIn = Pick<Identity, "userId" | "grant">;

const endedAt = new BoundedMap<string, number>(maxRemembered);

const keyOf = ({ userId, grant: { deviceId, family } }: SignIn): string => `${userId} ${deviceId} ${family}`;

/** @returns DEVICE_SIGNED_OUT if the session has said so a moment ago; null: it must be asked */
export function knownEnd(signIn: SignIn): Refused | null {
  const at = endedAt.get(keyOf(signIn));
  if (at === undefined) return null;
  // The clock may have been set back.
  if (Math.abs(Date.now() - at) < rememberedMs) return signedOut;
  endedAt.delete(keyOf(signIn));
  return null;
}

/**
 * The answer for a token whose sign-in has ended: it counts as a call without an account.
 *
 * @returns the refusal, or RATE_LIMITED, FORBIDDEN
 */
export async function refuseEnded(
  refusal: Refused,
  signIn: SignIn,
  request: Pick<Request, "headers" | "url">,
  context: RequestContext,
): Promise<Refused> {
  if (refusal.refusal.code === "DEVICE_SIGNED_OUT" && knownEnd(signIn) === null) endedAt.set(keyOf(signIn), Date.now());
  return (await countStranger(request, context)) ?? refusal;
}

const signedOut = refused("DEVICE_SIGNED_OUT");
