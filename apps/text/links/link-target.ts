// Checks the target of a link: web and mail addresses are allowed, scripts and files are not.

const allowed = new Set(["http:", "https:", "mailto:"]);

/** @returns the full address, with its host in ASCII, or null if it must not be followed */
export function linkTarget(address: string): string | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !allowed.has(url.protocol)) return null;
  if (url.protocol === "mailto:") return withAsciiHost(address.trim(), url.href);
  // Refuses credentials: `https://bank.example@evil.example/` shows one host and leads to another.
  return url.username !== "" || url.password !== "" ? null : url.href;
}

/** The standard of addresses leaves the host of e-mail as it is. */
function withAsciiHost(address: string, href: string): string | null {
  const [, local = "", host = "", rest = ""] = /^mailto:([^@?]+)@([^?,/\\]+)(.*)$/is.exec(address) ?? [];
  const web = `http://${host}/`;
  // `a@bank.example%2Cb@evil.example` is more than one address.
  if (/[@%]/.test(host)) return null;
  return host === "" || !URL.canParse(web) ? href : new URL(`mailto:${local}@${new URL(web).hostname}${rest}`).href;
}
