// A user's e-mail address: who says which one it is, and proves that mails to it reach them.
import * as v from "valibot";
import { passwordShape } from "./http-auth.ts";
import { wireLimits } from "./limits.ts";
import { strictShape, timeMs } from "./shape.ts";

/** As RFC 5321 and 5322 have it, in ASCII, without quoted local parts and numbers for domains. */
const emailAddressShape = v.pipe(v.string(), v.maxLength(wireLimits.emailMaxChars), v.email());

/** Says in a mail what it may be used for, and by whom. Opaque. */
const mailTokenShape = v.pipe(v.string(), v.regex(/^user_[0-9a-hjkmnp-tv-z]{26}\.[0-9a-f]{32}\.[0-9a-f]{32}$/));

/**
 * `isAvailable`: whether this deployment sends mails. `address`: proven; null: none. `pending`: asked for, and to be proven until
 * then.
 */
export const pendingEmailShape = strictShape({ address: v.string(), expiresAt: timeMs });
export const emailShape = strictShape({
  isAvailable: v.boolean(),
  address: v.nullable(v.string()),
  pending: v.nullable(pendingEmailShape),
});
export type Email = v.InferOutput<typeof emailShape>;

export const emailBodyShape = strictShape({ address: emailAddressShape, password: passwordShape });
export const removeEmailBodyShape = strictShape({ password: passwordShape });

export const confirmEmailBodyShape = strictShape({ token: mailTokenShape });
export const emailConfirmedShape = strictShape({ address: v.string() });

export const stopEmailsQueryShape = strictShape({ link: mailTokenShape });
