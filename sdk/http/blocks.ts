// Blocks, as the app sees them.
import type { BlocksResult } from "../../schema/protocol/blocks.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { CallOptions } from "./call-options.ts";

/** Options of `blocks.list`. */
export interface BlocksOptions extends CallOptions {
  /** `next` of the page before. */
  readonly cursor?: string | undefined;
  /** At most 200; by default 50. */
  readonly limit?: number | undefined;
}

/**
 * Whom the user has blocked. In a direct conversation of the two nothing goes either way: it is refused with `NOT_ACCEPTED`.
 * The conversation's entry says `blocked`, on all of the user's devices. All calls need the server, and reject with a
 * `KlatchError`: `NOT_FOUND` from an earlier one.
 */
export interface Blocks {
  /** Fetches a page, the newest block first. */
  list(options?: BlocksOptions): Promise<BlocksResult>;

  /**
   * Blocks a user. Once it is resolved nothing of theirs arrives that is sent from now on.
   * @throws KlatchError `USER_NOT_FOUND`; `FORBIDDEN`: oneself; `TOO_MANY`: a thousand are blocked
   */
  add(userId: UserId, options?: CallOptions): Promise<void>;

  /** Ends a block. */
  remove(userId: UserId, options?: CallOptions): Promise<void>;
}
