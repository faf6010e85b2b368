// The sweep over SQLite in Node, with objects that are played: cut off after every step, slow, failing, of older code.
import { beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { Sweep, type SweepPorts } from "../../durable-objects/fleet/sweep.ts";
import type { SweptObject } from "../../durable-objects/fleet/sweep-store.ts";
import { fleetMigrations } from "../../schema/tables/fleet/migrations.ts";
import { newestVersions, type SweptClass } from "../../schema/versions/newest.ts";
import { openSqlite, type SqliteStorage } from "../support/sqlite.ts";

class CutOff extends Error {}

/** A deployment: users with their conversations, and how each object answers. */
class PlayedFleet implements SweepPorts {
  readonly shards = ["shard-0", "shard-1"];
  /** By account. */
  readonly sessions = new Map<string, readonly string[]>();
  readonly unmade = new Set<string>();
  /** How often an object still runs older code, or fails. */
  readonly olderFor = new Map<string, number>();
  readonly failsFor = new Map<string, number>();
  readonly asked: string[] = [];
  pageSize = 3;

  classOf = (id: string): SweptClass => (id.startsWith("group") ? "Group" : "Conversation");

  accounts = async (after: string, limit: number): Promise<readonly string[]> =>
    [...this.sessions.keys()]
      .filter((id) => id > after)
      .toSorted()
      .slice(0, limit);

  ask = async ({ class: swept, name, after }: SweptObject) => {
    this.asked.push(name);
    if (this.unmade.has(name)) return { versions: null };
    if (takeOne(this.failsFor, name)) throw new Error(`${name} does not answer`);
    if (takeOne(this.olderFor, name)) return "older" as const;
    const versions = newestVersions[swept];
    if (swept !== "UserSession") return { versions };
    const rest = (this.sessions.get(name) ?? []).filter((id) => id > (after ?? "")).toSorted();
    const conversationIds = rest.slice(0, this.pageSize) as never[];
    return { versions, conversationIds, next: (rest.length > this.pageSize ? conversationIds.at(-1) : null) ?? null };
  };
}

function takeOne(times: Map<string, number>, name: string): boolean {
  const left = times.get(name) ?? 0;
  times.set(name, left - 1);
  return left > 0;
}

let storage: SqliteStorage;
let fleet: PlayedFleet;
let now: number;
beforeEach(() => {
  storage = openSqlite();
  migrate(storage, { fleet: fleetMigrations });
  fleet = new PlayedFleet();
  now = 1_000_000;
  for (let user = 0; user < 10; user++)
    fleet.sessions.set(`user_${user}`, [
      "group_a",
      `direct_${user}`,
      ...(user < 5 ? ["group_b", "group_c", "group_d"] : []),
    ]);
});

const open = (perMinute = 24): Sweep => new Sweep(storage, fleet, perMinute, () => now);

/** Rings until it is done. @returns how many rings */
async function ringUntilDone(sweep: () => Sweep = open): Promise<number> {
  for (let rings = 1; rings < 10_000; rings++) {
    const due = sweep().dueAt();
    if (due === null) return rings;
    now = Math.max(now, due);
    await sweep()
      .run()
      .catch((thrown: unknown) => {
        if (!(thrown instanceof CutOff)) throw thrown;
      });
  }
  throw new Error("it does not end");
}

const all = {
  Conversation: 10,
  Group: 4,
  PasswordShard: 2,
  UserSession: 10,
};
const counted = (sweep = open()): Record<string, number> =>
  Object.fromEntries((sweep.view()?.counts ?? []).map(({ class: swept, objects }) => [swept, objects]));

describe("a sweep", () => {
  it("[VERSION-20] asks every object that somebody made, and counts each once by what its tables have", async () => {
    open().start("a deploy");
    await ringUntilDone();
    expect(open().view()).toMatchObject({ state: "done", waiting: 0, older: 0, failed: 0, hasFoundAccounts: true });
    expect(counted()).toEqual(all);
    expect(open().view()?.counts).toContainEqual({ class: "Group", versions: newestVersions.Group, objects: 4 });
  });

  it("[VERSION-20] does not count what nobody made", async () => {
    for (const name of ["user_3", "shard-1"]) fleet.unmade.add(name);
    open().start("a deploy");
    await ringUntilDone();
    expect(counted()).toEqual({ ...all, Conversation: 9, UserSession: 9, PasswordShard: 1 });
  });

  it("[VERSION-21] asks so many a minute as the variable says", async () => {
    open(24).start("a deploy");
    for (let ring = 0; ring < 3; ring++) {
      const before = fleet.asked.length;
      now = open(24).dueAt() ?? now;
      await open(24).run();
      expect(fleet.asked.length - before).toBeLessThanOrEqual(4);
      // A ring before its time asks nobody.
      await open(24).run();
      expect(fleet.asked.length - before).toBeLessThanOrEqual(4);
    }
  });

  it.each([
    [0.5, 120_000, 1],
    [1, 60_000, 1],
    [6, 10_000, 1],
    [600, 10_000, 100],
    [60_000, 1_000, 1_000],
  ])("[VERSION-21] %d a minute are a ring each %d ms with %d objects", async (perMinute, everyMs, objects) => {
    for (let user = 0; user < 3_000; user++) fleet.sessions.set(`user_many_${user}`, []);
    open(perMinute).start("a deploy");
    await open(perMinute).run();
    expect(open(perMinute).dueAt()).toBe(now + everyMs);
    const before = fleet.asked.length;
    now += everyMs;
    await open(perMinute).run();
    expect(fleet.asked.length - before).toBe(objects);
  });

  it("[VERSION-22] begun twice it is one; stopped it asks nobody, and goes on where it was; done it begins anew", async () => {
    const { startedAt } = open().start("a deploy");
    await open().run();
    now += 5;
    expect(open().start("again")).toMatchObject({ startedAt, reason: "a deploy" });
    expect(open().stop()).toMatchObject({ state: "stopped" });
    const asked = fleet.asked.length;
    expect(open().dueAt()).toBeNull();
    now += 60_000;
    await open().run();
    expect(fleet.asked.length).toBe(asked);
    expect(open().start("on")).toMatchObject({ startedAt, state: "running" });
    await ringUntilDone();
    expect([counted(), new Set(fleet.asked).size]).toEqual([all, 26]);
    now += 1;
    expect(open().start("the next deploy")).toMatchObject({ startedAt: now, reason: "the next deploy", counts: [] });
    await ringUntilDone();
    expect(counted()).toEqual(all);
  });

  it("[VERSION-23] asks again five minutes later what still runs older code, or has older tables", async () => {
    for (const name of ["user_1", "group_a", "direct_2"]) fleet.olderFor.set(name, 2);
    open().start("a deploy");
    const begun = now;
    await ringUntilDone();
    expect(counted()).toEqual(all);
    expect(now - begun).toBeGreaterThanOrEqual(600_000);
    const asked = fleet.asked.filter((name) => name === "group_a");
    expect(asked).toHaveLength(3);
  });

  it("[VERSION-24] lists what fails, tries it again ever later, and in the end goes on without it", async () => {
    fleet.failsFor.set("user_1", 2);
    fleet.failsFor.set("group_b", Infinity);
    open().start("a deploy");
    for (let ring = 0; ring < 12; ring++) {
      now = open().dueAt() ?? now;
      await open().run();
    }
    expect(
      open()
        .view()
        ?.failures.map(({ name }) => name),
    ).toContain("group_b");
    await ringUntilDone();
    expect(counted()).toEqual({ ...all, Group: 3 });
    expect(open().view()).toMatchObject({
      state: "done",
      failed: 1,
      failures: [
        { class: "Group", name: "group_b", error: "Error: group_b does not answer", attempts: 8, retryAt: null },
      ],
    });
  });

  it("[VERSION-20] accounts that cannot be read leave it where it was", async () => {
    open().start("a deploy");
    const { accounts } = fleet;
    fleet.accounts = () => Promise.reject(new Error("the directory is away"));
    await expect(open().run()).rejects.toThrow("away");
    fleet.accounts = accounts;
    await ringUntilDone();
    expect(counted()).toEqual(all);
  });

  it("[VERSION-22] cut off before or after every single write, it loses nobody and counts nobody twice", async () => {
    fleet.olderFor.set("group_c", 1);
    fleet.failsFor.set("direct_4", 1);
    open().start("a deploy");
    const { sql } = storage;
    const exec = sql.exec.bind(sql);
    let steps = 0;
    /** Dies at this many further statements; each life lasts one longer than the one before, then short again. */
    let life = 1;
    const mortal = (): Sweep => {
      let left = 1 + (life++ % 40);
      const dying: SqlStorage["exec"] = (query, ...bindings) => {
        steps += 1;
        if (left-- <= 0) throw new CutOff();
        return exec(query, ...bindings);
      };
      return new Sweep(
        { sql: { ...sql, exec: dying }, transactionSync: storage.transactionSync.bind(storage) },
        fleet,
        24,
        () => now,
      );
    };
    for (let lives = 0; lives < 4_000 && open().dueAt() !== null; lives++) {
      now = Math.max(now, open().dueAt() ?? now);
      await mortal()
        .run()
        .catch((thrown: unknown) => {
          if (!(thrown instanceof CutOff)) throw thrown;
        });
    }
    expect(steps).toBeGreaterThan(200);
    expect(open().view()).toMatchObject({ state: "done", failed: 0 });
    expect(counted()).toEqual(all);
  });
});
