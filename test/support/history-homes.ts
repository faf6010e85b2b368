// Where the history of a test's conversations is.
import { drizzle } from "drizzle-orm/d1";
import type {
  HistoryDatabase,
  HomesOf,
} from "../../durable-objects/conversation/projections/history/history-shards.ts";

export const named = (name: string, database: D1Database): HistoryDatabase => ({ name, database: drizzle(database) });

/** All of it in this database, since ever. */
export const homeIn =
  (database: D1Database): HomesOf =>
  () => ({ home: named("HISTORY", database), earlier: [], first: "HISTORY" });
