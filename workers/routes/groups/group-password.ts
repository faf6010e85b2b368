// A group's password at the front door: hashed and compared here, so that the group's own work stays short.
import type { Env } from "../../../durable-objects/runtime/env.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { CallerGroup } from "../../http/caller-group.ts";
import { hashPassword, verifyPassword } from "../../accounts/password.ts";
import { isRefused } from "../../http/answer.ts";

/**
 * The attempt is counted before the password is looked at, so that no parallel guess slips through.
 *
 * @returns the hash that it fits, with which the group lets in as long as it is still the group's; or WRONG_PASSWORD,
 * RATE_LIMITED, or why nobody joins by password
 */
export async function checkGroupPassword(
  password: string,
  group: CallerGroup,
  { SCRYPT_COST }: Pick<Env, "SCRYPT_COST">,
): Promise<{ readonly passwordHash: string } | Refused> {
  const begun = await group.askOnce((stub, from) => stub.beginPassword(from));
  if (isRefused(begun)) return begun;
  const { passwordHash } = begun;
  return (await verifyPassword(password, passwordHash, SCRYPT_COST)) ? { passwordHash } : refused("WRONG_PASSWORD");
}

/**
 * Only for those who may set it at all: hashing is work that nobody else shall be able to cause. The group judges again.
 *
 * @returns FORBIDDEN, CONVERSATION_NOT_FOUND
 */
export async function hashGroupPassword(
  password: string,
  group: CallerGroup,
  { SCRYPT_COST }: Pick<Env, "SCRYPT_COST">,
): Promise<{ readonly passwordHash: string } | Refused> {
  const described = await group.ask((stub, from) => stub.describe(from));
  if (isRefused(described)) return described;
  if (described.group === null) return refused("CONVERSATION_NOT_FOUND");
  if (described.group.self.role === "member") return refused("FORBIDDEN");
  return { passwordHash: await hashPassword(password, SCRYPT_COST) };
}
