// The actor that hashes and checks passwords, and counts wrong ones: one of a fixed number, by keyed hash of the name.
import { DurableObject } from "cloudflare:workers";
import type { Refused } from "../../schema/rpc/conversation.ts";
import type { AccountCheck, PasswordShardRpc } from "../../schema/rpc/password-shard.ts";
import type { StoredTables } from "../../schema/rpc/sweep.ts";
import type { Env } from "../runtime/env.ts";
import { setLogLevel } from "../runtime/logger.ts";
import { Made } from "../runtime/made.ts";
import { HashLane, type LaneClock } from "./hash-lane.ts";
import { HashQueue } from "./hash-queue.ts";
import { hashPassword, verifyPassword } from "./password-hash.ts";
import { passwordShardModules, ShardCore } from "./shard-core.ts";

const clock: LaneClock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
/** Of all shards in this isolate: they share its thread. */
const lane = new HashLane();

export class PasswordShard extends DurableObject<Env> implements PasswordShardRpc {
  readonly #queue = new HashQueue(lane, clock);
  /** Made when an attempt is counted. */
  readonly #shard: Made<ShardCore>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    setLogLevel(env.LOG_LEVEL);
    this.#shard = new Made(ctx.storage, passwordShardModules);
    this.#shard.start(() => new ShardCore(ctx.storage, env, this.#queue, () => clock.now()));
  }

  async answer(): Promise<void> {}

  async tables(): Promise<StoredTables> {
    return this.#shard.tables();
  }

  async checkAccount(check: AccountCheck): Promise<{ readonly matches: true } | Refused> {
    return this.#shard.make().check(check);
  }

  async compare({ password, passwordHash }: { password: string; passwordHash: string }) {
    this.#shard.assertKnown();
    return this.#queue.run({ isKnown: false, network: null }, async () => ({
      matches: await this.#queue.hash(() => verifyPassword(password, passwordHash, this.env.SCRYPT_COST)),
    }));
  }

  async hash({ password, changesOf, network = null }: Parameters<PasswordShardRpc["hash"]>[0]) {
    this.#shard.assertKnown();
    return this.#queue.run({ isKnown: false, network }, async () => {
      const refusal = changesOf === null ? null : this.#shard.make().countChange(changesOf);
      if (refusal !== null) return refusal;
      return { passwordHash: await this.#queue.hash(() => hashPassword(password, this.env.SCRYPT_COST)) };
    });
  }

  override async alarm(info?: AlarmInvocationInfo): Promise<void> {
    if (!this.#shard.isKnown) return this.#shard.putOffAlarm();
    await this.#shard.core?.alarm(info?.isRetry);
  }
}
