// The sweep: wakes every object that somebody made, a few at a time, so that it migrates, and counts what they have. It
// finds sessions by the accounts, conversations by the sessions. Cut off anywhere, it asks somebody twice, and counts once.
import { cutText } from "../../schema/protocol/cut-text.ts";
import type { SweepState } from "../../schema/rpc/fleet.ts";
import type { SessionTables, StoredTables } from "../../schema/rpc/sweep.ts";
import { isBehind, type SweptClass } from "../../schema/versions/newest.ts";
import { eachInParallel } from "../runtime/in-parallel.ts";
import { SweepStore, type SweptObject } from "./sweep-store.ts";

/** Few rings, unless that were many objects a ring. Less than one object a ring is a longer pause. */
const ringEveryMs = (objectsPerMinute: number): number =>
  objectsPerMinute > 6_000 ? 1_000 : Math.max(10_000, Math.ceil(60_000 / objectsPerMinute));
/** Calls at a time: a wake may take a second, and a ring has its deadline. */
const maxParallel = 6;
/** When an object that runs older code is asked again: a deploy replaces all code within this time. */
const olderRetryMs = 300_000;
const firstRetryMs = 30_000;
const maxAttempts = 8;

export interface SweepPorts {
  /** Ids in their order, the first ones after this one. */
  readonly accounts: (after: string, limit: number) => Promise<readonly string[]>;
  /** `older`: the object's code does not know the call. @throws whatever the object threw */
  readonly ask: (object: SweptObject) => Promise<StoredTables | SessionTables | "older">;
  readonly classOf: (conversationId: string) => SweptClass;
  readonly shards: readonly string[];
}

export class Sweep {
  readonly #store: SweepStore;
  readonly #ports: SweepPorts;
  readonly #ringEveryMs: number;
  readonly #perRing: number;
  readonly #now: () => number;

  constructor(
    storage: Pick<DurableObjectStorage, "sql" | "transactionSync">,
    ports: SweepPorts,
    objectsPerMinute: number,
    now: () => number,
  ) {
    this.#store = new SweepStore(storage);
    this.#ports = ports;
    this.#ringEveryMs = ringEveryMs(objectsPerMinute);
    this.#perRing = Math.max(1, Math.floor((objectsPerMinute * this.#ringEveryMs) / 60_000));
    this.#now = now;
  }

  /** Begins, goes on where it was stopped, or changes nothing if it runs. The caller arms the alarm. */
  start(reason: string): SweepState {
    const sweep = this.#store.load();
    if (sweep?.state === "stopped") this.#store.setState("running", this.#now());
    else if (sweep?.state !== "running") this.#store.begin(reason, this.#now(), this.#ports.shards);
    const view = this.view();
    if (view === null) throw new Error("a sweep that began is not stored");
    return view;
  }

  stop(): SweepState | null {
    if (this.#store.load()?.state === "running") this.#store.setState("stopped", this.#now());
    return this.view();
  }

  view(): SweepState | null {
    return this.#store.view();
  }

  dueAt(): number | null {
    const sweep = this.#store.load();
    return sweep?.state === "running" ? sweep.nextAt : null;
  }

  /** A ring of the alarm. @throws Error when accounts cannot be read */
  async run(): Promise<void> {
    const sweep = this.#store.load();
    if (sweep === null || sweep.state !== "running" || sweep.nextAt > this.#now()) return;
    if (sweep.after !== null && this.#store.waiting().objects < this.#perRing) await this.#findAccounts(sweep.after);
    const due = this.#store.due(this.#now(), this.#perRing);
    await eachInParallel(due, maxParallel, (object) => this.#ask(object));
    this.#settle();
  }

  async #findAccounts(after: string): Promise<void> {
    const ids = await this.#ports.accounts(after, this.#perRing);
    const isLast = ids.length < this.#perRing;
    this.#store.foundAccounts(ids, isLast ? null : (ids.at(-1) ?? null), this.#now());
  }

  async #ask(object: SweptObject): Promise<void> {
    try {
      this.#note(object, await this.#ports.ask(object));
    } catch (thrown) {
      const isLast = object.attempts + 1 >= maxAttempts;
      const retryAt = this.#now() + firstRetryMs * 2 ** object.attempts;
      this.#store.failed(object, describe(thrown), isLast ? null : retryAt);
    }
  }

  #note(object: SweptObject, answer: StoredTables | SessionTables | "older"): void {
    const now = this.#now();
    if (answer === "older") return this.#store.isOlder(object, now + olderRetryMs);
    if (answer.versions === null) return this.#store.drop(object);
    if (isBehind(object.class, answer.versions)) return this.#store.isOlder(object, now + olderRetryMs);
    const { conversationIds, next } = "next" in answer ? answer : { conversationIds: [], next: null };
    const found = conversationIds.map((id) => [this.#ports.classOf(id), id] as const);
    if (next === null) this.#store.asked(object, answer.versions, found, now);
    else this.#store.foundConversations(object, found, next, now);
  }

  #settle(): void {
    const { objects, firstDueAt } = this.#store.waiting();
    const now = this.#now();
    const sweep = this.#store.load();
    if (sweep === null || sweep.state !== "running") return;
    if (sweep.after === null && objects === 0) this.#store.finish(now);
    else if (sweep.after === null && firstDueAt !== null)
      this.#store.setNext(Math.max(now + this.#ringEveryMs, firstDueAt));
    else this.#store.setNext(now + this.#ringEveryMs);
  }
}

const maxErrorChars = 200;
const describe = (thrown: unknown): string =>
  cutText(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown), maxErrorChars);
