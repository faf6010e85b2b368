// What the links in mails say, with a MAC: whose address it is, and what for. Nothing of it is stored.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { isMac, makeMacs, type MacKind } from "../../durable-objects/runtime/id-keys.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

type WithKeys = Pick<Env, "ID_KEYS">;

/** `proof`: whoever shows it gets mails there. `stop`: they want no more digests. */
export type MailPurpose = "proof" | "stop";

/** Hexadecimal: programs that find links in texts leave out `-` and `_` at their ends. */
const macOf = (purpose: MailPurpose): MacKind => ({
  purpose: `mail-${purpose}`,
  encode: (bytes) => bytes.toString("hex", 0, 16),
});

export interface Addressee {
  readonly userId: UserId;
  readonly addressId: string;
}

const textOf = ({ userId, addressId }: Addressee): string => `${userId}.${addressId}`;

/** @throws Error when ID_KEYS is missing or malformed */
export const mailToken = (env: WithKeys, purpose: MailPurpose, addressee: Addressee): string =>
  `${textOf(addressee)}.${makeMacs(env, macOf(purpose), textOf(addressee)).mac}`;

/**
 * Null: the server did not make it for this purpose.
 *
 * @param token matches `mailTokenShape`
 * @throws Error when ID_KEYS is missing or malformed
 */
export function readMailToken(env: WithKeys, purpose: MailPurpose, token: string): Addressee | null {
  const [userId = "", addressId = "", mac = ""] = token.split(".");
  const addressee: Addressee = { userId: userId as UserId, addressId };
  return isMac(env, macOf(purpose), textOf(addressee), mac) ? addressee : null;
}
