// The Worker's entry: HTTP requests, queue batches, and the actor classes for the platform.
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { Fleet } from "../../durable-objects/fleet/fleet.ts";
import { Group } from "../../durable-objects/group/group.ts";
import { NetworkShard } from "../../durable-objects/network-shard/network-shard.ts";
import { PasswordShard } from "../../durable-objects/passwords/password-shard.ts";
import { setLogLevel } from "../../durable-objects/runtime/logger.ts";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import { consumeDeadLetters, isDeadLetterQueue } from "../consumers/consume-dead-letters.ts";
import { consumeJobs } from "../consumers/consume-jobs.ts";
import { handleRequest } from "./router.ts";

export { Conversation, Fleet, Group, NetworkShard, PasswordShard, UserSession };

export default {
  fetch: handleRequest,
  async queue(batch: MessageBatch, env: Env): Promise<void> {
    setLogLevel(env.LOG_LEVEL);
    await (isDeadLetterQueue(batch.queue) ? consumeDeadLetters : consumeJobs)(batch, env);
  },
} satisfies ExportedHandler<Env>;
