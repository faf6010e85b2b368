// A device's list of people against the server's own rows and answers: news lost, late, and crossed by answers, absences,
// restarts and restores, over many seeds.
import { expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import {
  peopleAnswers,
  shownPerson,
  type PeopleHost,
} from "../../durable-objects/user-session/people/people-answers.ts";
import { PeopleTable } from "../../durable-objects/user-session/people/people-table.ts";
import { Random } from "../../lab/kit/random.ts";
import type { DeviceId, UserId } from "../../schema/protocol/ids.ts";
import type { PeopleChangedFrame, PeopleResult, Person } from "../../schema/protocol/people.ts";
import { userSessionMigrations } from "../../schema/tables/user-session/migrations.ts";
import { PeopleSync } from "../../sdk/friends/people-sync.ts";
import { PersonList, type PeopleNews } from "../../sdk/friends/person-list.ts";
import { KlatchError } from "../../sdk/client/klatch-error.ts";
import type { StoredState } from "../../sdk/store/klatch-store.ts";
import type { StoreKeeper } from "../../sdk/store/store-keeper.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";
import { openSqlite } from "../support/sqlite.ts";
import { standInFor } from "../support/stand-in-for.ts";

useQuickTurns();

const everybody = Array.from({ length: 7 }, (_, at) => `user_${at}` as UserId);
const far = 9_000_000;
type Row = Parameters<PeopleTable["put"]>[0];

/** The user's session, with the server's own table and answers. */
class Server {
  readonly #storage = openSqlite();
  readonly #host: PeopleHost;
  table: PeopleTable;

  constructor(rows: readonly Row[] = []) {
    migrate(this.#storage, { "user-session": userSessionMigrations });
    this.table = new PeopleTable(this.#storage.sql);
    this.#host = standInFor<PeopleHost>({
      table: this.table,
      blocks: { blockedAt: () => undefined },
      budgets: { take: () => null },
      now: () => 1,
    });
    for (const row of rows) this.table.put(row);
  }

  person(userId: UserId): Person {
    const row = this.table.get(userId);
    if (row === undefined) throw new Error("nobody");
    return shownPerson(this.#host, row);
  }

  list(since: number, cursor: string | undefined): PeopleResult {
    const query = { since, ...(cursor !== undefined && { cursor }), limit: 2 };
    const answer = peopleAnswers(this.#host)["list-people"]({ kind: "list-people", query }, "dev_a" as DeviceId);
    if (!("items" in answer)) throw new Error("refused, or late");
    return answer;
  }

  get listed(): Person[] {
    return everybody
      .filter((userId) => this.table.get(userId) !== undefined)
      .map((userId) => this.person(userId))
      .filter((person) => Object.keys(person).length > 2);
  }
}

const sorted = (people: readonly Person[]): Person[] => people.toSorted((a, b) => (a.userId < b.userId ? -1 : 1));

type Frame = PeopleChangedFrame | { readonly done: number };

class World {
  readonly #random: Random;
  /** All that was ever changed, in order: a restored session is made of the first of them. */
  #rows: Row[] = [];
  server = new Server();
  /** Null: there is no socket. */
  #socket: Frame[] | null = null;
  /** The server was restored, and the device does not know it. Versions that pass those of before then cannot be told from them. */
  #isFresh = false;
  readonly #calls: { answer(): void; fail(): void }[] = [];
  readonly #timers = new Set<() => void>();
  readonly #stored = new Map<string, string>();
  sync: PeopleSync;
  /** Of another tab, which hears nothing while it is frozen, and asks for it all then. */
  follower = new PersonList();
  #isFrozen = false;
  /** News that do not follow what the other tab has. */
  gaps = 0;

  constructor(random: Random) {
    this.#random = random;
    this.sync = this.#start();
  }

  step(): void {
    const steps = [
      () => this.#change(),
      () => this.#change(),
      () => this.#hear(),
      () => this.#hear(),
      () => this.#calls.splice(this.#random.below(3), 1)[0]?.answer(),
      () => this.#random.below(3) === 0 && this.#calls.splice(0, 1)[0]?.fail(),
      () => (this.#socket === null ? this.#connect() : this.#random.below(3) === 0 && this.#disconnect()),
      () => this.#random.below(4) === 0 && this.#ring(),
      () => this.#random.below(5) === 0 && this.#restart(),
      () => this.#freeze(this.#random.below(4) === 0),
      () => this.#random.below(6) === 0 && this.#restore(),
    ];
    this.#random.pick(steps)();
  }

  /** All arrives that is on its way, after one more absence. */
  async end(): Promise<void> {
    this.#disconnect();
    this.#connect();
    for (let left = 1; left > 0;) {
      await turn();
      while (this.#hear());
      for (const call of this.#calls.splice(0)) call.answer();
      await turn();
      await turn();
      left = this.#calls.length + (this.#socket?.length ?? 0);
      if (left === 0) left = this.#ring();
    }
    this.#freeze(false);
  }

  get kept(): PersonList {
    const list = new PersonList();
    list.restore(this.#stored);
    return list;
  }

  #start(): PeopleSync {
    return new PeopleSync(
      {
        keeper: standInFor<StoreKeeper>({
          put: (_: string, key: string, text: string | null) =>
            text === null ? this.#stored.delete(key) : this.#stored.set(key, text),
        }),
        runtime: {
          random: () => 0.5,
          setTimer: (run) => {
            this.#timers.add(run);
            return () => this.#timers.delete(run);
          },
        },
        fetch: (since, cursor) =>
          new Promise((resolve, reject) => {
            // The server answers now or when the answer arrives.
            const early = this.#random.below(2) === 0 ? this.server.list(since, cursor) : null;
            this.#calls.push({
              answer: () => resolve(early ?? this.server.list(since, cursor)),
              fail: () => reject(new KlatchError("UNAVAILABLE", "lost")),
            });
          }),
        onNews: (news) => this.#tell(news),
      },
      standInFor<StoredState>({ drafts: this.#stored }),
    );
  }

  #freeze(isFrozen: boolean): void {
    if (this.#isFrozen && !isFrozen) this.follower.apply(this.sync.list.whole());
    this.#isFrozen = isFrozen;
  }

  #tell(news: PeopleNews): void {
    if (this.#isFrozen) return;
    if (!this.follower.apply(news)) this.gaps += 1;
  }

  #change(): void {
    if (this.#isFresh) return;
    const userId = this.#random.pick(everybody);
    const at = this.#rows.length;
    const relation = this.#random.pick([
      {},
      { friendSince: at },
      { request: { by: "me" as const, requestedAt: at, expiresAt: far } },
      { request: { by: "them" as const, requestedAt: at, expiresAt: far } },
    ]);
    const row = { userId, version: at, relation, notes: {} };
    this.#rows.push(row);
    const { peopleVersion } = this.server.table.put(row);
    this.#socket?.push({ type: "people-changed", peopleVersion, people: [this.server.person(userId)] });
  }

  #hear(): boolean {
    const frame = this.#socket?.shift();
    if (frame === undefined) return false;
    if ("done" in frame) {
      this.#isFresh = false;
      this.sync.caughtUp(frame.done);
    } else this.sync.heard(frame);
    return true;
  }

  #connect(): void {
    this.#socket = [{ done: this.server.table.peopleVersion }];
  }

  #disconnect(): void {
    this.#socket = null;
  }

  #ring(): number {
    const timers = [...this.#timers];
    this.#timers.clear();
    for (const run of timers) run();
    return timers.length;
  }

  #restart(): void {
    this.sync.close();
    this.#disconnect();
    this.sync = this.#start();
  }

  #restore(): void {
    this.#disconnect();
    // Of all that was; what is restored goes on as if the rest had never been.
    this.#rows = this.#rows.slice(0, this.#random.below(this.#rows.length + 1));
    this.server = new Server(this.#rows);
    this.#isFresh = true;
  }
}

it("[SDK-184] a device comes to list what the server lists, whatever is lost, late, crossed or restored", async () => {
  const first = firstSeed();
  for (let seed = first; seed < first + runsOr(200); seed += 1) {
    const random = new Random(seed);
    const world = new World(random);
    for (let left = 20 + random.below(120); left > 0; left -= 1) {
      world.step();
      if (random.below(2) === 0) await turn();
    }
    await world.end();
    const { listed, table } = world.server;
    expect(world.gaps, `seed ${seed}`).toBe(0);
    const lists = [world.sync.list, world.kept, world.follower];
    expect(
      lists.map((list) => [sorted(list.all()), list.version]),
      `seed ${seed}`,
    ).toEqual(lists.map(() => [listed, table.peopleVersion]));
  }
});
