// A deployment whose users come and go while the sampled ones tell the Fleet of their sockets, and some closes are lost.
import { SocketCounts } from "../../durable-objects/fleet/socket-counts.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { isSampled } from "../../durable-objects/sockets/socket-reports.ts";
import { Random } from "../../lab/kit/random.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { fleetMigrations } from "../../schema/tables/fleet/migrations.ts";
import { openSqlite } from "./sqlite.ts";

export const hourMs = 3_600_000;
const oneIn = 64;

/** A user has up to three devices. */
const mostSockets = 3;

export class FleetSimulation {
  readonly counts: SocketCounts;
  readonly #random: Random;
  readonly #ids: readonly UserId[];
  readonly #isSampled: readonly boolean[];
  readonly #open: Uint8Array;
  /** Sockets of sampled users whose session was lost with them and told nobody. */
  readonly #lost: Uint8Array;
  #now = 100_000 * hourMs;

  /** @param sockets about as many are open */
  constructor(sockets: number, seed: number) {
    const storage = openSqlite();
    migrate(storage, { fleet: fleetMigrations });
    this.counts = new SocketCounts(storage.sql, () => this.#now);
    this.#random = new Random(seed);
    // Half of the users are here, with two sockets each in the mean.
    this.#ids = Array.from({ length: sockets }, (_, index) => `user_${seed}_${index.toString(36)}` as UserId);
    this.#isSampled = this.#ids.map((id) => isSampled(id, oneIn));
    this.#open = new Uint8Array(sockets);
    this.#lost = new Uint8Array(sockets);
    for (let user = 0; user < sockets; user += 2) this.#become(user, this.#some(), true);
  }

  get sockets(): number {
    return sum(this.#open);
  }

  /** What the estimate has too much, while nobody takes it back. */
  get lost(): number {
    return oneIn * sum(this.#lost);
  }

  /** The standard deviation of the estimate that the sample leaves. */
  get deviation(): number {
    return Math.sqrt((oneIn - 1) * sum(Uint8Array.from(this.#open, (sockets) => sockets * sockets)));
  }

  /** @param share of the users who come or go @param lossy share of those who go by a crash that tells nobody */
  hour(share: number, lossy: number): void {
    this.#now += hourMs;
    const moving = Math.round(this.#ids.length * share);
    for (let moved = 0; moved < moving; moved++) {
      const user = this.#random.below(this.#ids.length);
      if (this.#open[user] === 0) this.#become(user, this.#some(), true);
      else this.#become(user, 0, !this.#random.chance(lossy));
    }
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  /** Every socket ends without a word, and comes back. */
  deploy(): void {
    for (const [user, sockets] of this.#open.entries()) if (sockets > 0) this.#become(user, sockets, true);
  }

  #some(): number {
    return this.#random.between(1, mostSockets);
  }

  #become(user: number, sockets: number, isTold: boolean): void {
    const before = this.#open[user] ?? 0;
    this.#open[user] = sockets;
    if (this.#isSampled[user] !== true) return;
    const userId = this.#ids[user] as UserId;
    this.#lost[user] = isTold ? 0 : before;
    if (isTold) this.counts.tell({ userId, sockets, oneIn });
  }
}

const sum = (numbers: Uint8Array): number => numbers.reduce((total, one) => total + one, 0);
