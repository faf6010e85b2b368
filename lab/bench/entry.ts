// The Worker with meters: the production entry, its actors and bindings counted, and a few routes for the harness. Bundled
// for cold starts' row counts and for the cost ledger only; throughput is measured on what a deployment uploads.
import { Conversation as RealConversation } from "../../durable-objects/direct/conversation.ts";
import { Group as RealGroup } from "../../durable-objects/group/group.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { UserSession as RealUserSession } from "../../durable-objects/user-session/user-session.ts";
import worker from "../../workers/http/entry.ts";
import { handleControl } from "./meter/control.ts";
import { meteredActor } from "./meter/meter-actor.ts";
import { meterEnv } from "./meter/meter-env.ts";
import { meterSockets } from "./meter/meter-storage.ts";
import { meter, meterTimers } from "./meter/meter.ts";

meterTimers();
meterSockets();
meter.startClock();

export const Conversation = meteredActor(RealConversation, "Conversation");
export const Group = meteredActor(RealGroup, "Group");
export const UserSession = meteredActor(RealUserSession, "UserSession");

export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    if (new URL(request.url).pathname.startsWith("/bench/")) return handleControl(request, env);
    meter.addOne("workerRequests");
    return worker.fetch(request, meterEnv(env));
  },
  async queue(batch: MessageBatch, env: Env): Promise<void> {
    meter.addOne("workerRequests");
    await worker.queue(batch, meterEnv(env));
  },
} satisfies ExportedHandler<Env>;
