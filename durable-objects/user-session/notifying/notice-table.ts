// The notices of a user in storage, and in memory once they are needed. Nobody without a subscription has any.
import { isNewsId, type SubjectId } from "../../../schema/rpc/pushes.ts";
import type { Notice } from "./notice.ts";

type Row = { id: SubjectId; seq: number; at: number; told: string };

/** Apart: code of the version before asks conversations of all that it finds. */
const placeOf = (id: SubjectId) =>
  isNewsId(id)
    ? ({ table: "news_notice", key: "id" } as const)
    : ({ table: "notice", key: "conversation_id" } as const);

export class NoticeTable {
  readonly #sql: SqlStorage;
  #all: Map<SubjectId, Notice> | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  get all(): ReadonlyMap<SubjectId, Notice> {
    return this.#loaded();
  }

  get(id: SubjectId): Notice | null {
    return this.#loaded().get(id) ?? null;
  }

  /** One row; none if it is the one that is there. */
  put(id: SubjectId, notice: Notice): void {
    if (this.get(id) === notice) return;
    const { seq, at, told } = notice;
    const query = `INSERT OR REPLACE INTO ${placeOf(id).table} VALUES (?, ?, ?, ?)`;
    this.#sql.exec(query, id, seq, at, JSON.stringify(told));
    this.#loaded().set(id, notice);
  }

  delete(id: SubjectId): void {
    const { table, key } = placeOf(id);
    this.#sql.exec(`DELETE FROM ${table} WHERE ${key} = ?`, id);
    this.#loaded().delete(id);
  }

  /** Nobody is to be told anything any more. */
  clear(): void {
    this.#sql.exec("DELETE FROM notice");
    this.#sql.exec("DELETE FROM news_notice");
    this.#all = null;
  }

  /** The account has ended, and all rows are gone. */
  forget(): void {
    this.#all = null;
  }

  #loaded(): Map<SubjectId, Notice> {
    if (this.#all === null) {
      const query = "SELECT conversation_id AS id, seq, at, told FROM notice UNION ALL SELECT * FROM news_notice";
      const rows = this.#sql.exec<Row>(query).toArray();
      this.#all = new Map(
        rows.map(({ id, seq, at, told }) => [id, { seq, at, told: JSON.parse(told) as Notice["told"] }]),
      );
    }
    return this.#all;
  }
}
