// The context that every route gets with the request.
import type { Env } from "../../durable-objects/runtime/env.ts";
import type { Limits } from "../../schema/protocol/limits.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";

export interface RequestContext {
  readonly env: Env;
  readonly limits: Limits;
  /** Made by the server; returned as `x-request-id`, and in every log line and problem. */
  readonly requestId: string;
}

/** A response or a refusal, which the router turns into a problem document. */
export type Answer = Response | Refused;

export const isRefused = (value: object): value is Refused => "refusal" in value;
