// A world for the tiers of one conversation: commits, erasures, crashes, and calls to D1 and R2 that are lost, late or doubled.
// History is in the directory at first, or in a database of its own, and moves with each deploy.
//
// What writes, erases, sweeps and reads is the production code (Historian, HistoryStore, ErasedEvents, loadMissing); this
// file only plays the log and the platform around it, by a seed. A violation is returned as a sentence; the seed that
// found it finds it again.
import { Random } from "../../lab/kit/random.ts";
import { ErasedEvents } from "../../durable-objects/conversation/projections/history/erased-events.ts";
import { Historian } from "../../durable-objects/conversation/projections/history/historian.ts";
import type { HistorySource } from "../../durable-objects/conversation/projections/history/history-source.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import type { HomesOf } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { loadMissing } from "../../durable-objects/conversation/projections/history/load-missing.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { rowsOf, segmentEvents, type HistoryEvent } from "../../schema/history/packed-events.ts";
import type { HistorySettings } from "../../schema/history/settings.ts";
import { withErased } from "../../schema/history/tombstone.ts";
import { logMigrations } from "../../schema/tables/log/migrations.ts";
import { named } from "./history-homes.ts";
import { openSqlite, type SqliteStorage } from "./sqlite.ts";
import { archivedBefore, conversationId, layOutAsBefore, messageAt, mostEvents, secretOf } from "./tiers-story.ts";
import { FakeBucket, FakeD1, openHistory, type StoredObjects } from "./tiers-fakes.ts";
import { TiersNetwork, turn, useNetwork } from "./tiers-network.ts";

/** What is different from production; nothing in `production`. */
export interface Variant {
  readonly change?: (query: string) => string;
  readonly keyOf?: (key: string) => string;
  readonly deletesOnce?: true;
  readonly makeStore?: (homesOf: HomesOf, bucket: R2Bucket, world: Glimpse) => HistoryStore;
  readonly revisionStays?: true;
  readonly readsAsStored?: true;
}

/** What a faulty store may know of the world. */
export interface Glimpse {
  isInTiers(seq: number): boolean;
}

export const production: Variant = {};

export interface Outcome {
  readonly violation: string | null;
  readonly trace: readonly string[];
}

const settings: HistorySettings = {
  HISTORY_PROJECT_AFTER_MS: 1_000,
  HISTORY_PROJECT_EVENTS: 64,
  HISTORY_ARCHIVE_AFTER_MS: 1_000,
  HISTORY_BYTES_PER_DAY: 1_000_000_000,
  LOG_DROP_ABOVE_BYTES: 0,
  LOG_MAX_BYTES: Number.MAX_SAFE_INTEGER,
};
/** As of the alarm's kind of work. */
const runDeadlineMs = 150_000;
export const simulate = (seed: number, variant: Variant, traced = false): Promise<Outcome> =>
  new World(seed, variant, traced).run();

/** The databases, in the order in which history moves through them: with each deploy one further. */
const databases = ["DIRECTORY", "HISTORY", "HISTORY_2"] as const;

