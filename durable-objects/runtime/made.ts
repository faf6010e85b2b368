// What an actor is built of once it is made. An object beside the actor, since every method and getter of a Durable Object
// can be called from outside.

export class Made<Core> {
  readonly #isMade: boolean;
  readonly #migrate: () => void;
  #build: (() => Core) | null = null;
  #core: Core | null = null;

  /**
   * @param isMade whether the object had its tables when it started
   * @param migrate makes the tables of an object that is made now
   */
  constructor(isMade: boolean, migrate: () => void) {
    this.#isMade = isMade;
    this.#migrate = migrate;
  }

  /**
   * At the end of the actor's constructor.
   *
   * @param build builds what needs the tables; called once, when they exist
   */
  start(build: () => Core): void {
    this.#build = build;
    if (this.#isMade) this.#core = build();
  }

  /** Null until the object is made: then it has no tables, and stores nothing. */
  get core(): Core | null {
    return this.#core;
  }

  /** Makes the object, unless that is done. Only for a call whose caller may, right before its write. */
  make(): Core {
    if (this.#core !== null) return this.#core;
    if (this.#build === null) throw new Error("the actor's constructor has not started");
    this.#migrate();
    this.#core = this.#build();
    return this.#core;
  }
}
