// The types of a declared route's inputs and answers, for server and client.
import type * as v from "valibot";
import type { Route } from "./route.ts";

type ParsedBy<Shape> = Shape extends v.GenericSchema ? v.InferOutput<Shape> : never;

/** The parsed segments by name. */
export type PathOf<R> = R extends { readonly segments: infer Segments }
  ? { readonly [Name in keyof Segments]: Segments[Name] extends { readonly shape: infer S } ? ParsedBy<S> : never }
  : object;

/** The parsed query, with defaults. */
export type QueryOf<R> = R extends { readonly query: infer S } ? ParsedBy<S> : undefined;

/** The parsed body, with defaults; undefined where it only serves to show who calls. */
export type BodyOf<R> = R extends { readonly byRefreshToken: true }
  ? undefined
  : R extends { readonly body: infer S }
    ? ParsedBy<S> | (R extends { readonly mayOmitBody: true } ? undefined : never)
    : undefined;

/**
 * The bodies of a route's answers, by status; undefined for an empty body, or for a document that is not JSON of a
 * shape.
 */
export type AnswersOf<R extends Route> = {
  readonly [Status in keyof R["answers"] & number]: R["answers"][Status] extends v.GenericSchema
    ? ParsedBy<R["answers"][Status]>
    : undefined;
};

/** A value that is serialised to the JSON of `T`: read-only values are accepted, and undefined fields are left out. */
export type Sendable<T> = unknown extends T
  ? T
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer Item)[]
      ? readonly Sendable<Item>[]
      : { readonly [Key in keyof T]: Sendable<T[Key]> | (object extends Pick<T, Key> ? undefined : never) };

type PathSaid<R> = R extends { readonly segments: infer Segments }
  ? { readonly path: { readonly [Name in keyof Segments]: string } }
  : unknown;
type QuerySaid<R> = R extends { readonly query: infer S extends v.GenericSchema }
  ? { readonly query?: { readonly [Name in keyof v.InferInput<S>]?: NumberOrText<S, Name> | undefined } }
  : unknown;
type NumberOrText<S extends v.GenericSchema, Name extends keyof v.InferInput<S>> =
  v.InferOutput<S> extends { readonly [N in Name]?: number } ? number : v.InferInput<S>[Name];
type BodySaid<R> = R extends { readonly body: infer S extends v.GenericSchema }
  ? R extends { readonly byRefreshToken: true } | { readonly mayOmitBody: true }
    ? { readonly body?: Sendable<v.InferInput<S>> }
    : { readonly body: Sendable<v.InferInput<S>> }
  : unknown;

type BytesSaid<R> = R extends { readonly takesBytes: true } ? { readonly bytes: Uint8Array<ArrayBuffer> } : unknown;

/** The input of a call: segments as text, numbers of a query as numbers; fields with a default are optional. */
export type RequestTo<R> = PathSaid<R> & QuerySaid<R> & BodySaid<R> & BytesSaid<R>;
