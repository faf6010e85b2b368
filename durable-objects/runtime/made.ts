// What an actor is built of once it is made, and what it does on tables that this code does not know. An object beside the
// actor, since every method and getter of a Durable Object can be called from outside.
import type { StoredTables } from "../../schema/rpc/sweep.ts";
import { logLine } from "./logger.ts";
import { isMade, migrate, TablesTooNew, versionsOf, type Modules } from "./migrate.ts";

/** ms after which an object whose tables are not known looks whether newer code runs. */
const putOffMs = 60_000;

export class Made<Core> {
  readonly #storage: DurableObjectStorage;
  readonly #modules: Modules;
  readonly #refusal: TablesTooNew | null = null;
  /** Whether the object had tables when it started, which this code knows. */
  readonly hasTables: boolean;
  #build: (() => Core) | null = null;
  #core: Core | null = null;

  /** Migrates the tables of an object that is made. */
  constructor(storage: DurableObjectStorage, modules: Modules) {
    this.#storage = storage;
    this.#modules = modules;
    const made = isMade(storage);
    try {
      if (made) migrate(storage, modules);
    } catch (thrown) {
      if (!(thrown instanceof TablesTooNew)) throw thrown;
      logLine("error", "tables too new", { ...thrown.tables });
      this.#refusal = thrown;
    }
    this.hasTables = made && this.#refusal === null;
  }

  /**
   * At the end of the actor's constructor.
   *
   * @param build builds what needs the tables; called once, when they exist
   */
  start(build: () => Core): void {
    this.#build = build;
    if (this.hasTables) this.#core = build();
  }

  /** False: every call is refused. */
  get isKnown(): boolean {
    return this.#refusal === null;
  }

  /** For calls that ask neither for `core` nor `make`. @throws TablesTooNew */
  assertKnown(): void {
    if (this.#refusal !== null) throw this.#refusal;
  }

  /** Null until the object is made: then it has no tables, and stores nothing. @throws TablesTooNew */
  get core(): Core | null {
    this.assertKnown();
    return this.#core;
  }

  /**
   * Makes the object, unless that is done. Only for a call whose caller may, right before its write.
   *
   * @throws TablesTooNew
   */
  make(): Core {
    this.assertKnown();
    if (this.#core !== null) return this.#core;
    if (this.#build === null) throw new Error("the actor's constructor has not started");
    migrate(this.#storage, this.#modules);
    this.#core = this.#build();
    return this.#core;
  }

  /** For the sweep, which has woken the object by this call. @throws TablesTooNew */
  tables(): StoredTables {
    return { versions: this.core === null ? null : versionsOf(this.#storage.sql) };
  }

  /** The alarm's work waits for code that knows the tables. The platform itself would give up after six rings. */
  async putOffAlarm(): Promise<void> {
    await this.#storage.setAlarm(Date.now() + putOffMs);
  }
}
