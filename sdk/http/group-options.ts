// What calls about groups take.
import type { Role } from "../../schema/protocol/group.ts";
import type { CallOptions } from "../client/client-options.ts";

/** Which page of a list. */
export interface PageOptions extends CallOptions {
  /** From the page before. */
  readonly cursor?: string | undefined;
  /** 50 unless given, 200 at most. */
  readonly limit?: number | undefined;
}

/** Which members, and which page of them. */
export interface MembersOptions extends PageOptions {
  /** Only those with this role. */
  readonly role?: Role | undefined;
  /** How the nickname or the user id begins, whatever its case. */
  readonly prefix?: string | undefined;
}

/** What a way in may ask for. */
export interface JoinOptions extends CallOptions {
  /** Where one joins by it. */
  readonly password?: string | undefined;
  /** Where an admin decides: a word to them. */
  readonly message?: string | undefined;
}

/** How long a link works, and for how many. */
export interface LinkOptions extends CallOptions {
  /** In ms since 1970; without end unless given. */
  readonly expiresAt?: number | null | undefined;
  /** How many may come in by it; any number unless given. */
  readonly maxUses?: number | null | undefined;
}
