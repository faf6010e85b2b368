// A session's budgets in Node, with the rows and the attachment that outlive its memory, and a clock of the test's.
import { Budgets } from "../../durable-objects/user-session/budgets/budgets.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { budgetLimits } from "../../schema/protocol/budgets.ts";
import { defaultLimits, type Limits } from "../../schema/protocol/limits.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { standInFor } from "./stand-in-for.ts";

/** A Tuesday, at midnight. */
export const midnight = Date.UTC(2030, 0, 1);

/** Messages a day, in an account's first week. */
export const cap = budgetLimits.LIMIT_MESSAGES_PER_DAY_FIRST_WEEK;

/** Nothing waits for the bucket. */
export const noRate = { LIMIT_MESSAGES_PER_SECOND: 1e9, LIMIT_MESSAGES_BURST: 1e9 };

/** The end of a turn, when no microtask is left. */
export const endOfTurn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve));

const addDevice = "INSERT OR REPLACE INTO device (id, platform, name, created_at, last_seen_at, family, generation)";

export class BudgetSession {
  readonly storage: SqliteStorage = openSqlite();
  clock: number;
  /** Rows that budgets alone have written. */
  rows = 0;
  /** How often an attachment was written for the budgets. */
  notes = 0;
  isFull = false;
  budgets: Budgets;
  readonly #limits: Limits;
  #sockets: (string | undefined)[] = [];

  /** @param registeredAt when the first device signed in */
  constructor(limits: Partial<Limits> = {}, now = midnight, registeredAt = now) {
    this.clock = now;
    this.#limits = { ...defaultLimits, ...limits };
    migrate(this.storage, { "user-session": userSessionMigrations });
    this.#signIn(registeredAt);
    this.budgets = this.#wake();
  }

  /** Sockets stay, memory goes: with calls in flight, as when the platform resets an object. */
  hibernate(): void {
    this.budgets = this.#wake();
  }

  /** Sockets close, and memory goes. */
  crash(): void {
    this.#sockets = [];
    this.budgets = this.#wake();
  }

  /** @param isRowWritten whether the device's row is written at this time, which happens once a minute */
  connect(isRowWritten = true): void {
    this.budgets.reserveWith((state) => {
      if (isRowWritten) this.storage.sql.exec("UPDATE device SET budget = ? WHERE id = 'd'", state);
      return isRowWritten;
    });
    this.budgets.take({ sockets: 1 }, true);
    this.#sockets.push(undefined);
  }

  get openSockets(): number {
    return this.#sockets.length;
  }

  disconnect(at: number): void {
    const [state] = this.#sockets.splice(at, 1);
    this.budgets.closed(state);
  }

  /** The server closes a socket: it holds nothing for the session any more. @returns what happens once its connection ends */
  closeByServer(at: number): () => void {
    const [state] = this.#sockets.splice(at, 1);
    return () => this.budgets.closed(state);
  }

  /** The device signs in anew: its row is replaced. */
  signIn(): void {
    this.budgets.settle();
    this.#signIn(this.clock);
  }

  #signIn(at: number): void {
    const query = "SELECT min(created_at) AS at FROM device";
    const createdAt = this.storage.sql.exec<{ at: number | null }>(query).one().at ?? at;
    this.storage.sql.exec(`${addDevice} VALUES ('d', 'web', '', ?, ?, 'f', 1)`, createdAt, at);
  }

  #wake(): Budgets {
    const exec = (query: string, ...bindings: unknown[]): unknown => {
      if (query.startsWith("INSERT OR REPLACE INTO budget")) {
        if (this.isFull) throw new Error("planted");
        this.rows += 1;
      }
      return this.storage.sql.exec(query, ...bindings);
    };
    // A life that is over touches nothing any more.
    const isLive = (): boolean => this.budgets === budgets;
    const budgets: Budgets = new Budgets({
      sql: standInFor<SqlStorage>({ exec }),
      limits: this.#limits,
      now: () => this.clock,
      kept: () => this.#sockets.filter((state) => state !== undefined),
      hasSocket: () => this.#sockets.length > 0,
      keep: (state) => {
        if (!isLive() || this.#sockets.length === 0 || this.#sockets[0] === state) return;
        this.#sockets[0] = state;
        this.notes += 1;
      },
    });
    return budgets;
  }
}

/** Spends one after the other until it is refused. */
export function spendAll(session: BudgetSession): number {
  let spent = 0;
  while (session.budgets.take({ messages: 1 }) === null) spent += 1;
  return spent;
}
