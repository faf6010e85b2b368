// Whether this code knows the tables of the databases: those of the next release it does, no later ones. An isolate looks
// beside its first request and then once a minute, so that no request waits for it.
import { isHistoryShard } from "../../durable-objects/conversation/projections/history/history-shards.ts";
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import type { HistoryBindings } from "../../durable-objects/runtime/env.ts";
import { logError, logLine } from "../../durable-objects/runtime/logger.ts";
import { neededByName } from "../../schema/versions/databases.ts";
import { directoryMigrations, historyMigrations } from "../readiness/made.data.ts";

const lookAgainMs = 60_000;
const deadlineMs = 5_000;

/** A database whose tables are more than one release ahead of this code. */
export interface UnknownDatabase {
  readonly binding: string;
  /** How many of its migrations this code knows, and must know. */
  readonly known: number;
  readonly needed: number;
}

/** @throws Error when a database does not answer in time, or no migrations were ever applied to it */
export async function findUnknownDatabase(env: HistoryBindings): Promise<UnknownDatabase | null> {
  const databases = Object.entries(env).filter(
    (entry): entry is [string, D1Database] => entry[0] === "DIRECTORY" || isHistoryShard(entry[0]),
  );
  const looks = databases.map(async ([binding, database]) => {
    const { length: known } = binding === "DIRECTORY" ? directoryMigrations : historyMigrations;
    const { results } = await withDeadline(
      () => database.prepare("SELECT name FROM d1_migrations").all<{ name: string }>(),
      deadlineMs,
    );
    const needed = Math.max(0, ...results.map(({ name }) => neededByName(name)));
    return { binding, known, needed };
  });
  return (await Promise.all(looks)).find(({ known, needed }) => needed > known) ?? null;
}

/** What an isolate knows of the databases. */
export class KnownDatabases {
  #unknown: UnknownDatabase | null = null;
  #lookedAt: number | null = null;

  /** True: whatever is asked of this code is refused. False before the first look has ended. */
  get areTooNew(): boolean {
    return this.#unknown !== null;
  }

  /** Looks, unless that was done within the minute. A look that fails changes nothing. */
  async look(env: HistoryBindings, now: number): Promise<void> {
    if (this.#lookedAt !== null && now >= this.#lookedAt && now - this.#lookedAt < lookAgainMs) return;
    this.#lookedAt = now;
    try {
      this.#unknown = await findUnknownDatabase(env);
      if (this.#unknown !== null) logLine("error", "tables too new", { ...this.#unknown });
    } catch (cause) {
      logError("databases not looked at", cause);
    }
  }
}

/** Of this isolate. */
export const knownDatabases = new KnownDatabases();
