// The types of route handlers: a function from what the declaration reads to one of the answers that it declares.
import type { IRequest } from "itty-router";
import type { QuotaLeft } from "../../schema/protocol/quotas.ts";
import type { MediaType, Route } from "../../schema/protocol/routes/route.ts";
import type { AnswersOf, BodyOf, PathOf, QueryOf, Sendable } from "../../schema/protocol/routes/types-of.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { Once } from "../../schema/rpc/session-questions.ts";
import type { CallingOperator } from "../operators/calling-operator.ts";
import type { CallerSession } from "./caller-session.ts";
import type { RequestContext } from "./request-context.ts";

export interface HandlerInput extends RequestContext {
  readonly request: IRequest;
}

/** Only handlers for users get these. */
export interface UserInput extends HandlerInput {
  readonly session: CallerSession;
}

/** Only handlers for operators get these. */
export interface OperatorInput extends HandlerInput {
  readonly operator: CallingOperator;
}

type CallerInput<R extends Route> = R extends { readonly isUpgrade: true }
  ? HandlerInput
  : R["who"] extends "user"
    ? UserInput
    : R["who"] extends "operator" | "moderator"
      ? OperatorInput
      : HandlerInput;

/** `once`: what the request is remembered by; null without an `Idempotency-Key`. */
type OnceInput<R extends Route> = R extends { readonly idempotency: "key" } ? { readonly once: Once | null } : unknown;

/** Parsed path, query and body, and the caller as the declaration says. */
export type InputOf<R extends Route> = CallerInput<R> &
  OnceInput<R> & {
    readonly path: PathOf<R>;
    readonly query: QueryOf<R>;
    readonly body: BodyOf<R>;
  };

/**
 * `json`: a body that is already JSON text. `cacheSeconds`: how long anybody may cache the answer; without it nobody
 * may. `left`: of the limits of a caller without an account; those of users are told by `authenticated`.
 */
type ReplyWith<Status, Body> = Body extends undefined
  ? { readonly status: Status }
  :
      | {
          readonly status: Status;
          readonly body: Sendable<Body>;
          readonly cacheSeconds?: number;
          readonly left?: readonly QuotaLeft[];
        }
      | { readonly status: Status; readonly json: string };

/** Upgrades and documents are answered with whole responses. */
type WholeResponse<R extends Route> = R extends { readonly isUpgrade: true }
  ? Response
  : [Extract<R["answers"][keyof R["answers"]], MediaType>] extends [never]
    ? never
    : Response;

export type ReplyOf<R extends Route> =
  | { [Status in keyof AnswersOf<R>]: ReplyWith<Status, AnswersOf<R>[Status]> }[keyof AnswersOf<R>]
  | WholeResponse<R>
  | Refused;

export type HandlerOf<R extends Route> = (input: InputOf<R>) => Promise<ReplyOf<R>>;

/** One handler for each operation of a family: a missing or superfluous one is a type error. */
export type HandlersOf<Family extends Readonly<Record<string, Route>>> = {
  readonly [OperationId in keyof Family]: HandlerOf<Family[OperationId]>;
};
