// The Worker for tests in which a month passes: the production entry, and a route that moves the clock of the whole server.
import worker from "../../../workers/http/entry.ts";
import type { Env } from "../../../durable-objects/runtime/env.ts";

export * from "../../../workers/http/entry.ts";

const clockPath = /^\/test\/clock\/(\d+)$/;
const now = Date.now;
let aheadMs = 0;
Date.now = () => now() + aheadMs;

export default {
  async fetch(request: Request, env: Env, ctx: ExecutionContext): Promise<Response> {
    const ms = clockPath.exec(new URL(request.url).pathname)?.[1];
    if (ms === undefined) return worker.fetch(request, env, ctx);
    aheadMs += Number(ms);
    return new Response(null, { status: 204 });
  },
  queue: (batch: MessageBatch, env: Env, ctx: ExecutionContext): Promise<void> => worker.queue(batch, env, ctx),
} satisfies ExportedHandler<Env>;
