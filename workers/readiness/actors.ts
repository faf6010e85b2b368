// GET /ready: one object of each class answers. Each is asked what an object that nobody made refuses or knows without
// a write, under a name that nothing else has.
import { isUnknownCall } from "../../durable-objects/runtime/calls.ts";
import {
  conversationStub,
  fleetStub,
  groupStub,
  networkShardStub,
  passwordShardStub,
  userSessionStub,
} from "../../durable-objects/runtime/stubs.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { ConversationId, DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { Check } from "./check.ts";

/** No id of a user or conversation looks like it. */
const nobody = "ready";
const userId = nobody as UserId;
const conversationId = nobody as ConversationId;
const deviceId = nobody as DeviceId;

/** A limit of nothing: the shard refuses, and a refusal writes no row. */
const beyondAnyLimit = { kind: "call", networks: [{ name: nobody, limits: { minute: 0 } }], amount: 1 } as const;

export const actorChecks = (env: Env): readonly Check[] => [
  ["USER_SESSION", () => isAnswered(() => userSessionStub(env, userId).knowsDevice({ deviceId, secretId: nobody }))],
  ["CONVERSATION", () => isAnswered(() => conversationStub(env, conversationId).read({ userId, from: 0 }))],
  ["GROUP", () => isAnswered(() => groupStub(env, conversationId).read({ userId, from: 0 }))],
  ["PASSWORD_SHARD", () => isAnswered(() => passwordShardStub(env, nobody).answer())],
  ["FLEET", () => isAnswered(() => fleetStub(env).sockets())],
  ["NETWORK_SHARD", () => isAnswered(() => networkShardStub(env, 0).count(beyondAnyLimit))],
];

/** What it answers does not matter. While a deploy spreads, the object may run the version before, without this call. */
async function isAnswered(call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    if (!isUnknownCall(thrown)) throw thrown;
  }
}
