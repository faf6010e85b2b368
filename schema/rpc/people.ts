// Friendships: what a session asks the conversation of the two, which decides, and what it tells the other one's session.
import type * as v from "valibot";
import type { UserId } from "../protocol/ids.ts";
import type { relationFields } from "../protocol/people.ts";
import type { strictShape } from "../protocol/shape.ts";
import type { Refusal } from "../protocol/errors.ts";

/** `part`: whatever there is between the two ends, and nothing is said of it. */
export type FriendAct =
  | { readonly kind: "request"; readonly message?: string }
  | { readonly kind: "accept" | "reject" | "cancel" | "part" };

/** What the two have to do with each other, as one of them sees it. */
export type Relation = v.InferOutput<ReturnType<typeof strictShape<typeof relationFields>>>;

/** Of two answers the one with the higher version is the newer. */
export interface Related {
  /** The act changed nothing: NOT_FOUND: there is no request, or no longer. */
  readonly refusal?: Refusal;
  readonly version: number;
  readonly mine: Relation;
  readonly theirs: Relation;
}

export interface RelatingRpc {
  /** Decides what one of the two does. Idempotent. */
  relate(request: { readonly by: UserId; readonly act: FriendAct }): Promise<Related>;
}

export interface RelatedRpc {
  /** The other one has done something. An earlier version than is known changes nothing. */
  noteRelation(request: { readonly of: UserId; readonly version: number; readonly relation: Relation }): Promise<void>;
}
