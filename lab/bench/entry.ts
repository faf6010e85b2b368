// The metered Worker: the production entry with counters on its actors and bindings, and a few routes for the harness.
// Used only for the row counts of cold starts and for the cost ledger; throughput is measured on the bundle of a
// deployment.
import { Conversation as RealConversation } from "../../durable-objects/direct/conversation.ts";
import { Group as RealGroup } from "../../durable-objects/group/group.ts";
import { Fleet as RealFleet } from "../../durable-objects/fleet/fleet.ts";
import { NetworkShard } from "../../durable-objects/network-shard/network-shard.ts";
import { EqualFiles as RealEqualFiles } from "../../durable-objects/equal-files/equal-files.ts";
import { SharedFile as RealSharedFile } from "../../durable-objects/files/shared-file.ts";
import { PasswordShard as RealPasswordShard } from "../../durable-objects/passwords/password-shard.ts";
import { UserSession as RealUserSession } from "../../durable-objects/user-session/session-actor.ts";
import worker from "../../workers/http/entry.ts";
import { handleControl } from "./meter/control.ts";
import { meteredActor, type MeteredEnv } from "./meter/meter-actor.ts";
import { meterLogs } from "./meter/meter-logs.ts";
import { meterEnv } from "./meter/meter-env.ts";
import { meterSockets } from "./meter/meter-storage.ts";
import { meter, meterTimers } from "./meter/meter.ts";

meterTimers();
meterSockets();
meterLogs(console);
meter.startClock();

export const Conversation = meteredActor(RealConversation, "Conversation");
export const Group = meteredActor(RealGroup, "Group");
export { NetworkShard };
export const Fleet = meteredActor(RealFleet, "Fleet");
export const SharedFile = meteredActor(RealSharedFile, "SharedFile");
export const EqualFiles = meteredActor(RealEqualFiles, "EqualFiles");
export const PasswordShard = meteredActor(RealPasswordShard, "PasswordShard");
export const UserSession = meteredActor(RealUserSession, "UserSession");

export default {
  async fetch(request: Request, env: MeteredEnv, ctx: ExecutionContext): Promise<Response> {
    if (new URL(request.url).pathname.startsWith("/bench/")) return handleControl(request, env);
    meter.addOne("workerRequests");
    return worker.fetch(request, meterEnv(env), ctx);
  },
  async queue(batch: MessageBatch, env: MeteredEnv, ctx: ExecutionContext): Promise<void> {
    meter.addOne("workerRequests");
    await worker.queue(batch, meterEnv(env), ctx);
  },
} satisfies ExportedHandler<MeteredEnv>;
