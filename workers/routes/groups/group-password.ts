// Group passwords, hashed and compared in the Worker, so that the group actor's work stays short.
import type { Env } from "../../../durable-objects/runtime/env.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { CallerGroup } from "../../http/caller-group.ts";
import { hashPassword, verifyPassword } from "../../accounts/password.ts";
import { isRefused } from "../../http/answer.ts";

/**
 * Counts the attempt before the password is checked, so that parallel attempts do not evade the limit.
 *
 * @returns the hash that the password matches, which the group accepts as long as it is still current; or
 * WRONG_PASSWORD, RATE_LIMITED, or why joining by password is not possible
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
 * Hashes a new password, only for callers who may set it: others must not be able to cause that work. The group checks
 * again.
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
