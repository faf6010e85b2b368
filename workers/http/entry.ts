// The Worker's entry: HTTP requests, queue batches, and the actor classes for the platform.
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { EqualFiles } from "../../durable-objects/equal-files/equal-files.ts";
import { Fleet } from "../../durable-objects/fleet/fleet.ts";
import { Group } from "../../durable-objects/group/group.ts";
import { NetworkShard } from "../../durable-objects/network-shard/network-shard.ts";
import { SharedFile } from "../../durable-objects/files/shared-file.ts";
import { PasswordShard } from "../../durable-objects/passwords/password-shard.ts";
import { setLogLevel } from "../../durable-objects/runtime/logger.ts";
import { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import { consumeDeadLetters, isDeadLetterQueue } from "../consumers/consume-dead-letters.ts";
import { consumeJobs } from "../consumers/consume-jobs.ts";
import { knownDatabases } from "./known-databases.ts";
import { handleRequest } from "./router.ts";

export { Conversation, EqualFiles, Fleet, Group, NetworkShard, PasswordShard, SharedFile, UserSession };

/** What jobs write is in the databases: they wait for code that knows those. */
const unknownDelaySeconds = 300;

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    ctx.waitUntil(knownDatabases.look(env, Date.now()));
    return handleRequest(request, env, ctx);
  },
  async queue(batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> {
    setLogLevel(env.LOG_LEVEL);
    await knownDatabases.look(env, Date.now());
    if (knownDatabases.areTooNew) return batch.retryAll({ delaySeconds: unknownDelaySeconds });
    if (isDeadLetterQueue(batch.queue)) await consumeDeadLetters(batch, env);
    else await consumeJobs(batch, env, ctx);
  },
} satisfies ExportedHandler<Env>;
