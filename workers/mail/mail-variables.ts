// The variables without which no mails are sent: whose they are, and where their links lead. Pure: deploys judge by it, too.

const address = '[^\\s@<>",;]{1,64}@[A-Za-z0-9.-]{1,255}';
const named = new RegExp(`^(?:([^<>"\\r\\n]{1,64}?) *<(${address})>|(${address}))$`);

/** `Klatch <noreply@chat.example>`, or the address alone. @throws Error */
export function senderOf(text: string): { readonly name: string; readonly email: string } {
  const [, name = "Klatch", inBrackets, alone] = named.exec(text.trim()) ?? [];
  const email = inBrackets ?? alone;
  if (email === undefined) throw new Error("MAIL_FROM is no address: Name <name@domain>");
  return { name, email };
}

/** @throws Error */
export function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isLocal = url?.protocol === "http:" && (url.hostname === "localhost" || url.hostname.startsWith("127."));
  if (url === null || (url.protocol !== "https:" && !isLocal) || url.href !== `${url.origin}/`)
    throw new Error("APP_URL is no origin: https://chat.example");
  return url.origin;
}
