// The story of one user's budget in the model: spending, calls in flight, sleep, crashes, sockets, a clock that jumps. Each
// step throws when a promise is broken.
import type { Random } from "../../lab/kit/random.ts";
import { BudgetSession, endOfTurn, midnight } from "./budget-session.ts";

const [minuteMs, hourMs, dayMs] = [60_000, 3_600_000, 86_400_000];
export const cap = 1_000;
const rate = { perSecond: 5, burst: 200 };
/** The time in which an empty bucket is full, from as far below as one act can bring it. */
const windowMs = (2 * rate.burst * 1_000) / rate.perSecond;

function must(holds: boolean, promise: string): void {
  if (!holds) throw new Error(`broken: ${promise}`);
}

interface InFlight {
  readonly reserved: number;
  readonly period: number;
  readonly life: number;
  /** The answer came. */
  end(): void;
}

export class BudgetStory {
  readonly #random: Random;
  readonly #session: BudgetSession;
  #inFlight: InFlight[] = [];
  /** Connections of sockets that the server has closed. */
  readonly #lingering: (() => void)[] = [];
  #life = 0;
  /** The day of the clock, and what was spent on it. */
  #day = Math.floor(midnight / dayMs);
  #spent = 0;
  /** Since midnight, by the bucket. */
  #rate = { level: rate.burst, at: midnight };
  most = 0;
  #isTurnOver = true;

  constructor(random: Random) {
    this.#random = random;
    this.#session = new BudgetSession({
      LIMIT_DELIVERIES_PER_DAY_FIRST_WEEK: cap,
      LIMIT_DELIVERIES_PER_DAY: cap,
      LIMIT_DELIVERIES_PER_SECOND: rate.perSecond,
      LIMIT_DELIVERIES_BURST: rate.burst,
    });
  }

  async step(): Promise<void> {
    const random = this.#random;
    const session = this.#session;
    const act = random.pick([
      () => this.#spend(random.between(1, 40)),
      () => this.#spend(random.between(1, 40)),
      () => this.#begin(random.between(1, 60)),
      () => this.#begin(random.between(1, 60)),
      () => this.#end(),
      () => this.#end(),
      () => this.#pass(random.between(0, minuteMs)),
      () => this.#pass(random.between(0, random.chance(0.05) ? hourMs : minuteMs)),
      () => (random.chance(0.1) ? this.#jump() : undefined),
      () => session.connect(random.chance(0.5)),
      () => (session.openSockets > 0 ? session.disconnect(random.between(0, session.openSockets - 1)) : undefined),
      () => (session.openSockets > 0 ? this.#lingering.push(session.closeByServer(0)) : undefined),
      () => this.#lingering.pop()?.(),
      () => this.#restart(),
      () => (random.chance(0.3) ? session.signIn() : undefined),
    ]);
    act();
    this.#look();
    // Sometimes a crash comes in the middle of a turn.
    this.#isTurnOver = random.chance(0.9);
    if (this.#isTurnOver) await endOfTurn();
  }

  /** Budgets and story see each state of the clock. Going back begins no new count, and buckets go on from there. */
  #look(): void {
    const { clock, budgets } = this.#session;
    must(budgets.waitFor("deliveries", 1) <= Math.max(dayMs, windowMs), "nobody waits longer than the window");
    const gained = (Math.max(0, clock - this.#rate.at) * rate.perSecond) / 1_000;
    this.#rate = { level: Math.min(rate.burst, this.#rate.level + gained), at: clock };
    const today = Math.floor(clock / dayMs);
    if (today > this.#day) this.#spent = 0;
    this.#day = today;
  }

  #spend(amount: number): void {
    const refusal = this.#session.budgets.take({ deliveries: amount });
    if (refusal === null) this.#spentNow(amount);
    else this.#checkWait(amount, refusal.retryAfterMs ?? 0);
  }

  /** Reserved until the answer says what it was. */
  #begin(amount: number): void {
    const { budgets } = this.#session;
    const { period } = budgets;
    const reserved = budgets.takeUpTo("deliveries", amount, 1);
    if (typeof reserved !== "number") return this.#checkWait(1, reserved.retryAfterMs ?? 0);
    // Some calls are waited for as messages are, so that the budgets are noted less often.
    const isMessage = this.#random.chance(0.7);
    if (isMessage) budgets.sendBegins();
    const end = (): void => (isMessage ? budgets.sendEnds() : undefined);
    this.#inFlight.push({ reserved, period, life: this.#life, end });
    this.#spentNow(reserved);
  }

  #end(): void {
    const [ended] = this.#inFlight.splice(this.#random.between(0, Math.max(0, this.#inFlight.length - 1)), 1);
    // A crash loses the answers of its life.
    if (ended === undefined || ended.life !== this.#life) return;
    const unused = this.#random.between(0, ended.reserved);
    this.#session.budgets.giveBack("deliveries", unused, ended.period);
    ended.end();
    if (ended.period === this.#session.budgets.period) this.#spentNow(-unused);
  }

  #pass(ms: number): void {
    this.#session.clock += ms;
  }

  #jump(): void {
    this.#session.clock += this.#random.pick([-2 * dayMs, -hourMs, hourMs, dayMs, 3 * dayMs]);
  }

  /** Hibernation waits for all calls; a crash does not, and some of them leave the sockets. */
  #restart(): void {
    const isAtRest = this.#inFlight.every(({ life }) => life !== this.#life);
    if (this.#isTurnOver && this.#random.chance(isAtRest ? 0.7 : 0.3)) this.#session.hibernate();
    else this.#session.crash();
    this.#life += 1;
  }

  #spentNow(amount: number): void {
    this.#look();
    this.#spent += amount;
    this.most = Math.max(this.most, this.#spent);
    must(this.#spent <= cap + cap / 50, "no more than the cap and a fiftieth is spent");
    const level = Math.min(rate.burst, this.#rate.level - amount);
    this.#rate = { ...this.#rate, level };
    // What was reserved when the bucket was full may be spent without the row that a crash leaves.
    must(level >= -cap / 50, "the bucket gives no more than it has");
  }

  #checkWait(amount: number, retryAfterMs: number): void {
    must(retryAfterMs > 0, "a refusal says how long to wait");
    must(retryAfterMs <= Math.max(dayMs, windowMs), "nobody is told to wait longer than the window");
    // Whoever waits as long as told, and no longer than a day and the time of the bucket, gets through.
    this.#session.clock += retryAfterMs;
    const again = this.#session.budgets.waitFor("deliveries", amount);
    must(again <= windowMs, "nobody waits for the bucket longer than it takes");
    if (again > 0) this.#session.clock += again;
    must(this.#session.budgets.waitFor("deliveries", amount) === 0, "whoever waited gets through");
  }
}
