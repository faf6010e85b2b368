// Group passwords, hashed and compared in the shards of passwords, so that they hold up neither the group nor a Worker.
import type { Env } from "../../../durable-objects/runtime/env.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { CallerGroup } from "../../http/caller-group.ts";
import { compareGroupPassword, hashNextPassword } from "../../accounts/passwords.ts";
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
  env: Env,
): Promise<{ readonly passwordHash: string } | Refused> {
  const begun = await group.askOnce((stub, from) => stub.beginPassword(from));
  if (isRefused(begun)) return begun;
  const { passwordHash } = begun;
  const compared = await compareGroupPassword(group.id, password, passwordHash, env);
  if (isRefused(compared)) return compared;
  return compared.matches ? { passwordHash } : refused("WRONG_PASSWORD");
}

/**
 * Hashes a new password, only for callers who may set it: others must not be able to cause that work. The group checks
 * again. It counts as a change of the caller's before it is made.
 *
 * @returns FORBIDDEN, CONVERSATION_NOT_FOUND, RATE_LIMITED
 */
export async function hashGroupPassword(
  password: string,
  group: CallerGroup,
  callerId: UserId,
  env: Env,
): Promise<{ readonly passwordHash: string } | Refused> {
  const described = await group.ask((stub, from) => stub.describe(from));
  if (isRefused(described)) return described;
  if (described.group === null) return refused("CONVERSATION_NOT_FOUND");
  if (described.group.self.role === "member") return refused("FORBIDDEN");
  return hashNextPassword(callerId, password, env);
}
