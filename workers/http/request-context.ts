// What every route gets beside the request.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Limits } from "../../schema/protocol/limits.ts";

export interface RequestContext {
  readonly env: Env;
  readonly limits: Limits;
  /** Made by us, answered as `x-request-id`, in every log line and problem. */
  readonly requestId: string;
}
