// What a route is, declared once: router, documents, authorisation matrix, fuzzer and SDK all read it from here.
import type * as v from "valibot";
import type { ErrorCode } from "../errors.ts";
import type { UserId } from "../ids.ts";
import type { defaultLimits, wireLimits } from "../limits.ts";
import type { QueryOf } from "./types-of.ts";

/** Anyone; a user with an access token; an operator with the deployment's secret, which no user has. */
export type Who = "anonymous" | "user" | "operator";

/** A part of the path that says what the request is about. */
export interface Segment {
  readonly shape: v.GenericSchema;
  /**
   * Whether there could be such a thing that this caller knows of (null: an operator, who may know all): no actor is
   * made for an invented id.
   */
  readonly isPossible?: (id: string, callerId: UserId | null) => boolean;
  /** The refusal when it does not fit. */
  readonly otherwise: ErrorCode;
  readonly description: string;
  readonly example: string;
}

/** A document that is no JSON of a shape of ours. */
export type MediaType = "application/json" | "text/html";

export interface Route {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Segments as `:name`. */
  readonly path: `/${string}`;
  readonly who: Who;
  /** It opens the socket: its handler reads the token itself, since browsers send it in another header. */
  readonly isUpgrade?: true;
  /** By name, in the order of the path. */
  readonly segments?: Readonly<Record<string, Segment>>;
  readonly query?: v.GenericSchema;
  readonly body?: v.GenericSchema;
  /** A field of the body that has a limit in UTF-8 bytes as JSON, and a code of its own for what exceeds it. */
  readonly sizedField?: { readonly name: string; readonly maxBytes: number; readonly otherwise: ErrorCode };
  /** By status, the usual one first: the shape of its JSON, a document, or null for no body. */
  readonly answers: Readonly<Record<number, v.GenericSchema | MediaType | null>>;
  /** Refusals of its own: `codesOf` adds those that follow from `who`, path, query and body. */
  readonly codes?: readonly ErrorCode[];
  /** What it draws on, beside the caller's speed limit. */
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

/** Checks that the path's segments are declared, and keeps every literal. */
export const route = <const R extends Route>(declared: R & WithSegments<R["path"]>): R => declared;

export interface Parameter {
  readonly description: string;
  readonly example: string | number;
}

/** What the documents say of a route. They stand apart from what is declared, so that no Worker carries them. */
export interface RouteWords {
  readonly summary: string;
  readonly description: string;
  readonly query?: Readonly<Record<string, Parameter>>;
  readonly answers: Readonly<Record<number, string>>;
}

/** Words for each route of a family, each of its parameters and each of its answers. */
export type WordsOf<Family extends Readonly<Record<string, Route>>> = {
  readonly [Id in keyof Family]: RouteWords & {
    readonly answers: { readonly [Status in keyof Family[Id]["answers"]]: string };
  } & (Family[Id] extends { readonly query: v.GenericSchema }
      ? { readonly query: { readonly [Name in keyof QueryOf<Family[Id]>]-?: Parameter } }
      : { readonly query?: never });
};
