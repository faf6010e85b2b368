// The actor that hashes and checks passwords, and counts wrong ones: one of a fixed number, by keyed hash of the name.
import { DurableObject } from "cloudflare:workers";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { AccountCheck, PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { isMade } from "../runtime/migrate.ts";
import { HashLane, type LaneClock } from "./hash-lane.ts";
import { HashQueue } from "./hash-queue.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { ShardCore } from "./shard-core.ts";

const clock: LaneClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
/** Of all shards in this isolate: they share its thread. */
const lane = new HashLane();

export class PasswordShard extends DurableObject<Env> implements PasswordShardRpc {
  readonly #queue = new HashQueue(lane, clock);
  /** Null until an attempt is counted. */
  #core: ShardCore | null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    this.#core = isMade(ctx.storage) ? this.#made() : null;
  }

  async answer(): Promise<void> {}

  async checkAccount(check: AccountCheck): Promise<{ readonly matches: true } | Refused> {
    return this.#made().check(check);
  }

  async compare({ password, passwordHash }: { password: string; passwordHash: string }) {
    return this.#queue.run({ isKnown: false, network: null }, async () => ({
      matches: await this.#queue.hash(() => verifyPassword(password, passwordHash, this.env.SCRYPT_COST)),
    }));
  }

  async hash({ password, changesOf, network = null }: Parameters<PasswordShardRpc["hash"]>[0]) {
    return this.#queue.run({ isKnown: false, network }, async () => {
      const refusal = changesOf === null ? null : this.#made().countChange(changesOf);
      if (refusal !== null) return refusal;
      return { passwordHash: await this.#queue.hash(() => hashPassword(password, this.env.SCRYPT_COST)) };
    });
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    await this.#core?.alarm(info?.isRetry);
  }

  #made(): ShardCore {
    this.#core ??= new ShardCore(this.ctx.storage, this.env, this.#queue, () => clock.now());
    return this.#core;
  }
}
