// The hash under which the directory keeps tokens of operators and invitations. They have 256 random bits, so that no
// slow hash is needed.
import { createHash } from "node:crypto";

/** SHA-256, as base64url. */
export const tokenHashOf = (token: string): string => createHash("sha256").update(token).digest("base64url");
