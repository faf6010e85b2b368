// The tiers with one of their rules left out: what the model has to catch.
import { eraseRound } from "../../durable-objects/conversation/projections/history/erase-events.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { drizzle } from "drizzle-orm/d1";
import type { Glimpse, Variant } from "./tiers-simulation.ts";

/**
 * Replaces text in the statements that begin like this.
 *
 * @throws Error when the code has changed and the text is not in them any more
 */
function without(start: string, ...replacements: [find: string, replace: string][]): Change {
  return (query) =>
    query.startsWith(start)
      ? replacements.reduce((text, [find, replace]) => {
          if (!text.includes(find)) throw new Error(`"${find}" is not in ${text} any more`);
          return text.replace(find, () => replace);
        }, query)
      : query;
}

type Change = NonNullable<Variant["change"]>;
type EraseArguments = Parameters<HistoryStore["erase"]>;

/** A store whose `erase` is another. */
const withErase =
  (
    erase: (store: HistoryStore, args: EraseArguments, world: Glimpse) => Promise<void>,
  ): NonNullable<Variant["makeStore"]> =>
  (database, bucket, world) => {
    const store = new HistoryStore(database, bucket);
    const inner = new HistoryStore(database, bucket);
    store.erase = (...args) => erase(inner, args, world);
    return store;
  };

const writeSegment = 'insert into "history_segment"';
const takeBlock = 'insert into "history_archive"';
const needsNote: [find: string, replace: string] = [
  'WHERE EXISTS (SELECT 1 FROM "history_object" WHERE (',
  'WHERE NOT EXISTS (SELECT 1 FROM "history_object" WHERE 0 AND (',
];
const withoutNeed = without(takeBlock, needsNote);

export const badTiers: Readonly<Record<string, Variant>> = {
  // (a)
  "an erasure does not raise the revision": { revisionStays: true },
  "a write of an earlier revision replaces a later one": {
    change: without(
      writeSegment,
      ['"history_segment"."revision" > ?', "? IS NULL"],
      ['excluded.revision >= "history_segment"."revision" AND', ""],
    ),
  },
  "a late segment comes back under an archived block": {
    change: without(
      writeSegment,
      ['"history_archive"."revision" > ?', "? IS NULL"],
      ['"history_archive"."last_seq" >= ?)))', '"history_archive"."last_seq" + 0 * ? < 0)))'],
    ),
  },
  // (b)
  "a block is made of segments whose revision has changed": {
    change: (query) => query.replaceAll("AND kept.revision = json_extract(seen.value, '$[2]')", ""),
  },
  "a block replaces another one than was read": {
    change: without(takeBlock, ['where "history_archive"."object_key" = ?', "where ? IS NOT NULL"]),
  },
  "segments are deleted whatever the index names": {
    change: without('delete from "history_segment"', [
      "IN (SELECT value FROM json_each(?))) = ?",
      "IN (SELECT value FROM json_each(?))) + ? >= 0",
    ]),
  },
  // (c)
  "every attempt writes under the same key": { keyOf: (key) => key.replace(/\.[0-9a-f-]{36}\./, ".") },
  "an object is not noted before it is written": {
    change: (query) =>
      withoutNeed(
        query.startsWith('insert into "history_object" ("conversation_id", "object_key", "state", "at") values')
          ? "select ?, ?, ?, ?"
          : query,
      ),
  },
  "an object is deleted once": { deletesOnce: true },
  // (d)
  "what is not projected yet is not written": {
    makeStore: withErase(async (store, [id, source, seqs, clock], world) => {
      const held = seqs.filter((seq) => world.isInTiers(seq));
      if (held.length > 0) await store.erase(id, source, held, clock);
    }),
  },
  "an erasure ends without reading back": {
    makeStore: (database, bucket) => {
      const store = new HistoryStore(database, bucket);
      store.erase = async (conversationId, source, seqs, clock) => {
        await eraseRound({ database: drizzle(database), bucket, conversationId }, source, seqs, clock);
      };
      return store;
    },
  },
  "events are erased one at a time": {
    makeStore: withErase(async (store, [id, source, seqs, clock]) => {
      for (const seq of seqs) await store.erase(id, { ...source, erased: () => [seq] }, [seq], clock);
    }),
  },
  // Readers
  "readers see the tiers as they are": { readsAsStored: true },
};
