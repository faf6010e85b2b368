// The types of what a declared route reads and answers, on either side.
import type * as v from "valibot";
import type { Route } from "./route.ts";

type ParsedBy<Shape> = Shape extends v.GenericSchema ? v.InferOutput<Shape> : never;

/** By name, parsed. */
export type PathOf<R> = R extends { readonly segments: infer Segments }
  ? { readonly [Name in keyof Segments]: Segments[Name] extends { readonly shape: infer S } ? ParsedBy<S> : never }
  : object;

/** Parsed, with defaults. */
export type QueryOf<R> = R extends { readonly query: infer S } ? ParsedBy<S> : undefined;

/** Parsed, with defaults. */
export type BodyOf<R> = R extends { readonly body: infer S } ? ParsedBy<S> : undefined;

/** The bodies of a route's answers, by status; undefined: without a body, or another document than JSON of a shape. */
export type AnswersOf<R extends Route> = {
  readonly [Status in keyof R["answers"] & number]: R["answers"][Status] extends v.GenericSchema
    ? ParsedBy<R["answers"][Status]>
    : undefined;
};

/** What becomes a `T` as JSON: whoever sends it does not change it, and what is undefined is left out. */
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
type QuerySaid<R> = R extends { readonly query: v.GenericSchema }
  ? { readonly query?: { readonly [Name in keyof QueryOf<R>]?: QueryOf<R>[Name] | undefined } }
  : unknown;
type BodySaid<R> = R extends { readonly body: infer S extends v.GenericSchema }
  ? { readonly body: Sendable<v.InferInput<S>> }
  : unknown;

/** What a caller says: segments as text, numbers of a query as numbers; what has a default may be left out. */
export type RequestTo<R> = PathSaid<R> & QuerySaid<R> & BodySaid<R>;
