// Where a link in a text may lead: to the web or into a mail, never into a script or a file.

const allowed = new Set(["http:", "https:", "mailto:"]);

/** @returns the address in full, or null for one that is not to be followed */
export function linkTarget(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !allowed.has(url.protocol)) return null;
  // `https://bank.example@evil.example/` shows one name and leads to another.
  return url.protocol !== "mailto:" && (url.username !== "" || url.password !== "") ? null : url.href;
}
