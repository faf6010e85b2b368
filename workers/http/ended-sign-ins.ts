// What this isolate remembers of sign-ins that have ended: whoever holds tokens of one keeps neither the user's session busy
// nor costs a question for each call.
import type { Identity } from "../../durable-objects/runtime/verify-token.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import { isSignInEnd } from "../../schema/rpc/user-session.ts";
import { countStranger } from "../strangers/stranger-limits.ts";
import { BoundedMap } from "./bounded-map.ts";
import type { RequestContext } from "./request-context.ts";

/**
 * A family that has ended never begins again, unless a session's storage is restored to an earlier time. Why it is refused
 * may change: after a suspension, `SUSPENDED` is remembered for a moment.
 */
const rememberedMs = 60_000;
/** Beyond it the oldest is forgotten, and asked about again. */
const maxRemembered = 10_000;

type SignIn = Pick<Identity, "userId" | "grant">;

const endings = new BoundedMap<string, { readonly refusal: Refused; readonly at: number }>(maxRemembered);

/** Whether the refusal says that the caller's sign-in is not in force. */
export const isEnd = ({ refusal: { code } }: Refused): boolean => isSignInEnd(code);

const keyOf = ({ userId, grant: { deviceId, family } }: SignIn): string => `${userId} ${deviceId} ${family}`;

/** @returns DEVICE_SIGNED_OUT, SUSPENDED if the session has said so a moment ago; null: it must be asked */
export function knownEnd(signIn: SignIn): Refused | null {
  const ending = endings.get(keyOf(signIn));
  if (ending === undefined) return null;
  // The clock may have been set back.
  if (Math.abs(Date.now() - ending.at) < rememberedMs) return ending.refusal;
  endings.delete(keyOf(signIn));
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
  if (isEnd(refusal) && knownEnd(signIn) === null) endings.set(keyOf(signIn), { refusal, at: Date.now() });
  return (await countStranger(request, context)) ?? refusal;
}