class World implements Glimpse {
  readonly #random: Random;
  readonly #variant: Variant;
  readonly #trace: string[] | null;
  readonly #network: TiersNetwork;
  readonly #databases = new Map(
    databases.map((name) => [name, openHistory(name === "DIRECTORY" ? "directory" : "history")] as const),
  );
  /** The place of the home among the databases. Code of 0 knows only the directory. */
  #stage: number;
  readonly #objects: StoredObjects = { byKey: new Map(), deleted: new Map() };
  /** What a crash leaves of the conversation. */
  readonly #storage = openSqlite();
  #erased: ErasedEvents;
  #historian: Historian;
  /** All events as they were committed, by seq - 1, and which were erased. */
  readonly #committed: HistoryEvent[] = [];
  readonly #gone = new Set<number>();
  /** Erased, and the tiers said that they followed. */
  readonly #followed = new Set<number>();
  #floorSeq = 0;
  /** The runs of this life that have not ended, the newest last. */
  #runs: AbortController[] = [];
  #violation: string | null = null;
  /** How many writes there had been when the tiers were last looked at. */
  #checked = 0;

  constructor(seed: number, variant: Variant, traced: boolean) {
    this.#random = new Random(seed);
    this.#variant = variant;
    this.#trace = traced ? [] : null;
    this.#network = new TiersNetwork(this.#random, (line) => this.#note(line));
    useNetwork(this.#network);
    migrate(this.#storage, { log: logMigrations });
    this.#stage = this.#random.pick([0, 0, 1]);
    if (this.#random.below(3) === 0) {
      this.#committed.push(
        ...layOutAsBefore(this.#sqlOf("DIRECTORY"), this.#objects, this.#storage, this.#network.clock),
      );
      this.#floorSeq = archivedBefore;
    }
    [this.#erased, this.#historian] = this.#begin();
  }

  async run(): Promise<Outcome> {
    const happenings: [number, () => void | Promise<void>][] = [
      [8, () => this.#commit()],
      [60, () => this.#network.step()],
      [8, () => this.#startRun()],
      [4, () => this.#erase()],
      [2, () => this.#drop()],
      [2, () => this.#crash()],
      [1, () => this.#deploy()],
      [4, () => void this.#read()],
      [4, () => this.#network.wait(this.#random.pick([1_000, 2_000, 3_000, 40_000]))],
      [1, () => this.#network.wait(this.#random.pick([1_800_000, 4_000_000, 11_000_000]))],
    ];
    const mixture = happenings.map(
      ([weight, happening]) => [weight * this.#random.pick([0.3, 1, 1, 2]), happening] as const,
    );
    const steps = 60 + this.#random.below(140);
    for (let step = 0; step < steps && this.#violation === null; step++) {
      await this.#random.pickWeighted(mixture)();
      await turn();
      this.#check();
    }
    if (this.#violation === null) await this.#quiesce();
    return { violation: this.#violation, trace: this.#trace ?? [] };
  }

  isInTiers(seq: number): boolean {
    const query = (table: string): string => `SELECT 1 FROM ${table} WHERE first_seq <= ? AND last_seq >= ?`;
    return [...this.#databases.values()].some(({ sql }) =>
      ["history_segment", "history_archive"].some((table) => sql.exec(query(table), seq, seq).toArray().length > 0),
    );
  }

  // ---- the conversation

  /** A life begins: what is in memory comes from storage. */
  #begin(): [ErasedEvents, Historian] {
    const erased = new ErasedEvents(this.#storage.sql);
    const source: HistorySource = {
      conversationId,
      headSeq: () => this.#headSeq,
      createdAtOf: (seq) => this.#committed[seq - 1]?.createdAt ?? 0,
      events: (afterSeq, throughSeq) =>
        withErased(this.#committed.slice(Math.max(afterSeq, this.#floorSeq), throughSeq), this.#gone),
      rows: (afterSeq, throughSeq) =>
        rowsOf(withErased(this.#committed.slice(Math.max(afterSeq, this.#floorSeq), throughSeq), this.#gone)),
      revision: () => (this.#variant.revisionStays === true ? 0 : erased.revision),
      erased: () => erased.pending,
      erasingSince: () => erased.pendingSince,
      erasedIn: (afterSeq, throughSeq) => erased.within(afterSeq, throughSeq),
      settledSeq: () => 0,
      settledSaved: () => {},
      erasedDone: (seqs) => {
        this.#note(() => `followed: ${seqs.join()}`);
        erased.followed(seqs);
        for (const seq of seqs) this.#followed.add(seq);
        this.#checked = 0;
        this.#check();
      },
    };
    const store = this.#storeOf(this.#network.life);
    return [erased, new Historian(this.#storage.sql, store, source, settings)];
  }

  #storeOf(life: number | null): HistoryStore {
    const { change = (query) => query, keyOf = (key) => key, deletesOnce = false, makeStore } = this.#variant;
    const all = databases.map((name) => named(name, new FakeD1(this.#sqlOf(name), this.#network, life, change).asD1));
    const [home, ...earlier] = all.slice(0, this.#stage + 1).toReversed();
    if (home === undefined) throw new Error("there is no database");
    const homesOf: HomesOf = () => ({ home, earlier, first: this.#stage === 0 ? "DIRECTORY" : "HISTORY" });
    const bucket = new FakeBucket(this.#objects, this.#network, life, { keyOf, deletesOnce }).asBucket;
    return makeStore?.(homesOf, bucket, this) ?? new HistoryStore(homesOf, bucket);
  }

  #sqlOf(name: (typeof databases)[number]): SqliteStorage {
    const storage = this.#databases.get(name);
    if (storage === undefined) throw new Error(`there is no ${name}`);
    return storage;
  }

  get #headSeq(): number {
    return this.#committed.length;
  }

  #commit(): void {
    const count = this.#random.pick([1, 5, 20, 40]);
    for (let n = 0; n < count && this.#headSeq < mostEvents; n++)
      this.#committed.push(messageAt(this.#headSeq + 1, this.#network.clock));
    this.#note(() => `committed up to ${this.#headSeq}`);
  }

  #erase(): void {
    const near = this.#random.pick([0, Math.max(0, this.#headSeq - 40)]);
    const seqs = Array.from({ length: this.#random.pick([1, 1, 2, 3]) }, () =>
      this.#random.between(near, this.#headSeq),
    );
    const fresh = seqs.filter((seq) => seq > 0);
    if (fresh.length === 0) return;
    this.#note(() => `erased: ${fresh.join()}`);
    this.#storage.transactionSync(() => {
      for (const seq of fresh) this.#gone.add(seq);
      this.#erased.add(fresh, this.#network.clock);
    });
    for (const seq of fresh) this.#followed.delete(seq);
  }

  /** Eras are a multiple of segments. */
  #drop(): void {
    const most = Math.min(this.#historian.heldSeq, this.#headSeq - 1);
    if (most - this.#floorSeq < segmentEvents) return;
    this.#floorSeq += segmentEvents;
    this.#note(() => `dropped up to ${this.#floorSeq}`);
  }

  #crash(): void {
    this.#note(() => "crash");
    this.#network.life += 1;
    this.#runs = [];
    [this.#erased, this.#historian] = this.#begin();
  }

  /** The next version begins, with a further database. What the one before has asked for may still arrive. */
  #deploy(): void {
    if (this.#stage === databases.length - 1) return;
    this.#note(() => "deploy");
    if (this.#stage === 0) this.#leaveAsBefore();
    this.#stage += 1;
    this.#crash();
  }

  /** Code that knows only the directory does not say where history is. Then the migration. */
  #leaveAsBefore(): void {
    this.#storage.sql.exec("UPDATE history_progress SET home = NULL");
    if (this.#headSeq > 0)
      this.#storage.sql.exec(
        "INSERT OR IGNORE INTO history_progress (id, projected_seq, archived_seq) VALUES (1, 0, 0)",
      );
  }

  /** The next ring begins when the one before it has ended, or when nobody waits for it any more. */
  #startRun(): void {
    const { clock } = this.#network;
    if ((this.#historian.dueAt(clock) ?? Number.POSITIVE_INFINITY) > clock || this.#runs.length > 2) return;
    for (const earlier of this.#runs) earlier.abort();
    const run = new AbortController();
    this.#runs.push(run);
    this.#note(() => `run at ${clock}`);
    const { life } = this.#network;
    void this.#historian
      .run(clock, run.signal)
      .catch((cause: unknown) => this.#note(() => `run failed: ${String(cause)}`))
      .finally(() => {
        if (life === this.#network.life) this.#runs = this.#runs.filter((one) => one !== run);
      });
  }

  // ---- readers

  async #read(): Promise<void> {
    const through = this.#random.between(0, this.#historian.heldSeq);
    const after = Math.max(0, through - this.#random.pick([1, 10, 100]));
    const gone = [...this.#gone].filter((seq) => seq > after && seq <= through);
    const pending = this.#variant.readsAsStored === true ? [] : this.#erased.pendingIn(after, through);
    const range = { afterSeq: after, throughSeq: through, erased: pending };
    const events = await loadMissing(this.#storeOf(null), conversationId, range).catch(() => []);
    for (const { seq, frame } of events) {
      const shows = frame.includes(secretOf(seq));
      if (shows && gone.includes(seq)) this.#violate(`resurrected: a reader saw ${seq} after it was erased`);
      if (!shows && !this.#gone.has(seq)) this.#violate(`changed: a reader saw another event at ${seq}`);
    }
  }

  // ---- what must hold

  /** What the tiers show of events whose erasure they have followed. */
  #check(): void {
    if (this.#followed.size === 0 || this.#checked === this.#network.writes) return;
    this.#checked = this.#network.writes;
    for (const text of [...this.#segmentTexts(), ...this.#blockTexts()])
      for (const seq of this.#followed)
        if (text.includes(secretOf(seq))) this.#violate(`resurrected: the tiers show ${seq} again`);
  }

  #segmentTexts(): string[] {
    return [...this.#databases.values()].flatMap(({ sql }) =>
      [...sql.exec<{ body: string }>("SELECT body FROM history_segment")].map(({ body }) => body),
    );
  }

  #blockTexts(): string[] {
    return [...this.#databases.values()].flatMap(({ sql }) =>
      [...sql.exec<{ key: string }>("SELECT object_key AS key FROM history_archive")].map(({ key }) =>
        this.#textOf(this.#variant.keyOf?.(key) ?? key),
      ),
    );
  }

  /** Whatever arrived late, and whoever sent it. */
  #lookBehind(): void {
    for (const name of databases.slice(0, this.#stage))
      for (const table of ["history_segment", "history_archive", "history_object"])
        if (
          this.#sqlOf(name).sql.exec(`SELECT 1 FROM ${table} WHERE conversation_id = ?`, conversationId).toArray()
            .length
        )
          this.#violate(`left behind: ${name} has rows in ${table}`);
  }

  #textOf(key: string): string {
    const bytes = this.#objects.byKey.get(key);
    return bytes === undefined ? "" : new TextDecoder().decode(bytes);
  }

  /** All that is late arrives, nothing fails any more, and the alarm rings until nothing is due. */
  async #quiesce(): Promise<void> {
    this.#note(() => "quiet from here on");
    for (let ring = 0; ring < 40 && this.#violation === null; ring++) {
      await this.#settle();
      const { clock } = this.#network;
      const dueAt = this.#historian.dueAt(clock);
      if (dueAt === null) break;
      await this.#network.wait(Math.max(1_000, dueAt - clock));
      this.#startRun();
    }
    await this.#settle();
    this.#check();
    const { clock } = this.#network;
    if (this.#historian.dueAt(clock) !== null) this.#violate("no end: history never comes to rest");
    this.#lookBehind();
    if (this.#violation === null) await this.#compare();
  }

  async #settle(): Promise<void> {
    this.#network.faultOneIn = null;
    await turn();
    for (let step = 0; step < 5_000 && !this.#network.isQuiet; step++) {
      this.#network.step();
      await turn();
    }
    // Calls that nobody answered.
    if (this.#runs.length > 0) await this.#network.wait(runDeadlineMs);
  }

  async #compare(): Promise<void> {
    const reading = this.#storeOf(null).load(conversationId, 0, this.#headSeq);
    const loaded = reading.catch((cause: unknown) => this.#violate(`lost: ${String(cause)}`));
    await this.#settle();
    const events = (await loaded) ?? [];
    const expected = withErased(this.#committed, this.#gone);
    for (const [index, event] of events.entries())
      if (JSON.stringify(event) !== JSON.stringify(expected[index])) this.#violate(`changed: ${JSON.stringify(event)}`);
    for (const key of this.#objects.byKey.keys())
      for (const seq of this.#gone)
        if (this.#textOf(key).includes(secretOf(seq))) this.#violate(`left over: an object shows ${seq}`);
  }

  #violate(sentence: string): void {
    this.#note(() => sentence);
    this.#violation ??= sentence;
  }

  #note(line: () => string): void {
    this.#trace?.push(line());
  }
}
