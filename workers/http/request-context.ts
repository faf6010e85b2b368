// The context that every route gets with the request.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Limits } from "../../schema/protocol/limits.ts";

export interface RequestContext {
  readonly env: Env;
  readonly limits: Limits;
  /** Made by the server; returned as `x-request-id`, and in every log line and problem. */
  readonly requestId: string;
  /** Keeps the request alive for work that the answer does not wait for. */
  readonly waitUntil: (work: Promise<void>) => void;
}
