// The hash that is kept with a message: of what was submitted and, where the server stored something else, of that too.
// Pure.

/** No hash has it. */
const between = "~";

/** The hash of a message that was stored otherwise than it was submitted. */
export const rewrittenHash = (submitted: string, stored: string): string => `${submitted}${between}${stored}`;

/** What a repeat has to match. */
export function submittedHash(bodyHash: string): string {
  const at = bodyHash.indexOf(between);
  return at < 0 ? bodyHash : bodyHash.slice(0, at);
}

/** What the stored body has to match. */
export const storedHash = (bodyHash: string): string => bodyHash.slice(bodyHash.indexOf(between) + 1);
