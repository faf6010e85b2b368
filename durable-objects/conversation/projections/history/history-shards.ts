// Which D1 database has a conversation's history: found from the bindings, chosen by the conversation's id.
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { HistoryBindings } from "../../../runtime/env.ts";
import { hashBody } from "../../../runtime/text.ts";

/** A database that has history, by the name of its binding. */
export interface HistoryDatabase {
  readonly name: string;
  readonly database: DrizzleD1Database;
}

/** Where one conversation's history is. */
export interface HistoryHomes {
  /** Everything is written here. */
  readonly home: HistoryDatabase;
  /** Where it may be until it has moved, the latest first. Nothing is written there any more. */
  readonly earlier: readonly HistoryDatabase[];
  /** The database in which it began, if nothing says where it is: a first write may have been made just before a deploy. */
  readonly first: string;
}

export type HomesOf = (conversationId: string) => HistoryHomes;

/** `HISTORY` is the first shard, `HISTORY_2` the second. */
const shardNumber = (binding: string): number | null => {
  const [, number] = /^HISTORY(?:_([1-9]\d*))?$/.exec(binding) ?? [null, null];
  return number === null ? null : Number(number ?? 1);
};

/** Whether a binding of this name is a database of history. */
export const isHistoryShard = (binding: string): boolean => shardNumber(binding) !== null;

/**
 * The one function that chooses: the shard whose hash with the conversation's id is the highest. A further shard takes
 * its share from all others evenly; every other conversation stays where it is.
 *
 * @param shards names of bindings, at least one
 */
export const shardOf = (conversationId: string, shards: readonly string[]): string =>
  shards
    .map((name) => ({ name, weight: hashBody(`${name} ${conversationId}`) }))
    .reduce((best, one) => (one.weight > best.weight ? one : best)).name;

export class HistoryShards {
  /** In the order in which they were added. */
  readonly #names: readonly string[];
  readonly #databases: ReadonlyMap<string, HistoryDatabase>;

  constructor(bindings: HistoryBindings) {
    this.#names = Object.keys(bindings)
      .filter(isHistoryShard)
      .toSorted((a, b) => (shardNumber(a) ?? 0) - (shardNumber(b) ?? 0));
    const bound = new Map(Object.entries(bindings));
    this.#databases = new Map(
      [...this.#names, directory].flatMap((name) => {
        const database = bound.get(name);
        return database === undefined ? [] : [[name, { name, database: drizzle(database) }]];
      }),
    );
  }

  /** Every database that may have history. */
  get all(): readonly HistoryDatabase[] {
    return [...this.#databases.values()];
  }

  /** See HistoryHomes. Earlier homes are those that it had with fewer shards, and at first the directory. */
  readonly homesOf: HomesOf = (conversationId) => {
    const chosen = this.#names.map((_, index) => shardOf(conversationId, this.#names.slice(0, index + 1)));
    const [home = directory, ...earlier] = new Set([...chosen.toReversed(), directory]);
    const [first = home] = chosen;
    return { home: this.#named(home), earlier: earlier.map((name) => this.#named(name)), first };
  };

  #named(name: string): HistoryDatabase {
    const found = this.#databases.get(name);
    if (found === undefined) throw new Error(`${name} is not bound`);
    return found;
  }
}

/** Until there were databases of its own, history was in the directory. */
const directory = "DIRECTORY";
