// What serves a route: a function of what its declaration reads, to one of the answers that it declares.
import type { IRequest } from "itty-router";
import type { MediaType, Route } from "../../schema/protocol/routes/route.ts";
import type { AnswersOf, BodyOf, PathOf, QueryOf, Sendable } from "../../schema/protocol/routes/types-of.ts";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { CallerSession } from "./caller-session.ts";
import type { RequestContext } from "./request-context.ts";

export interface HandlerInput extends RequestContext {
  readonly request: IRequest;
}

/** What only handlers for users get. */
export interface UserInput extends HandlerInput {
  readonly session: CallerSession;
}

type CallerInput<R extends Route> = R extends { readonly isUpgrade: true }
  ? HandlerInput
  : R["who"] extends "user"
    ? UserInput
    : HandlerInput;

/** Parsed path, query and body, and the caller as the declaration says. */
export type InputOf<R extends Route> = CallerInput<R> & {
  readonly path: PathOf<R>;
  readonly query: QueryOf<R>;
  readonly body: BodyOf<R>;
};

/** `json`: the body where it is JSON text already. `cacheSeconds`: how long anybody may keep it, not at all unless given. */
type ReplyWith<Status, Body> = Body extends undefined
  ? { readonly status: Status }
  :
      | { readonly status: Status; readonly body: Sendable<Body>; readonly cacheSeconds?: number }
      | { readonly status: Status; readonly json: string };

/** An upgrade and documents are answered by what they are. */
type WholeResponse<R extends Route> = R extends { readonly isUpgrade: true }
  ? Response
  : R["answers"][keyof R["answers"]] extends MediaType
    ? Response
    : never;

export type ReplyOf<R extends Route> =
  | { [Status in keyof AnswersOf<R>]: ReplyWith<Status, AnswersOf<R>[Status]> }[keyof AnswersOf<R>]
  | WholeResponse<R>
  | Refused;

export type HandlerOf<R extends Route> = (input: InputOf<R>) => Promise<ReplyOf<R>>;

/** One for each operation of a family: a missing and a superfluous one are faults of type. */
export type HandlersOf<Family extends Readonly<Record<string, Route>>> = {
  readonly [OperationId in keyof Family]: HandlerOf<Family[OperationId]>;
};
