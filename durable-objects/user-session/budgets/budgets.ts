// What a user may still spend today, of every budget. A reservation is a row; between two of them the state lives in
// memory and, because memory does not survive hibernation, in the attachment of a socket, which costs nothing.
import { budgetNames, type BudgetName } from "../../../schema/protocol/budgets.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import type { QuotaLeft } from "../../../schema/protocol/quotas.ts";
import type { UserBudget } from "../../../schema/rpc/user-session.ts";
import {
  available,
  dayOf,
  fullBudget,
  givenBack,
  leftOf,
  refilled,
  spend,
  termsOf,
  toppedUp,
  waitFor,
  type BudgetState,
  type BudgetTerms,
} from "./budget.ts";
import { BookKeeper } from "./book-keeper.ts";
import { notAhead, writeBook, type Book } from "./budget-book.ts";
import { loadBook } from "./load-book.ts";

/** Amounts by budget. */
export type Costs = Partial<Readonly<Record<BudgetName, number>>>;

export interface BudgetsHost {
  readonly sql: SqlStorage;
  readonly limits: Limits;
  now(): number;
  /** The states that the attachments of open sockets hold. */
  kept(): readonly string[];
  /** Notes the state in the attachment of an open socket, if there is one. */
  keep(state: string): void;
  /** Whether a socket is open, which keeps what is reserved beyond hibernation. */
  hasSocket(): boolean;
}

export class Budgets {
  readonly #host: BudgetsHost;
  /** Null until it is needed. */
  #book: Book | null = null;
  /** Whether the newest state in storage lies in a row of its own; else in a device's. */
  #isInOwnRow = true;
  /** States of sockets that have closed since. */
  readonly #seen: string[] = [];
  readonly #keeper: BookKeeper;
  #lastNow = 0;
  #period = 0;

