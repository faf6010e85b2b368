// What the sweep has found, asked and counted: in tables, so that it goes on after any crash.
import type { SweepCount, SweepFailure, SweepState } from "../../schema/rpc/fleet.ts";
import type { SweptClass } from "../../schema/versions/newest.ts";

export interface SweptObject {
  readonly class: SweptClass;
  readonly name: string;
  readonly attempts: number;
  /** Of a session: its conversations up to this one are known. */
  readonly after: string | null;
}

export interface Sweeping {
  readonly state: SweepState["state"];
  readonly reason: string;
  readonly startedAt: number;
  readonly endedAt: number | null;
  /** Null: all accounts were found. */
  readonly after: string | null;
  readonly nextAt: number;
}

const shownFailures = 50;

export class SweepStore {
  readonly #storage: Pick<DurableObjectStorage, "sql" | "transactionSync">;

  constructor(storage: Pick<DurableObjectStorage, "sql" | "transactionSync">) {
    this.#storage = storage;
  }

  get #sql(): SqlStorage {
    return this.#storage.sql;
  }

  load(): Sweeping | null {
    type Row = Omit<Sweeping, "state"> & { state: Sweeping["state"] };
    const query = `SELECT state, reason, started_at AS startedAt, ended_at AS endedAt, after, next_at AS nextAt FROM sweep`;
    return this.#sql.exec<Row & Record<string, SqlStorageValue>>(query).toArray()[0] ?? null;
  }

  /** Forgets the sweep before. */
  begin(reason: string, now: number, shards: readonly string[]): void {
    this.#storage.transactionSync(() => {
      for (const table of ["sweep_object", "sweep_group", "sweep_count"]) this.#sql.exec(`DELETE FROM ${table}`);
      this.#sql.exec("INSERT OR REPLACE INTO sweep VALUES (1, 'running', ?, ?, NULL, '', ?)", reason, now, now);
      for (const name of shards) this.#find("PasswordShard", name, now);
    });
  }

  setState(state: "running" | "stopped", now: number): void {
    this.#sql.exec("UPDATE sweep SET state = ?, next_at = ?", state, now);
  }

  finish(now: number): void {
    this.#sql.exec("UPDATE sweep SET state = 'done', ended_at = ?", now);
  }

  setNext(at: number): void {
    this.#sql.exec("UPDATE sweep SET next_at = ?", at);
  }

  /** @param after null: these are the last */
  foundAccounts(ids: readonly string[], after: string | null, now: number): void {
    this.#storage.transactionSync(() => {
      for (const id of ids) this.#find("UserSession", id, now);
      this.#sql.exec("UPDATE sweep SET after = ?", after);
    });
  }

  /** Objects that wait, and when the first of them is due. */
  waiting(): { readonly objects: number; readonly firstDueAt: number | null } {
    return this.#sql
      .exec<{
        objects: number;
        firstDueAt: number | null;
      }>("SELECT count(*) AS objects, min(due_at) AS firstDueAt FROM sweep_object WHERE state <> 'failed'")
      .one();
  }

  due(now: number, limit: number): readonly SweptObject[] {
    const query =
      "SELECT class, name, attempts, after FROM sweep_object WHERE state <> 'failed' AND due_at <= ? LIMIT ?";
    return [
      ...this.#sql.exec<{ class: SweptClass; name: string; attempts: number; after: string | null }>(query, now, limit),
    ];
  }

  /** Nobody made it: it is not counted. */
  drop({ class: swept, name }: SweptObject): void {
    this.#sql.exec("DELETE FROM sweep_object WHERE class = ? AND name = ?", swept, name);
  }

  /** A page of a session's conversations; `next` is null with the last. */
  foundConversations(
    session: SweptObject,
    ids: readonly (readonly [SweptClass, string])[],
    next: string,
    now: number,
  ): void {
    this.#storage.transactionSync(() => {
      this.#findConversations(ids, now);
      this.#sql.exec(
        "UPDATE sweep_object SET after = ?, due_at = ?, attempts = 0, state = 'waiting' WHERE class = ? AND name = ?",
        next,
        now,
        session.class,
        session.name,
      );
    });
  }

  /** It has been asked, and counts. */
  asked(
    object: SweptObject,
    versions: Readonly<Record<string, number>>,
    found: readonly (readonly [SweptClass, string])[],
    now: number,
  ): void {
    this.#storage.transactionSync(() => {
      this.#findConversations(found, now);
      this.drop(object);
      this.#sql.exec(
        "INSERT INTO sweep_count VALUES (?, ?, 1) ON CONFLICT DO UPDATE SET objects = objects + 1",
        object.class,
        JSON.stringify(versions),
      );
    });
  }

  /** @param retryAt null: not any more */
  failed({ class: swept, name, attempts }: SweptObject, error: string, retryAt: number | null): void {
    this.#sql.exec(
      "UPDATE sweep_object SET state = ?, attempts = ?, error = ?, due_at = ? WHERE class = ? AND name = ?",
      retryAt === null ? "failed" : "waiting",
      attempts + 1,
      error,
      retryAt ?? 0,
      swept,
      name,
    );
  }

  /** It runs older code, and is asked again when that has been replaced. */
  isOlder({ class: swept, name }: SweptObject, retryAt: number): void {
    this.#sql.exec(
      "UPDATE sweep_object SET state = 'older', due_at = ? WHERE class = ? AND name = ?",
      retryAt,
      swept,
      name,
    );
  }

  view(): SweepState | null {
    const sweep = this.load();
    if (sweep === null) return null;
    const { after, nextAt: _, ...shown } = sweep;
    const states = new Map(
      [
        ...this.#sql.exec<{ state: string; objects: number }>(
          "SELECT state, count(*) AS objects FROM sweep_object GROUP BY state",
        ),
      ].map(({ state, objects }) => [state, objects]),
    );
    return {
      ...shown,
      hasFoundAccounts: after === null,
      waiting: states.get("waiting") ?? 0,
      older: states.get("older") ?? 0,
      failed: states.get("failed") ?? 0,
      counts: this.#counts(),
      failures: this.#failures(),
    };
  }

  #counts(): readonly SweepCount[] {
    const query = "SELECT class, versions, objects FROM sweep_count ORDER BY class, versions";
    return [...this.#sql.exec<{ class: SweptClass; versions: string; objects: number }>(query)].map((row) => ({
      ...row,
      versions: JSON.parse(row.versions) as SweepCount["versions"],
    }));
  }

  #failures(): readonly SweepFailure[] {
    const query = `SELECT class, name, error, attempts, iif(state = 'failed', NULL, due_at) AS retryAt FROM sweep_object
      WHERE error IS NOT NULL LIMIT ${shownFailures}`;
    type Row = { class: SweptClass; name: string; error: string; attempts: number; retryAt: number | null };
    return [...this.#sql.exec<Row>(query)];
  }

  /** Many sessions name the same group. */
  #findConversations(ids: readonly (readonly [SweptClass, string])[], now: number): void {
    for (const [swept, name] of ids) {
      const isNew =
        swept !== "Group" ||
        this.#sql.exec("INSERT INTO sweep_group VALUES (?) ON CONFLICT DO NOTHING", name).rowsWritten > 0;
      if (isNew) this.#find(swept, name, now);
    }
  }

  #find(swept: SweptClass, name: string, now: number): void {
    this.#sql.exec(
      "INSERT INTO sweep_object VALUES (?, ?, 'waiting', ?, 0, NULL, NULL) ON CONFLICT DO NOTHING",
      swept,
      name,
      now,
    );
  }
}
