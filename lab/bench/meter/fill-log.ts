// Makes a long log in seconds: writes the rows of so many messages with the log's own modules.
import { packReaders } from "../../../durable-objects/conversation/readers/pack-readers.ts";
import { checkpointEveryRows } from "../../../durable-objects/conversation/readers/readers.ts";
import { EventStore } from "../../../durable-objects/conversation/log/event-store.ts";
import { ReaderStore } from "../../../durable-objects/conversation/log/reader-store.ts";
import { emptyLogState, LogDraft } from "../../../durable-objects/conversation/log/log-state.ts";
import type { ClientMsgId, UserId } from "../../../schema/protocol/ids.ts";

const eventsPerTransaction = 100_000;
const body = '{"content":{"type":"text","text":"hi"}}';

/**
 * Two members send in turn, one message a second until now. The last checkpoint is as old as it can be, and history has
 * everything.
 */
export function fillLog(storage: DurableObjectStorage, events: number): void {
  const { id } = storage.sql.exec<{ id: string }>("SELECT conversation_id AS id FROM conversation").one();
  const members = id.slice("direct_".length).split(/_(?=user_)/) as UserId[];
  const inserts = new InsertBatch(storage.sql);
  const store = new EventStore({ ...storage, sql: inserts.sql });
  const readers = new ReaderStore(storage.sql);
  let draft = new LogDraft(emptyLogState);
  const firstAt = Date.now() - events * 1_000;
  const checkpointSeq = events - checkpointEveryRows + 1;
  for (let done = 0; done < events;) {
    const end = Math.min(events, done + eventsPerTransaction);
    storage.transactionSync(() => {
      for (let next = done + 1; next <= end; next++) {
        const senderId = members[next % members.length] as UserId;
        const createdAt = firstAt + next * 1_000;
        const { prev, jump } = draft.addMessage(senderId, createdAt);
        const { headSeq: seq, ordinal } = draft;
        const clientMsgId = filledId(createdAt, seq);
        const event = { seq, createdAt, senderId, clientMsgId, body, bodyHash: "filled", ordinal, prev, jump };
        store.insert({ events: [event], settledSeq: seq - 1, cursors: [] });
        if (seq === checkpointSeq) {
          inserts.flush();
          const state = draft.finish();
          readers.saveCheckpoint({ seq, settledSeq: seq, readers: packReaders(state.readers) });
          draft = new LogDraft(state);
        }
      }
      inserts.flush();
      store.committed(end);
    });
    done = end;
  }
  storage.sql.exec(
    "INSERT OR REPLACE INTO history_progress (id, projected_seq, archived_seq, home) VALUES (1, ?, 0, 'HISTORY')",
    events,
  );
}

/** A UUIDv7 (RFC 9562). */
function filledId(timeMs: number, seq: number): ClientMsgId {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${seq.toString(16).padStart(12, "0")}` as ClientMsgId;
}

/** The platform's limit for one statement. */
const maxParameters = 100;

/** Combines as many INSERTs as fit into one statement: a million single ones take half a minute. */
class InsertBatch {
  readonly sql: SqlStorage;
  readonly #sql: SqlStorage;
  #query = "";
  #values: SqlStorageValue[] = [];
  #rows = 0;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
    const exec = (query: string, ...values: SqlStorageValue[]): unknown => {
      if (!query.startsWith("INSERT INTO log")) {
        this.flush();
        return sql.exec(query, ...values);
      }
      if (query !== this.#query || this.#values.length + values.length > maxParameters) this.flush();
      this.#query = query;
      this.#values.push(...values);
      this.#rows += 1;
      return undefined;
    };
    // The log's code reads no cursor of an INSERT.
    this.sql = new Proxy(sql, { get: (target, name) => (name === "exec" ? exec : Reflect.get(target, name)) });
  }

  flush(): void {
    if (this.#rows === 0) return;
    const [head, tuple] = this.#query.split(" VALUES ");
    this.#sql.exec(`${head} VALUES ${Array.from({ length: this.#rows }, () => tuple).join(", ")}`, ...this.#values);
    [this.#query, this.#values, this.#rows] = ["", [], 0];
  }
}
