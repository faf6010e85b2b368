// What a route is, declared once: router, documents, authorisation matrix, fuzzer and SDK all read it from here.
import type * as v from "valibot";
import type { ErrorCode } from "../errors.ts";
import type { defaultLimits, wireLimits } from "../limits.ts";
import type { Tag } from "./tags.ts";

/** Anyone; a user with an access token; an operator with the deployment's secret, which no user has. */
export type Who = "anonymous" | "user" | "operator";

/** A part of the path that says what the request is about. */
export interface Segment {
  readonly shape: v.GenericSchema;
  /** Whether we could have made such an id: no actor is asked about another one. */
  readonly couldExist?: (id: string) => boolean;
  /** The refusal when it does not fit. */
  readonly otherwise: ErrorCode;
  readonly description: string;
  readonly example: string;
}

export interface Parameter {
  readonly description: string;
  readonly example: string | number;
}

export interface Query {
  readonly shape: v.GenericSchema;
  readonly parameters: Readonly<Record<string, Parameter>>;
}

/** JSON of a shape, another document, or no body. */
export interface DeclaredAnswer {
  readonly description: string;
  readonly body?: v.GenericSchema;
  readonly mediaType?: "application/json" | "text/html";
}

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments as `:name`. */
  readonly path: `/${string}`;
  readonly who: Who;
  /** It opens the socket: its handler reads the token itself, since browsers send it in another header. */
  readonly isUpgrade?: true;
  /** By name, in the order of the path. */
  readonly segments?: Readonly<Record<string, Segment>>;
  readonly query?: Query;
  readonly body?: v.GenericSchema;
  /** A field of the body that has a limit in UTF-8 bytes as JSON, and a code of its own for what exceeds it. */
  readonly sizedField?: { readonly name: string; readonly maxBytes: number; readonly otherwise: ErrorCode };
  /** By status, the usual one first. */
  readonly answers: Readonly<Record<number, DeclaredAnswer>>;
  /** Refusals of its own: `codesOf` adds those that follow from `who`, path, query and body. */
  readonly codes?: readonly ErrorCode[];
  /** What it draws on, beside the caller's speed limit. */
  readonly limits?: readonly (keyof typeof defaultLimits | keyof typeof wireLimits)[];
  readonly tag: Tag;
  readonly summary: string;
  readonly description: string;
}

type NamesIn<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type WithSegments<Path extends string> = [NamesIn<Path>] extends [never]
  ? { readonly segments?: never }
  : { readonly segments: { readonly [Name in NamesIn<Path>]: Segment } };

/** Checks that the path's segments are declared, and keeps every literal. */
export const route = <const R extends Route>(declared: R & WithSegments<R["path"]>): R => declared;

/** A query, with words for each of its parameters. */
export const queryOf = <const S extends v.GenericSchema>(
  shape: S,
  parameters: { readonly [Name in keyof v.InferOutput<S>]-?: Parameter },
): { readonly shape: S; readonly parameters: typeof parameters } => ({ shape, parameters });
