// Passwords are hashed, checked and counted in the shards, never in the Worker: calls to them.
import { callActorOnce } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { passwordShardStub } from "../../durable-objects/runtime/stubs.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import { isRefused } from "../http/answer.ts";
import type { Account } from "./accounts.ts";
import { passwordPlace } from "./password-place.ts";

/** The queue of a shard is shorter, also where shards share one thread. */
const deadlineMs = 30_000;

export interface GivenPassword {
  /** As it was typed. */
  readonly username: string;
  readonly password: string;
  /** Null: there is none of this name, which takes the same time. */
  readonly account: Account | null;
  /** From the narrow network to the wide one; null where no address is known. */
  readonly networks: readonly string[] | null;
  readonly knownDevice: DeviceId | null;
  /** Or nobody is challenged. Then wrong passwords from all networks together keep nobody out. */
  readonly hasSolvedChallenge: boolean;
}

/** @returns null if the password is the account's; INVALID_CREDENTIALS, RATE_LIMITED, CHALLENGE_REQUIRED. @throws ActorUnavailable */
export async function checkAccountPassword(
  { username, password, account, networks, knownDevice, hasSolvedChallenge }: GivenPassword,
  env: Env,
): Promise<Refused | null> {
  const { shard, subject } = passwordPlace("username", username, env);
  const checked = await callActorOnce(
    () =>
      passwordShardStub(env, shard).checkAccount({
        subject,
        password,
        passwordHash: account?.passwordHash ?? null,
        userId: account?.user.id ?? null,
        networks: networks ?? [],
        knownDevice,
        hasSolvedChallenge,
      }),
    deadlineMs,
  );
  return isRefused(checked) ? checked : null;
}

/** The hash of a new account's password. @param networks as above. @returns RATE_LIMITED. @throws ActorUnavailable */
export function hashFirstPassword(
  { username, password, networks }: Pick<GivenPassword, "username" | "password" | "networks">,
  env: Env,
) {
  const { shard } = passwordPlace("registration", username, env);
  return hashIn(shard, { password, changesOf: null, network: networks?.at(-1) ?? null }, env);
}

/** The hash of a password that a user sets, counted as a change of theirs. @returns RATE_LIMITED. @throws ActorUnavailable */
export function hashNextPassword(userId: UserId, password: string, env: Env) {
  const { shard, subject } = passwordPlace("user", userId, env);
  return hashIn(shard, { password, changesOf: subject }, env);
}

/** Whether the password matches the hash of a group, which has counted the attempt. @returns RATE_LIMITED. @throws ActorUnavailable */
export const compareGroupPassword = (groupId: string, password: string, passwordHash: string, env: Env) =>
  callActorOnce(
    () => passwordShardStub(env, passwordPlace("group", groupId, env).shard).compare({ password, passwordHash }),
    deadlineMs,
  );

const hashIn = (shard: string, request: Parameters<PasswordShardRpc["hash"]>[0], env: Env) =>
  callActorOnce(() => passwordShardStub(env, shard).hash(request), deadlineMs);
