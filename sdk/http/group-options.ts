// The options of calls about groups.
import type { Role } from "../../schema/protocol/group.ts";
import type { CallOptions } from "./call-options.ts";

/** Selects a page of a list. */
export interface PageOptions extends CallOptions {
  /** The `next` of the previous page. */
  readonly cursor?: string | undefined;
  /** The number of entries: 50 by default, at most 200. */
  readonly limit?: number | undefined;
}

/** Selects members, and a page of them. */
export interface MembersOptions extends PageOptions {
  /** Only members with this role. */
  readonly role?: Role | undefined;
  /** Only members whose nickname or user id begins with this, in any case. */
  readonly prefix?: string | undefined;
}

/** What joining may require, depending on the group's `joinPolicy`. */
export interface JoinOptions extends CallOptions {
  /** The group's password, if its `joinPolicy` is `password`. */
  readonly password?: string | undefined;
  /** A message to the admins, if they decide about the request. */
  readonly message?: string | undefined;
}

/** Options of calls that make something. */
export interface MakeOptions extends CallOptions {
  /**
   * Repeated with the same arguments within 24 hours, the call makes nothing again and gives what was made. At most 64
   * visible ASCII characters. By default every call has a key of its own.
   */
  readonly idempotencyKey?: string | undefined;
}

/** How long a link is valid, and for how many people. */
export interface LinkOptions extends MakeOptions {
  /** In ms since 1970; by default the link does not expire. */
  readonly expiresAt?: number | null | undefined;
  /** How many people may join by it; by default any number. */
  readonly maxUses?: number | null | undefined;
}
