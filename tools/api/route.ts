// Tooling, off the message's way: how a route is described, for the OpenAPI document.
import type * as v from "valibot";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { bodyComponents } from "./components.ts";

type BodyName = keyof typeof bodyComponents;

export interface Parameter {
  readonly shape: v.GenericSchema;
  readonly description: string;
  readonly example: string | number;
}

export interface Route {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  readonly operationId: string;
  readonly tag:
    | "accounts"
    | "devices"
    | "users"
    | "conversations"
    | "messages"
    | "groups"
    | "members"
    | "joining"
    | "socket"
    | "admin"
    | "service";
  readonly summary: string;
  readonly description: string;
  /** Needs an access token. */
  readonly authenticated: boolean;
  /** Needs the operators' secret instead, which no user has. */
  readonly operator?: true;
  readonly pathParameters?: Readonly<Record<string, Parameter>>;
  /** The query as a whole, and what each of its parameters means. */
  readonly query?: { readonly shape: v.GenericSchema; readonly parameters: Readonly<Record<string, Parameter>> };
  readonly body?: BodyName;
  /** By status: what it means, and its body: JSON of a shape, or another document. */
  readonly gives: Readonly<
    Record<number, { readonly description: string; readonly body?: BodyName; readonly mediaType?: string }>
  >;
  /** Codes of its own, beside those that follow from `authenticated` and `body`. */
  readonly codes: readonly ErrorCode[];
}