  constructor(host: BudgetsHost) {
    this.#host = host;
    this.#keeper = new BookKeeper(
      (state) => host.keep(state),
      () => this.#book,
    );
  }

  /** Messages are in flight until `sendEnds`: the session cannot hibernate, so that its budgets are noted less often. */
  sendBegins(): void {
    this.#keeper.callBegins();
  }

  sendEnds(): void {
    this.#keeper.callEnds();
  }

  /**
   * Spends all of `costs`, or nothing.
   *
   * @param isConnecting a socket is about to be opened
   * @returns RATE_LIMITED, with the budget that asks for the longest wait; TOO_MANY for more than a day's cap
   * @throws Error when storage takes no reservation; then nothing is spent
   */
  take(costs: Costs, isConnecting = false): Refusal | null {
    return this.#take(costs, isConnecting, false);
  }

  /** Spends all of it if it is there now, without more than a bucket holds; else nothing. @returns whether it was there */
  takeIfThere(costs: Costs): boolean {
    return this.#take(costs, false, true) === null;
  }

  #take(costs: Costs, isConnecting: boolean, mustBeThere: boolean): Refusal | null {
    const { book, now } = this.#current();
    let refusal: Refusal | null = null;
    const spent: [BudgetName, BudgetState][] = [];
    let isReserved = false;
    for (const [name, amount] of Object.entries(costs) as [BudgetName, number][]) {
      if (amount <= 0) continue;
      const terms = this.#termsOf(name, book, now);
      // No waiting helps: it is more than a whole day has.
      if (amount > terms.cap) return { code: "TOO_MANY", limit: name };
      const state = this.#stateOf(name, book, terms, now);
      // Without the time to wait: whoever wants it all at once takes it one by one instead.
      if (mustBeThere && amount > available(state, terms)) return { code: "RATE_LIMITED", limit: name };
      const retryAfterMs = waitFor(state, terms, amount, now);
      if (retryAfterMs > (refusal?.retryAfterMs ?? 0)) refusal = { code: "RATE_LIMITED", retryAfterMs, limit: name };
      const next = spend(state, terms, amount);
      spent.push([name, next.state]);
      isReserved ||= next.isReserved;
    }
    if (refusal !== null) return refusal;
    if (isReserved) this.#reserve({ ...book, states: new Map([...book.states, ...spent]) }, now, isConnecting);
    else this.#change(book, spent);
    return null;
  }

  /**
   * Spends as much as there is, up to `amount`.
   *
   * @returns what was spent, at least `least`; or RATE_LIMITED
   */
  takeUpTo(name: BudgetName, amount: number, least: number): number | Refusal {
    const { book, now } = this.#current();
    const terms = this.#termsOf(name, book, now);
    const taken = Math.max(least, Math.min(amount, available(this.#stateOf(name, book, terms, now), terms)));
    return this.take({ [name]: taken }) ?? taken;
  }

  /** Changes with the day: what was spent in one period never comes back in another. */
  get period(): number {
    this.#current();
    return this.#period;
  }

  /**
   * Of what was spent, what turned out not to be needed.
   *
   * @param period in which it was spent: in another nothing comes back, or it could be spent beyond this day's cap
   */
  giveBack(name: BudgetName, amount: number, period: number): void {
    const { book, now } = this.#current();
    if (amount <= 0 || period !== this.#period) return;
    const terms = this.#termsOf(name, book, now);
    const state = givenBack(this.#stateOf(name, book, terms, now), terms, amount);
    this.#change(book, [[name, state]]);
  }

  /** What is left of these, for who asks. */
  left(names: readonly BudgetName[]): readonly QuotaLeft[] {
    const { book, now } = this.#current();
    return names.map((name) => {
      const terms = this.#termsOf(name, book, now);
      return { name, ...leftOf(this.#stateOf(name, book, terms, now), terms, now) };
    });
  }

  /** How long `amount` of this budget must wait; 0 if it need not. */
  waitFor(name: BudgetName, amount: number): number {
    const { book, now } = this.#current();
    const terms = this.#termsOf(name, book, now);
    return waitFor(this.#stateOf(name, book, terms, now), terms, amount, now);
  }

  /**
   * Reserves what a device that connects is going to need, if another row is written anyway.
   *
   * @param write puts the state into that row, or returns false
   */
  reserveWith(write: (state: string) => boolean): void {
    const { book, now } = this.#current();
    const next = asStored(this.#filled(book, now));
    if (!write(writeBook(next))) return;
    this.#isInOwnRow = false;
    this.#book = next;
    this.#keeper.changed();
  }

  /** Moves the state out of the devices' rows: one of them is about to be replaced or deleted. */
  settle(): void {
    const { book } = this.#current();
    if (this.#isInOwnRow) return;
    this.#store(book);
    this.#keeper.changed();
  }

  /** A socket has closed whose attachment held this state. */
  closed(state: string | undefined): void {
    if (state !== undefined && this.#book === null) this.#seen.push(state);
    if (state === undefined) return;
    this.#current();
    this.#keeper.changed();
  }

  /** Of an operator: multiplies every budget. 1 is what everybody has. */
  get factor(): number {
    return this.#current().book.factor;
  }

  setFactor(factor: number): void {
    const { book } = this.#current();
    this.#store({ ...book, factor });
    this.#keeper.changed();
  }

  /** What is used of each day's cap. */
  usage(): UserBudget["budgets"] {
    const { book, now } = this.#current();
    const used = budgetNames.map((name) => {
      const terms = this.#termsOf(name, book, now);
      const state = this.#stateOf(name, book, terms, now);
      return [name, { used: Math.max(0, Math.ceil(state.used - state.reserved)), cap: terms.cap }] as const;
    });
    // All names are keys: `fromEntries` forgets which.
    return Object.fromEntries(used) as UserBudget["budgets"];
  }

  /** With what a device needs that stays connected for a while. */
  #filled(book: Book, now: number): Book {
    const states = new Map(book.states);
    for (const name of budgetNames) {
      const terms = this.#termsOf(name, book, now);
      const state = this.#stateOf(name, book, terms, now);
      const filled = toppedUp(state, terms);
      if (filled !== state || states.has(name)) states.set(name, filled);
    }
    return { ...book, states };
  }

  /** Loaded, and of today. */
  #current(): { readonly book: Book; readonly now: number } {
    const now = this.#host.now();
    const isBack = now < this.#lastNow;
    this.#lastNow = now;
    const loaded = (this.#book ??= this.#load(now));
    const book = isBack ? (this.#book = notAhead(loaded, now)) : loaded;
    const day = dayOf(now);
    if (book.day === day) return { book, now };
    // A clock that is set back begins no new day, or jumps would give the cap again and again; and the day that it
    // returns to ends what was used of a day to come.
    const states =
      day > book.day ? new Map([...book.states].map(([name, state]) => [name, { ...state, used: 0 }])) : book.states;
    const today = { ...book, day, states };
    this.#book = today;
    this.#period += 1;
    return { book: today, now };
  }

  #termsOf(name: BudgetName, { since, factor }: Book, now: number): BudgetTerms {
    return termsOf(name, this.#host.limits, now - since, factor);
  }

  #stateOf(name: BudgetName, { states }: Book, terms: BudgetTerms, now: number): BudgetState {
    const state = states.get(name);
    return state === undefined ? fullBudget(terms, now) : refilled(state, terms, now);
  }

  /** One row for all that a socket's user is going to need: it is not lost when the session sleeps. */
  #reserve(book: Book, now: number, isConnecting: boolean): void {
    this.#store(isConnecting || this.#host.hasSocket() ? this.#filled(book, now) : book);
    this.#keeper.changed();
  }

  /** Nothing is to be stored. In place: a copy of all budgets for each charge of a message would cost more than the rest. */
  #change(book: Book, changed: readonly (readonly [BudgetName, BudgetState])[]): void {
    for (const [name, state] of changed) book.states.set(name, state);
    book.version += 1;
    this.#keeper.changed();
  }

  /** Memory changes after storage. */
  #store(book: Book): void {
    const next = asStored(book);
    this.#host.sql.exec("INSERT OR REPLACE INTO budget VALUES (1, ?)", writeBook(next));
    this.#isInOwnRow = true;
    this.#book = next;
  }

  #load(now: number): Book {
    const host = this.#host;
    const { book, isInOwnRow } = loadBook(host.sql, host.limits, [...host.kept(), ...this.#seen], now);
    this.#isInOwnRow = isInOwnRow;
    return book;
  }
}

/** As the next row in storage. */
const asStored = (book: Book): Book => ({ ...book, version: book.version + 1, stored: book.version + 1 });
