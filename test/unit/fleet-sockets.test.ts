// How many sockets the deployment has: what the sessions of a sample of its users tell.
import { describe, expect, it } from "vitest";
import { reportLivesMs, SocketCounts } from "../../durable-objects/fleet/socket-counts.ts";
import { migrate } from "../../durable-objects/runtime/migrate.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { fleetMigrations } from "../../schema/tables/fleet/migrations.ts";
import { FleetSimulation, hourMs } from "../support/fleet-simulation.ts";
import { openSqlite } from "../support/sqlite.ts";

function makeCounts() {
  const storage = openSqlite();
  migrate(storage, { fleet: fleetMigrations });
  let ms = 1_000 * hourMs;
  const counts = new SocketCounts(storage.sql, () => ms);
  const rows = () => storage.sql.exec<{ rows: number }>("SELECT count(*) AS rows FROM sampled_user").one().rows;
  return { counts, rows, sql: storage.sql, pass: (byMs: number) => (ms += byMs) };
}

describe("the estimate", () => {
  it("[OPS-30] is each sampled user's newest count, times those whom the user stands for", () => {
    const { counts, rows, pass } = makeCounts();
    const [ada, bob] = [newUserId(), newUserId()];
    expect(counts.estimate()).toEqual({ now: 0, highest: 0 });
    counts.tell({ userId: ada, sockets: 1, oneIn: 64 });
    counts.tell({ userId: ada, sockets: 3, oneIn: 64 });
    counts.tell({ userId: bob, sockets: 2, oneIn: 10 });
    pass(15_000);
    expect(counts.estimate().now).toBe(3 * 64 + 2 * 10);
    counts.tell({ userId: ada, sockets: 0, oneIn: 64 });
    pass(15_000);
    expect(counts.estimate().now).toBe(20);
    expect(rows()).toBe(1);
  });

  it("[OPS-31] a report that nobody took back counts for three days, and is deleted then", () => {
    const { counts, rows, pass } = makeCounts();
    counts.tell({ userId: newUserId(), sockets: 1, oneIn: 64 });
    pass(reportLivesMs - 1);
    expect(counts.estimate().now).toBe(64);
    pass(15_000);
    expect(counts.estimate()).toEqual({ now: 0, highest: 64 });
    expect(counts.forget()).toBe(false);
    expect(rows()).toBe(0);
  });

  it("[OPS-31] whoever tells the same again costs a row only when the last one is half a day old", () => {
    const { counts, sql, pass } = makeCounts();
    const report = { userId: newUserId(), sockets: 1, oneIn: 64 };
    const toldAt = () => sql.exec<{ at: number }>("SELECT told_at AS at FROM sampled_user").one().at;
    counts.tell(report);
    const first = toldAt();
    pass(12 * hourMs - 1);
    counts.tell(report);
    expect(toldAt()).toBe(first);
    pass(1);
    counts.tell(report);
    expect(toldAt()).toBe(first + 12 * hourMs);
  });

  it("[OPS-32] remembers the highest of the last 24 hours, in a row for each hour", () => {
    const { counts, sql, pass } = makeCounts();
    const userId = newUserId();
    const after = (byMs: number, sockets: number) => {
      pass(byMs);
      counts.tell({ userId, sockets, oneIn: 64 });
      return counts.estimate();
    };
    expect(after(0, 10)).toEqual({ now: 640, highest: 640 });
    expect(after(hourMs, 2)).toEqual({ now: 128, highest: 640 });
    expect(after(22 * hourMs, 1)).toEqual({ now: 64, highest: 640 });
    expect(after(hourMs, 1)).toEqual({ now: 64, highest: 128 });
    counts.forget();
    expect(sql.exec("SELECT * FROM socket_peak").toArray().length).toBeLessThanOrEqual(24);
  });

  it("[OPS-31] a clock that is set back by days neither hides what is told now nor keeps it for ever", () => {
    const { counts, rows, pass } = makeCounts();
    counts.tell({ userId: newUserId(), sockets: 1, oneIn: 64 });
    pass(-4 * reportLivesMs);
    counts.tell({ userId: newUserId(), sockets: 2, oneIn: 64 });
    expect(counts.estimate().now).toBe(128);
    counts.forget();
    expect(rows()).toBe(1);
  });
});

describe("[OPS-30] [OPS-31] a deployment whose users come and go, some without a word", () => {
  const seed = 20_261_129;

  it.each([
    [100, 48],
    [10_000, 48],
    [100_000, 48],
    [1_000_000, 6],
  ])("of %d sockets is estimated as well as a sample can, after %d hours", (sockets, hours) => {
    const fleet = new FleetSimulation(sockets, seed);
    for (let hour = 0; hour < hours; hour++) fleet.hour(0.02, 0.05);
    const { now } = fleet.counts.estimate();
    // Five standard deviations: 12 % of 10,000 sockets are one.
    expect(Math.abs(now - fleet.sockets - fleet.lost)).toBeLessThan(5 * fleet.deviation);
    expect(fleet.lost).toBeLessThan(0.12 * fleet.sockets + 64 * 10);
  });

  it("comes down to nothing three days after all are gone, whatever was lost", () => {
    const fleet = new FleetSimulation(100_000, seed);
    for (let hour = 0; hour < 12; hour++) fleet.hour(0.02, 0.5);
    fleet.pass(reportLivesMs);
    fleet.counts.forget();
    expect(fleet.counts.estimate().now).toBe(0);
  });

  it("[OPS-32] does not shrink while all come back at once", () => {
    const fleet = new FleetSimulation(100_000, seed);
    const before = fleet.counts.estimate();
    fleet.pass(60_000);
    fleet.deploy();
    expect(fleet.counts.estimate()).toEqual(before);
  });
});
