// The SQLite log of the socket.io yardstick: every message is on disk before its callback, with one commit for each or
// with one for all of a turn.
import { DatabaseSync, type StatementSync } from "node:sqlite";

export interface SentMessage {
  readonly conversationId: string;
  readonly senderId: string;
  readonly clientMsgId: string;
  readonly content: unknown;
}

export interface KeptMessage extends SentMessage {
  /** From 1, without gaps in a conversation. */
  readonly seq: number;
  readonly createdAt: number;
}

const schema = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  CREATE TABLE message (
    id INTEGER PRIMARY KEY, conversation_id TEXT, seq INTEGER, sender_id TEXT, client_msg_id TEXT, content TEXT,
    created_at INTEGER)`;

export class MessageLog {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #headSeqs = new Map<string, number>();

  /** @param path of a file that does not exist yet */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    this.#database.exec(schema);
    this.#insert = this.#database.prepare(
      "INSERT INTO message (conversation_id, seq, sender_id, client_msg_id, content, created_at) VALUES (?, ?, ?, ?, ?, ?)",
    );
  }

  /** Commits the message alone. */
  keep(sent: SentMessage): KeptMessage {
    const seq = (this.#headSeqs.get(sent.conversationId) ?? 0) + 1;
    const createdAt = Date.now();
    const { conversationId, senderId, clientMsgId, content } = sent;
    this.#insert.run(conversationId, seq, senderId, clientMsgId, JSON.stringify(content), createdAt);
    this.#headSeqs.set(conversationId, seq);
    return { ...sent, seq, createdAt };
  }

  /** Commits all messages together, in their order. */
  keepAll(sent: readonly SentMessage[]): readonly KeptMessage[] {
    this.#database.exec("BEGIN");
    const kept = sent.map((one) => this.keep(one));
    this.#database.exec("COMMIT");
    return kept;
  }

  close(): void {
    this.#database.close();
  }
}

/** Collects what arrives in one turn of the event loop, and commits it together when the turn ends. */
export class TurnLog {
  readonly #log: MessageLog;
  readonly #onKept: (kept: readonly KeptMessage[]) => void;
  #waiting: SentMessage[] = [];

  constructor(log: MessageLog, onKept: (kept: readonly KeptMessage[]) => void) {
    this.#log = log;
    this.#onKept = onKept;
  }

  add(sent: SentMessage): void {
    // All sockets that have something to read are read before immediates run.
    if (this.#waiting.push(sent) === 1) setImmediate(() => this.#commit());
  }

  #commit(): void {
    const sent = this.#waiting;
    this.#waiting = [];
    this.#onKept(this.#log.keepAll(sent));
  }
}
