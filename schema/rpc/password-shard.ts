// Calls to the shards that hash and check passwords and count wrong ones.
import type { DeviceId, UserId } from "../protocol/ids.ts";
import type { Refused } from "./conversation.ts";
import type { SweptRpc } from "./sweep.ts";

/** A password that is to be checked against the account's hash. Its attempt is counted before it is checked. */
export interface AccountCheck {
  /** Keyed hash of the username, in lower case: wrong passwords are counted under it, whether the name exists or not. */
  readonly subject: string;
  readonly password: string;
  /** Null for an unknown name: the same work is done. */
  readonly passwordHash: string | null;
  /** Null for an unknown name: then nothing is told of the attempt. */
  readonly userId: UserId | null;
  /** Where the attempt comes from, from the narrow network to the wide one; empty where no address is known. */
  readonly networks: readonly string[];
  /** The device, if it proved that this account was signed in on it before: it has a budget of its own. */
  readonly knownDevice: DeviceId | null;
  /** The caller solved a challenge, or nobody is challenged: wrong passwords from other networks do not matter. */
  readonly hasSolvedChallenge: boolean;
}

/** How many shards there are: `shard-0` and so on. Another number forgets the counts of the last 15 minutes. */
export const passwordShards = 64;

export interface PasswordShardRpc extends SweptRpc {
  /** Shows that the shard runs, and does nothing. */
  answer(): Promise<void>;
  /** @returns INVALID_CREDENTIALS, RATE_LIMITED, CHALLENGE_REQUIRED */
  checkAccount(check: AccountCheck): Promise<{ readonly matches: true } | Refused>;
  /** Compares only: the group counts its attempts itself, before this call. @returns RATE_LIMITED beyond the queue */
  compare(request: {
    readonly password: string;
    readonly passwordHash: string;
  }): Promise<{ readonly matches: boolean } | Refused>;
  /**
   * Hashes a new password.
   *
   * @param request `changesOf`: keyed hash of who sets a password, whose changes are counted before the hash is made;
   * null: counted elsewhere. `network`: the widest one of a stranger, of which only some may wait at a time
   * @returns RATE_LIMITED beyond the queue, or beyond LIMIT_PASSWORD_CHANGES_PER_HOUR
   */
  hash(request: {
    readonly password: string;
    readonly changesOf: string | null;
    readonly network?: string | null;
  }): Promise<{ readonly passwordHash: string } | Refused>;
}
