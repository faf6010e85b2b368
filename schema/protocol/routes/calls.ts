// The routes from the client's side, by method and path: types only, so that a client's bundle contains no
// declarations.
import type { Declared } from "./routes.ts";
import type { AnswersOf, RequestTo } from "./types-of.ts";

type RouteOfClients = Exclude<Declared[1], { readonly who: "operator" | "moderator" } | { readonly isUpgrade: true }>;
/** Clients send a key with everything that they make, so that a repeat makes nothing again. */
type Keyed<R> = R extends { readonly idempotency: "key" } ? { readonly idempotencyKey: string } : unknown;
type Flat<T> = { readonly [Key in keyof T]: T[Key] };

/** Requests and answers by method and path. */
export type Calls = {
  readonly [R in RouteOfClients as R["path"] extends `/api/${string}` ? `${R["method"]} ${R["path"]}` : never]: {
    readonly request: Flat<RequestTo<R> & Keyed<R>>;
    readonly answer: AnswersOf<R>[keyof AnswersOf<R>];
  };
};

type RouteOfOperators = Extract<Declared[1], { readonly who: "operator" | "moderator" }>;

/** The same for operators: the SDK makes no such calls. */
export type OperatorCalls = {
  readonly [R in RouteOfOperators as `${R["method"]} ${R["path"]}`]: {
    readonly request: Flat<RequestTo<R>>;
    readonly answer: AnswersOf<R>[keyof AnswersOf<R>];
  };
};
