// Checks passwords of accounts: counts each attempt, then makes one hash for all that wait with the same password.
import { refused, type Refused } from "../../schema/rpc/conversation.ts";
import type { AccountCheck } from "../../schema/rpc/password-shard.ts";
import { logError } from "../runtime/logger.ts";
import type { AttemptCounters } from "./attempt-counters.ts";
import type { HashQueue } from "./hash-queue.ts";

type Outcome = { readonly matches: true } | Refused;

interface Member {
  readonly check: AccountCheck;
  readonly settle: (outcome: Outcome) => void;
}

export interface AccountChecksHost {
  readonly queue: HashQueue;
  readonly counters: AttemptCounters;
  /** Compares a password with a hash; with null it does the same work and answers false. */
  verify(password: string, passwordHash: string | null): Promise<boolean>;
  /** An attempt was counted. Called in the same turn as the count. */
  counted(): void;
  /** A counted attempt failed. @param locked the network that it came from, or the device, is refused from now on */
  failed(check: AccountCheck, locked: boolean): void;
}

const wrong = refused("INVALID_CREDENTIALS");

/**
 * An attempt counts as failed until it is known to be right. Attempts with the same password share one hash, and one
 * outcome: beyond the limit they wait for it, so any number of an owner's devices may sign in together, while no
 * parallel guess gets an answer beyond the limit.
 */
export class AccountChecks {
  readonly #host: AccountChecksHost;
  /** Those that wait for their hash, by what is hashed. */
  readonly #waiting = new Map<string, Member[]>();

  constructor(host: AccountChecksHost) {
    this.#host = host;
  }

  /** @returns INVALID_CREDENTIALS, RATE_LIMITED, CHALLENGE_REQUIRED */
  async check(check: AccountCheck): Promise<Outcome> {
    const refusal = this.#host.counters.refusalOf(check);
    if (refusal !== null) return refusal;
    const key = JSON.stringify([check.subject, check.passwordHash, check.password, check.knownDevice]);
    return new Promise((settle) => {
      const member: Member = { check, settle };
      const others = this.#waiting.get(key);
      if (others === undefined) void this.#queue(key, [member]);
      else others.push(member);
    });
  }

  /** Every member gets an outcome, whatever happens. */
  async #queue(key: string, members: Member[]): Promise<void> {
    const [first] = members;
    if (first === undefined) return;
    this.#waiting.set(key, members);
    try {
      const { knownDevice, networks } = first.check;
      const from = { isKnown: knownDevice !== null, network: networks.at(-1) ?? null };
      const done = await this.#host.queue.run(from, async () => {
        // Whoever comes from now on waits for another hash.
        this.#waiting.delete(key);
        await this.#run(first.check, members);
        return {};
      });
      if ("refusal" in done) settleAll(members, done);
    } catch (cause) {
      logError("password not checked", cause);
      settleAll(members, refused("UNAVAILABLE"));
    } finally {
      if (this.#waiting.get(key) === members) this.#waiting.delete(key);
    }
  }

  async #run({ password, passwordHash }: AccountCheck, members: readonly Member[]): Promise<void> {
    const host = this.#host;
    const { queue, counters } = host;
    // Refused by what failed before: these get no outcome, even of a right password.
    const allowed = members.filter(({ check, settle }) => {
      const refusal = counters.refusalOf(check);
      if (refusal !== null) settle(refusal);
      return refusal === null;
    });
    if (allowed.length === 0) return;
    const begun = allowed.map((member) => ({ member, refusal: counters.begin(member.check) }));
    host.counted();
    const matches = await queue.hash(() => host.verify(password, passwordHash));
    for (const { member, refusal } of begun) {
      if (matches) {
        if (refusal === null) counters.succeed(member.check);
        member.settle({ matches: true });
        continue;
      }
      if (refusal === null) {
        counters.fail(member.check);
        host.failed(member.check, counters.refusalOf(member.check)?.refusal.code === "RATE_LIMITED");
      }
      member.settle(refusal ?? wrong);
    }
  }
}

function settleAll(members: readonly Member[], outcome: Outcome): void {
  for (const { settle } of members) settle(outcome);
}
