// /.well-known/security.txt (RFC 9116): whom to tell of a vulnerability of this deployment.
import type { Env } from "../../durable-objects/runtime/env.ts";

type Settings = Pick<Env, "SECURITY_CONTACT" | "SECURITY_EXPIRES">;

/** RFC 9116, section 2.5.3: addresses of the web must be https. */
const contactSchemes: ReadonlySet<string> = new Set(["https:", "mailto:", "tel:"]);

/**
 * @returns null if the deployment names no contact, if one is no address, or if the time is over or none: then nobody
 *   must rely on it
 */
export function securityText({ SECURITY_CONTACT = "", SECURITY_EXPIRES = "" }: Settings, nowMs: number): string | null {
  const contacts = SECURITY_CONTACT.split(",").flatMap((one) => one.trim() || []);
  const expiresMs = Date.parse(SECURITY_EXPIRES);
  if (contacts.length === 0 || !contacts.every(isContact) || !(expiresMs > nowMs)) return null;
  const fields = [...contacts.map((contact) => `Contact: ${contact}`), `Expires: ${new Date(expiresMs).toISOString()}`];
  return fields.map((field) => `${field}\n`).join("");
}

const isContact = (text: string): boolean =>
  /^[\x21-\x7E]+$/.test(text) && URL.canParse(text) && contactSchemes.has(new URL(text).protocol);
