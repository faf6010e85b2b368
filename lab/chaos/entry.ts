// The Worker for chaos: the production entry, and a route by which the harness crashes an actor (`ctx.abort`), as the
// platform may at any time. Work in flight is lost then, while an eviction lets it finish.
import { Conversation as RealConversation } from "../../durable-objects/direct/conversation.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { Group as RealGroup } from "../../durable-objects/group/group.ts";
import { EqualFiles } from "../../durable-objects/equal-files/equal-files.ts";
import { Fleet } from "../../durable-objects/fleet/fleet.ts";
import { SharedFile as RealSharedFile } from "../../durable-objects/files/shared-file.ts";
import { NetworkShard } from "../../durable-objects/network-shard/network-shard.ts";
import { PasswordShard } from "../../durable-objects/passwords/password-shard.ts";
import { UserSession as RealUserSession } from "../../durable-objects/user-session/session-actor.ts";
import worker from "../../workers/http/entry.ts";

export { PasswordShard };

const reason = "crashed by chaos";
const crashPath = "/chaos/crash";

export { NetworkShard };
export { EqualFiles };
export { Fleet };

// The bindings of wrangler.toml here lead to these classes, and not to the product's own. Sockets alone are opened by `fetch`.

export class Conversation extends RealConversation {
  override fetch(): never {
    return crashed(this.ctx);
  }
}

export class Group extends RealGroup {
  override fetch(): never {
    return crashed(this.ctx);
  }
}

export class SharedFile extends RealSharedFile {
  override fetch(): never {
    return crashed(this.ctx);
  }
}

export class UserSession extends RealUserSession {
  override fetch(request: Request): ReturnType<RealUserSession["fetch"]> {
    return new URL(request.url).pathname === crashPath ? crashed(this.ctx) : super.fetch(request);
  }
}

function crashed(ctx: DurableObjectState): never {
  ctx.abort(reason);
  throw new Error(reason);
}

async function crash(name: string, env: Env): Promise<Response> {
  const { USER_SESSION, GROUP, SHARED_FILE, CONVERSATION } = env;
  const [kind] = name.split("_", 1);
  const actors = { user: USER_SESSION, group: GROUP, file: SHARED_FILE }[kind ?? ""] ?? CONVERSATION;
  // The call never returns: its failure shows the crash.
  await actors
    .getByName(name)
    .fetch(`https://chaos.invalid${crashPath}`)
    .catch(() => {});
  return new Response(null, { status: 204 });
}

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    const name = /^\/chaos\/crash\/([a-z0-9_]+)$/.exec(new URL(request.url).pathname)?.[1];
    return name === undefined ? worker.fetch(request, env, ctx) : crash(name, env);
  },
  queue: (batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> => worker.queue(batch, env, ctx),
} satisfies ExportedHandler<Env>;
