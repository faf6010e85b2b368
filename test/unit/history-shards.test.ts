// The databases of history: found by their bindings, chosen by the conversation's id.
import { expect, it } from "vitest";
import { HistoryShards, shardOf } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { DirectTiers } from "../support/direct-tiers.ts";

const database = new DirectTiers().database;
const ids = Array.from({ length: 4_000 }, (_, index) => `direct_${index}_${index * 7}`);
const names = ["HISTORY", "HISTORY_2", "HISTORY_3", "HISTORY_4"];

it("[HISTORY-20] the shards are the bindings HISTORY, HISTORY_2 and so on, and the directory is the earliest home", () => {
  // A variable that begins alike is no shard.
  const variables = { HISTORY_PROJECT_EVENTS: "5", HISTORY_BYTES_PER_DAY: "5" };
  const bindings = { HISTORY_10: database, HISTORY_2: database, DIRECTORY: database, HISTORY: database, ...variables };
  const shards = new HistoryShards(bindings);
  expect(shards.all.map(({ name }) => name)).toEqual(["HISTORY", "HISTORY_2", "HISTORY_10", "DIRECTORY"]);
  for (const id of ids.slice(0, 100)) {
    const { home, earlier, first } = shards.homesOf(id);
    expect(home.name).toBe(shardOf(id, ["HISTORY", "HISTORY_2", "HISTORY_10"]));
    expect(first).toBe("HISTORY");
    const before = [shardOf(id, ["HISTORY", "HISTORY_2"]), "HISTORY", "DIRECTORY"];
    expect(earlier.map(({ name }) => name)).toEqual([...new Set(before)].filter((name) => name !== home.name));
  }
});

it("[HISTORY-20] with one shard all is in it", () => {
  const shards = new HistoryShards({ DIRECTORY: database, HISTORY: database });
  const { home, earlier } = shards.homesOf("direct_1_2");
  expect([home.name, ...earlier.map(({ name }) => name)]).toEqual(["HISTORY", "DIRECTORY"]);
});

it("[HISTORY-21] a further shard takes its share from all others, and no other conversation moves", () => {
  for (let count = 2; count <= names.length; count++) {
    const [before, after] = [names.slice(0, count - 1), names.slice(0, count)];
    const moved = ids.filter((id) => shardOf(id, before) !== shardOf(id, after));
    expect(moved.every((id) => shardOf(id, after) === names[count - 1])).toBe(true);
    expect(moved.length / ids.length).toBeGreaterThan(0.9 / count);
    expect(moved.length / ids.length).toBeLessThan(1.1 / count);
    for (const name of before) {
      const had = ids.filter((id) => shardOf(id, before) === name).length;
      const gave = moved.filter((id) => shardOf(id, before) === name).length;
      expect(gave / had).toBeGreaterThan(0.8 / count);
      expect(gave / had).toBeLessThan(1.2 / count);
    }
  }
});
