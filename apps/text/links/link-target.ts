// Checks the target of a link: web and mail addresses are allowed, scripts and files are not.

const allowed = new Set(["http:", "https:", "mailto:"]);

/** @returns the full address, or null if it must not be followed */
export function linkTarget(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !allowed.has(url.protocol)) return null;
  // Refuses credentials: `https://bank.example@evil.example/` shows one host and leads to another.
  return url.protocol !== "mailto:" && (url.username !== "" || url.password !== "") ? null : url.href;
}
