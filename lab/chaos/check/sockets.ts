// Checks each socket by itself: after a `sync`, events come in the order of seq, each once, without a gap.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { HistoryRecord, SocketNumber } from "../history/record.ts";
import { lastSeqOf, type Facts } from "./facts.ts";
import { recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type EventRecord = HistoryRecord & { readonly kind: "event" };

/** Events of one conversation on one socket since they last started at a cursor. */
interface Run {
  /** The events follow this one; null: the first one may have any seq. */
  base: number | null;
  events: EventRecord[];
}

interface Feed {
  readonly run: Run;
  /** Syncs in progress that name this conversation: each may restart its events once before its `sync-done`. */
  asked: { readonly sync: number; readonly cursor: number }[];
}

interface Socket {
  readonly feeds: Map<ConversationId, Feed>;
  firstCursors: Readonly<Record<string, number>> | null;
  /** Syncs are served in the order in which they were sent. */
  syncsSent: number;
  syncsDone: number;
}

export function checkSockets({ history }: Facts, verdict: Verdict): void {
  const sockets = new Map<SocketNumber, Socket>();
  for (const record of history.records) {
    if (record.kind === "open")
      sockets.set(record.socket, { feeds: new Map(), firstCursors: null, syncsSent: 0, syncsDone: 0 });
    if (!("socket" in record) || record.socket === null) continue;
    const socket = sockets.get(record.socket);
    if (socket !== undefined) follow(socket, record, verdict);
  }
  for (const { feeds } of sockets.values()) for (const { run } of feeds.values()) finish(run, null, verdict);
}

function follow(socket: Socket, record: HistoryRecord, verdict: Verdict): void {
  switch (record.kind) {
    case "sync": {
      const sync = socket.syncsSent++;
      // The first sync determines where events begin.
      if (sync === 0) socket.firstCursors = record.cursors;
      else {
        for (const [id, cursor] of Object.entries(record.cursors))
          feedOf(socket, id as ConversationId).asked.push({ sync, cursor });
      }
      return;
    }
    case "sync-done":
      socket.syncsDone += 1;
      return;
    case "auth-required":
      // The sync after the renewal begins every conversation anew, and any frame on the way may be that sync.
      socket.firstCursors = null;
      for (const { run } of socket.feeds.values()) finish(run, null, verdict);
      return;
    case "sync-required":
      return finish(feedOf(socket, record.conversationId).run, null, verdict);
    case "event":
      verdict.checked("ORDER-3");
      return take(feedOf(socket, record.event.conversationId), socket.syncsDone, record, verdict);
    case "open":
    case "send":
    case "ack":
    case "refused":
    case "read":
    case "took":
    case "changed":
    case "change":
    case "change-done":
    case "change-refused":
    case "page":
    case "own":
    case "file":
    case "scheduling":
    case "cancelling":
    case "scheduled":
    case "retention":
    case "retention-set":
    case "forward":
    case "forwarded":
    case "garbled":
    case "answered":
    case "kill":
    case "entered":
    case "relating":
    case "people":
    case "contact":
    case "sign":
    case "inviting":
    case "invitation":
    case "signed-in":
    case "ended":
    case "restored":
    case "signed-out":
    case "authorised":
  }
}

function feedOf({ feeds, firstCursors }: Socket, conversationId: ConversationId): Feed {
  // A conversation that the first sync does not name begins at its first event.
  const base = firstCursors?.[conversationId] ?? null;
  const feed = feeds.get(conversationId) ?? { run: { base, events: [] }, asked: [] };
  feeds.set(conversationId, feed);
  return feed;
}

function take(feed: Feed, syncsDone: number, record: EventRecord, verdict: Verdict): void {
  const { run } = feed;
  const { seq } = record.event;
  const last = run.events.at(-1)?.event;
  const expected = last === undefined ? run.base : lastSeqOf(last);
  feed.asked = feed.asked.filter(({ sync }) => sync >= syncsDone);
  // While a run's beginning is open, this event may still be from before the sync that restarts it.
  if (expected !== null && seq - 1 !== expected) {
    const started = feed.asked.findIndex(({ cursor }) => cursor === seq - 1);
    if (started >= 0) {
      finish(run, seq - 1, verdict);
      feed.asked = feed.asked.slice(started + 1);
    }
  }
  run.events.push(record);
}

/** Checks a run that ended, and begins the next. */
function finish(run: Run, base: number | null, verdict: Verdict): void {
  const { events } = run;
  let last = run.base;
  const given = new Set<number>();
  for (const [index, record] of events.entries()) {
    const { event } = record;
    if (last !== null && event.seq <= last)
      verdict.violated("ORDER-3", `socket ${record.socket}: ${event.seq} came after ${last}`, () =>
        events.slice(Math.max(0, index - 1), index + 1).map(recordLine),
      );
    last = Math.max(last ?? 0, lastSeqOf(event));
    for (let seq = event.seq; seq <= lastSeqOf(event); seq++) given.add(seq);
  }
  const [first] = events;
  const from = run.base === null ? first?.event.seq : run.base + 1;
  if (from !== undefined && last !== null) {
    verdict.checked("STREAM-1");
    for (let seq = from; seq <= last; seq++) if (!given.has(seq)) reportGap(events, seq, verdict);
  }
  run.base = base;
  run.events = [];
}

function reportGap(events: readonly EventRecord[], seq: number, verdict: Verdict): void {
  const after = events.find(({ event }) => event.seq > seq);
  const before = events.findLast(({ event }) => event.seq < seq);
  const socket = after?.socket ?? before?.socket;
  verdict.violated("STREAM-1", `socket ${socket}: ${seq} was left out`, () =>
    [before, after].filter((record) => record !== undefined).map(recordLine),
  );
}
