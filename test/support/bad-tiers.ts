// The tiers with one of their rules left out: what the model has to catch.
import { eraseRound } from "../../durable-objects/conversation/projections/history/erase-events.ts";
import type { HistoryHomes } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { writeSegmentRows, type SegmentRow } from "../../durable-objects/conversation/projections/history/segments.ts";
import { historySegment } from "../../schema/tables/history/tables.ts";
import { eq } from "drizzle-orm";
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
  (homesOf, bucket, world) => {
    const store = new HistoryStore(homesOf, bucket);
    const inner = new HistoryStore(homesOf, bucket);
    store.erase = (...args) => erase(inner, args, world);
    return store;
  };

type MoveArguments = Parameters<HistoryStore["move"]>;

/** A store whose `move` is another. */
const withMove =
  (
    move: (store: HistoryStore, args: MoveArguments, homes: HistoryHomes) => Promise<boolean>,
  ): NonNullable<Variant["makeStore"]> =>
  (homesOf, bucket) => {
    const store = new HistoryStore(homesOf, bucket);
    const inner = new HistoryStore(homesOf, bucket);
    store.move = (...args) => move(inner, args, homesOf(args[0].conversationId));
    return store;
  };

/** Reads the segments of the latest earlier database, and deletes them. */
async function takeAway({ earlier }: HistoryHomes, conversationId: string): Promise<{ segments: SegmentRow[] }> {
  const [left] = earlier;
  if (left === undefined) return { segments: [] };
  const ofConversation = eq(historySegment.conversationId, conversationId);
  const [segments] = await left.database.batch([
    left.database.select().from(historySegment).where(ofConversation),
    left.database.delete(historySegment).where(ofConversation),
  ]);
  return { segments };
}

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
    makeStore: (homesOf, bucket) => {
      const store = new HistoryStore(homesOf, bucket);
      store.erase = async (conversationId, source, seqs, clock) => {
        const { database } = homesOf(conversationId).home;
        await eraseRound({ database, bucket, conversationId }, source, seqs, clock);
      };
      return store;
    },
  },
  "events are erased one at a time": {
    makeStore: withErase(async (store, [id, source, seqs, clock]) => {
      for (const seq of seqs) await store.erase(id, { ...source, erased: () => [seq] }, [seq], clock);
    }),
  },
  // The move to another database
  "a database that was left takes late writes": {
    change: (query) => (query.startsWith('insert into "history_moved"') ? "select ?, ?" : query),
  },
  "moved rows are written without the erasures that they claim": {
    makeStore: withMove((store, [source, ...rest]) => store.move({ ...source, erasedIn: () => new Set() }, ...rest)),
  },
  "an index row that has moved late replaces its successor": {
    change: (query) =>
      query.startsWith('insert into "history_archive"')
        ? query.replace(
            "on conflict do nothing",
            "on conflict do update set object_key = excluded.object_key, last_seq = excluded.last_seq",
          )
        : query,
  },
  "what has moved is deleted first": {
    makeStore: withMove(async (store, [source, from, clock], homes) => {
      const { segments } = await takeAway(homes, source.conversationId);
      await writeSegmentRows(homes.home.database, segments);
      return store.move(source, from, clock);
    }),
  },
  // Readers
  "readers see the tiers as they are": { readsAsStored: true },
};
