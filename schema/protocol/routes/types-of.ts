// The types of what a declared route reads and answers.
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
