// A long log in seconds: the rows that so many messages would have left, written by the log's own modules.
import { checkpointEveryEvents, packReaders } from "../../durable-objects/log/checkpoint.ts";
import { EventStore } from "../../durable-objects/log/event-store.ts";
import { emptyLogState, LogDraft } from "../../durable-objects/log/log-state.ts";
import type { ClientMsgId, UserId } from "../../schema/protocol/ids.ts";

const eventsPerTransaction = 20_000;
const body = '{"content":{"type":"text","text":"hello there, how are you today?"}}';

/** Two members in turn, one message a second until now; the last checkpoint is as old as it may be, and history has all. */
export function fillLog(storage: DurableObjectStorage, events: number): void {
  const { id } = storage.sql.exec<{ id: string }>("SELECT conversation_id AS id FROM conversation").one();
  const members = id.slice("direct_".length).split(/_(?=user_)/) as UserId[];
  const store = new EventStore(storage.sql);
  let draft = new LogDraft(emptyLogState);
  const firstAt = Date.now() - events * 1_000;
  const checkpointSeq = events - checkpointEveryEvents + 1;
  for (let done = 0; done < events;) {
    const end = Math.min(events, done + eventsPerTransaction);
    storage.transactionSync(() => {
      for (let next = done + 1; next <= end; next++) {
        const senderId = members[next % members.length] as UserId;
        const createdAt = firstAt + next * 1_000;
        const { seq, ordinal, links } = draft.addMessage(senderId, createdAt);
        const clientMsgId = filledId(createdAt, seq);
        store.insert({
          seq,
          createdAt,
          senderId,
          clientMsgId,
          body,
          bodyHash: "filled",
          ordinal,
          links,
          settledSeq: seq - 1,
        });
        if (seq === checkpointSeq) {
          const state = draft.finish();
          store.saveCheckpoint({ seq, settledSeq: seq, readers: packReaders(state.readers) });
          draft = new LogDraft(state);
        }
      }
      store.committed(end);
    });
    done = end;
  }
  storage.sql.exec("INSERT OR REPLACE INTO history_progress VALUES (1, ?, 0, NULL)", events);
}

/** RFC 9562. */
function filledId(timeMs: number, seq: number): ClientMsgId {
  const time = timeMs.toString(16).padStart(12, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-${seq.toString(16).padStart(12, "0")}` as ClientMsgId;
}
