// The Worker of a server of two releases: which of them answers is chosen by class while it runs, as during a deploy. An
// object keeps its code until it is evicted, then it is made of the chosen one: on the same tables and sockets.
import { DurableObject } from "cloudflare:workers";
import * as newer from "./newer.mjs";
import * as older from "./older.mjs";

const code = { newer, older };
/** By class; `worker` is the front door and the consumer of queues. What is not chosen is newer. */
let chosen = {};
/** Names of the objects that started since that was asked last, by class. */
const made = new Map();

/** A class whose objects are of the chosen code. */
export const mixed = (className) =>
  class extends DurableObject {
    constructor(ctx, env) {
      super(ctx, env);
      const names = made.get(className) ?? new Set();
      if (ctx.id.name !== undefined) made.set(className, names.add(ctx.id.name));
      // "both": half of the objects, by their names.
      const choice = chosen[className] === "both" ? (isOdd(ctx.id.name ?? "") ? "older" : "newer") : chosen[className];
      const classes = code[choice ?? "newer"];
      return new (classes[className] ?? newer[className])(ctx, env);
    }
  };

const isOdd = (name) => [...name].reduce((sum, one) => sum + one.codePointAt(0), 0) % 2 === 1;

/** Gives a batch of one message to the consumer, and tells what became of it. */
async function consume({ body, attempts, by, queue }, env, ctx) {
  const fates = [];
  const message = {
    id: crypto.randomUUID(),
    timestamp: new Date(),
    body,
    attempts,
    ack: () => fates.push("acked"),
    retry: () => fates.push("retried"),
  };
  const batch = {
    queue,
    messages: [message],
    ackAll: () => fates.push("acked"),
    retryAll: () => fates.push("retried"),
  };
  await code[by].default.queue(batch, env, ctx);
  return fates;
}

export default {
  async fetch(request, env, ctx) {
    const { pathname } = new URL(request.url);
    if (pathname === "/mixed/choose") {
      chosen = await request.json();
      return Response.json(null);
    }
    if (pathname === "/mixed/started") {
      const started = [...made].map(([name, names]) => [name, [...names]]);
      made.clear();
      return Response.json(Object.fromEntries(started));
    }
    if (pathname === "/mixed/consume") return Response.json(await consume(await request.json(), env, ctx));
    return code[chosen.worker ?? "newer"].default.fetch(request, env, ctx);
  },
  queue: (batch, env, ctx) => code[chosen.worker ?? "newer"].default.queue(batch, env, ctx),
};
