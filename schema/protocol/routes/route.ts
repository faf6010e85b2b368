// The declaration of a route. The router, the API documents, the authorisation matrix, the fuzzer and the SDK all read
// it.
import type * as v from "valibot";
import type { ErrorCode } from "../errors.ts";
import type { UserId } from "../ids.ts";
import type { defaultLimits, wireLimits } from "../limits.ts";
import type { Spent } from "./spends.ts";

/**
 * Anyone; a user with an access token; an operator, whom no user's token stands for. `moderator`: the least role, which
 * every operator has.
 */
export type Who = "anonymous" | "user" | "moderator" | "operator";

/** A part of the path that names what the request is about. */
export interface Segment {
  readonly shape: v.GenericSchema;
  /**
   * Whether this id can name something that this caller may know of (null: an operator, who may know all). Prevents
   * actors for invented ids.
   */
  readonly isPossible?: (id: string, callerId: UserId | null) => boolean;
  /** The refusal for an id that does not match. */
  readonly otherwise: ErrorCode;
  readonly description: string;
  readonly example: string;
}

/** The media type of an answer that is not JSON of a declared shape. */
export type MediaType = "application/json" | "application/octet-stream" | "text/html" | "text/plain";

/**
 * Why a repeat of a POST makes nothing twice. `key`: by the header `Idempotency-Key`, if it has one. `by-id`: by an id of
 * the client's in the body. `natural`: by what it does; a repeat finds it done.
 */
export type Idempotency = "key" | "by-id" | "natural";

/** An object of strings, by the names of its parameters. */
export type QueryShape = v.GenericSchema & { readonly entries: Readonly<Record<string, v.GenericSchema>> };

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /**
   * Its handler says by which limit of the caller's network it counts, if any. Other routes for anyone count as calls
   * without an account.
   */
  readonly ownLimit?: true;
  /** Beyond the limits a challenge may be asked for; the header `Challenge-Token` tells that it was met. */
  readonly challenge?: true;
  /** Segments as `:name`. */
  readonly path: `/${string}`;
  readonly who: Who;
  /** The route opens the socket: its handler reads the token itself, because browsers send it in another header. */
  readonly isUpgrade?: true;
  /** By name, in the order of the path. */
  readonly segments?: Readonly<Record<string, Segment>>;
  readonly query?: QueryShape;
  readonly body?: v.GenericSchema;
  /** The body is bytes (`application/octet-stream`), which the handler reads as they come. */
  readonly takesBytes?: true;
  /**
   * The body may be left out, and a refresh token in it serves in place of an access token: it ends the sign-in that it
   * belongs to.
   */
  readonly byRefreshToken?: true;
  /** The body may be left out: by operators' tools of earlier versions. */
  readonly mayOmitBody?: true;
  /** Declared by every POST of users, and by no other route. */
  readonly idempotency?: Idempotency;
  /** A body field with a limit in UTF-8 bytes as JSON, and the code for exceeding it. */
  readonly sizedField?: { readonly name: string; readonly maxBytes: number; readonly otherwise: ErrorCode };
  /** By status, the usual one first: the shape of the JSON, a media type, or null for an empty body. */
  readonly answers: Readonly<Record<number, v.GenericSchema | MediaType | null>>;
  /** Refusal codes of its own: `codesOf` adds those that follow from `who`, path, query and body. */
  readonly codes?: readonly ErrorCode[];
  /**
   * What its calls count against, beside the rate of frames: a call that does not fit is refused before anything is
   * done, and the headers of any other say what is left. Declared by every route of users.
   */
  readonly spends?: readonly [Spent, ...Spent[]];
  /** The limits that apply beside the caller's rate limit. */
  readonly limits?: readonly (keyof typeof defaultLimits | keyof typeof wireLimits)[];
}

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type WithSegments<Path extends string> = [NamesIn<Path>] extends [never]
  ? { readonly segments?: never }
  : { readonly segments: { readonly [Name in NamesIn<Path>]: Segment } };

type WithIdempotency<R extends Route> = R extends { readonly method: "POST"; readonly who: "user" }
  ? { readonly idempotency: Idempotency }
  : { readonly idempotency?: never };

type WithSpends<R extends Route> = R extends { readonly who: "user" } ? Required<Pick<Route, "spends">> : unknown;

/** Checks that every path segment is declared, why a POST may be repeated, and what it spends; keeps literal types. */
export const route = <const R extends Route>(
  declared: R & WithSegments<R["path"]> & WithIdempotency<R> & WithSpends<R>,
): R => declared;

export interface Parameter {
  readonly description: string;
  readonly example: string | number | readonly string[];
}

/** The description of a route in the API documents. Kept apart from the declaration, so that no Worker bundles it. */
export interface RouteWords {
  readonly summary: string;
  readonly description: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly answers: Readonly<Record<number, string>>;
}

/** Descriptions for each route of a family, with its parameters and answers. */
export type WordsOf<Family extends Readonly<Record<string, Route>>> = {
  readonly [Id in keyof Family]: RouteWords & {
    readonly answers: { readonly [Status in keyof Family[Id]["answers"]]: string };
  } & (Family[Id] extends { readonly query: infer Query extends QueryShape }
      ? { readonly query: { readonly [Name in keyof v.InferOutput<Query>]-?: Parameter } }
      : { readonly query?: never });
};
