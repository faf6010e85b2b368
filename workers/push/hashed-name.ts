// Names that tell nothing of what they stand for, and are the same for the same.

/** @returns SHA-256 of the parts, in base64url: 43 characters */
export async function hashedName(...parts: readonly (string | number)[]): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(parts.join(" ")));
  return Buffer.from(digest).toString("base64url");
}
