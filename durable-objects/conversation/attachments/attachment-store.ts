// The files of a conversation's messages: which message has which, and what their objects have to be told of it.
import type { FileId } from "../../../schema/protocol/files.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";

/** A file of a message that is not gone. */
export interface Attachment {
  readonly seq: number;
  readonly fileId: FileId;
  /** Of the content that names it. */
  readonly kind: string;
  readonly senderId: UserId;
  readonly createdAt: number;
  readonly holdId: string;
}

/** What a file's object has to be told: a message has it, or is gone. */
export interface Errand {
  readonly seq: number;
  readonly fileId: FileId;
  readonly holdId: string;
  readonly gone: 0 | 1;
}

const columns = "seq, file_id AS fileId, kind, sender_id AS senderId, created_at AS createdAt, hold_id AS holdId";
type Row = { [K in keyof Attachment]: Attachment[K] };
type ErrandRow = { [K in keyof Errand]: Errand[K] };

export class AttachmentStore {
  readonly #sql: SqlStorage;
  /** Null: not read yet. */
  #hasErrands: boolean | null = null;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  of(seq: number): readonly Attachment[] {
    return this.#sql.exec<Row>(`SELECT ${columns} FROM attached_file WHERE seq = ?`, seq).toArray();
  }

  /** Those of messages before `before`, the newest first. */
  newest(before: number, limit: number): readonly Attachment[] {
    const query = `SELECT ${columns} FROM attached_file WHERE seq < ? ORDER BY seq DESC, file_id LIMIT ?`;
    return this.#sql.exec<Row>(query, before, limit).toArray();
  }

  /** Within a transaction. */
  add({ seq, fileId, kind, senderId, createdAt, holdId }: Attachment): void {
    const query = "INSERT INTO attached_file VALUES (?, ?, ?, ?, ?, ?)";
    this.#sql.exec(query, seq, fileId, kind, senderId, createdAt, holdId);
    this.#putErrand({ seq, fileId, holdId, gone: 0 });
  }

  /** The message is gone. Within a transaction. */
  drop(seq: number): void {
    const attachments = this.of(seq);
    if (attachments.length === 0) return;
    this.#sql.exec("DELETE FROM attached_file WHERE seq = ?", seq);
    for (const { fileId, holdId } of attachments) this.#putErrand({ seq, fileId, holdId, gone: 1 });
  }

  get hasErrands(): boolean {
    this.#hasErrands ??= this.#sql.exec("SELECT 1 FROM file_errand LIMIT 1").toArray().length > 0;
    return this.#hasErrands;
  }

  errands(limit: number): readonly Errand[] {
    const query =
      "SELECT seq, file_id AS fileId, hold_id AS holdId, gone FROM file_errand ORDER BY seq, file_id LIMIT ?";
    return this.#sql.exec<ErrandRow>(query, limit).toArray();
  }

  /** Unless the message is gone since. */
  done({ seq, fileId, gone }: Errand): void {
    this.#sql.exec("DELETE FROM file_errand WHERE seq = ? AND file_id = ? AND gone = ?", seq, fileId, gone);
    this.#hasErrands = null;
  }

  #putErrand({ seq, fileId, holdId, gone }: Errand): void {
    this.#sql.exec("INSERT OR REPLACE INTO file_errand VALUES (?, ?, ?, ?)", seq, fileId, holdId, gone);
    this.#hasErrands = true;
  }
}

/** The files of one flush's messages. */
export class AttachmentDraft {
  readonly #store: AttachmentStore;
  readonly #added = new Map<number, readonly Attachment[]>();
  readonly #gone = new Set<number>();

  constructor(store: AttachmentStore) {
    this.#store = store;
  }

  add(seq: number, attachments: readonly Attachment[]): void {
    this.#added.set(seq, attachments);
  }

  /** The message with this seq, if it is one, is gone. */
  drop(seq: number): void {
    this.#gone.add(seq);
  }

  /** Within the flush's transaction. */
  save(): void {
    for (const attachments of this.#added.values()) for (const one of attachments) this.#store.add(one);
    for (const seq of this.#gone) this.#store.drop(seq);
  }
}
