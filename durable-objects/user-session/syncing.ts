// Brings one socket level: the inbox's changes, then what it lacks of each conversation, then `sync-done`.
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ConversationEntry, SyncFrame } from "../../schema/protocol/sync.ts";
import type { ReadPage, Refused } from "../../schema/rpc/conversation.ts";
import { errorFrameOf } from "./error-frames.ts";
import { eventFrames, type Feeds } from "./feeds.ts";
import { toEntry, type Inbox, type InboxRow } from "./inbox.ts";
import type { Socket } from "./sockets.ts";

/** Calls to conversations at once, for one sync. */
const maxParallelReads = 32;

export interface SyncHost {
  readonly inbox: Inbox;
  readonly feeds: Feeds;
  /** The page after `from`, and what the inbox now says; the conversation delivers from the page's end on. @throws ActorUnavailable */
  read(conversationId: ConversationId, from: number | null): Promise<{ page: ReadPage; entry: ConversationEntry } | Refused>;
  isOpen(socket: Socket): boolean;
}

interface Wanted {
  readonly conversationId: ConversationId;
  readonly from: number | null;
  /** False: only the entry is asked for; the socket goes on where it is. */
  readonly catchUp: boolean;
}

export const changedFrame = ({ id, ...fields }: ConversationEntry): DownFrame => ({ type: "conversation-changed", conversationId: id, ...fields });

const send = (socket: Socket, frame: DownFrame): void => socket.sendText(JSON.stringify(frame));

/**
 * Only conversations that are stale, that this device is behind in, or that were named on a socket already in sync are
 * asked: an absent device never makes anyone ask a thousand.
 */
export async function syncSocket(host: SyncHost, socket: Socket, frame: SyncFrame): Promise<void> {
  const first = socket.phase === "new";
  // From here on the socket listens: what happens while we read reaches it, or is read again.
  socket.syncBegins();
  const cursors = new Map(Object.entries(frame.cursors ?? {}) as [ConversationId, number][]);
  const since = frame.inboxVersion ?? (first ? 0 : null);
  const rows = host.inbox.all();
  const wanted = rows.flatMap((row) => wantedOf(row, socket, cursors.get(row.conversationId), first, since !== null));
  const asked = new Set(wanted.map(({ conversationId }) => conversationId));
  if (first) for (const row of rows) socket.setPlace(row.conversationId, { state: "level", ahead: row.headSeq });
  for (const { conversationId, catchUp } of wanted) if (catchUp) socket.setPlace(conversationId, { state: "catching", ahead: 0 });
  if (since !== null) socket.send(knownChanges(rows, asked, since));
  refuseUnknown(socket, rows, cursors);
  await eachInParallel(wanted, maxParallelReads, (one) => bringLevel(host, socket, one));
  if (!host.isOpen(socket)) return;
  socket.syncEnds();
  send(socket, { type: "sync-done", inboxVersion: host.inbox.version });
}

function wantedOf(row: InboxRow, socket: Socket, cursor: number | undefined, first: boolean, inboxAsked: boolean): Wanted[] {
  const { conversationId } = row;
  if (socket.placeIn(conversationId).state === "catching") return []; // an earlier sync is at it
  const behind = cursor !== undefined && (cursor < row.headSeq || !first);
  const stale = row.stale && inboxAsked;
  if (!behind && !stale) return [];
  // Without a cursor a device starts at the head, once; a socket in sync already has its place and must not skip ahead.
  return [{ conversationId, from: cursor ?? null, catchUp: cursor !== undefined || first }];
}

/** Entries that need no question: refreshed by another device since this one's version. */
function knownChanges(rows: readonly InboxRow[], asked: ReadonlySet<ConversationId>, since: number): string[] {
  return rows
    .filter((row) => row.version > since && !asked.has(row.conversationId))
    .flatMap((row) => (row.summary === null ? [] : [toEntry(row.conversationId, row.summary, row.version)]))
    .map((entry) => JSON.stringify(changedFrame(entry)));
}

function refuseUnknown(socket: Socket, rows: readonly InboxRow[], cursors: ReadonlyMap<ConversationId, number>): void {
  const known = new Set(rows.map(({ conversationId }) => conversationId));
  const unknown = [...cursors.keys()].filter((conversationId) => !known.has(conversationId));
  socket.send(unknown.map((conversationId) => JSON.stringify(errorFrameOf({ code: "CONVERSATION_NOT_FOUND" }, { conversationId }))));
}

/** Reads until nothing is left between the page and what the other sockets were given. */
async function bringLevel(host: SyncHost, socket: Socket, { conversationId, from, catchUp }: Wanted): Promise<void> {
  const inlet = host.feeds.inlet(conversationId);
  for (let next = from, pages = 0; host.isOpen(socket); pages += 1) {
    const read = await readOrNull(host, conversationId, next);
    if (!host.isOpen(socket)) return;
    if (read === null) {
      if (catchUp) socket.setPlace(conversationId, { state: "lapsed", ahead: 0 });
      return send(socket, { type: "sync-required", conversationId, headSeq: host.inbox.get(conversationId)?.headSeq ?? 0 });
    }
    const { page, entry } = read;
    if (pages === 0) send(socket, changedFrame(entry));
    if (!catchUp) return;
    socket.send(eventFrames(page.events, page.more ? null : page.summary.unread));
    const place = page.more ? "behind" : inlet.placeAfter(page.end);
    if (place !== "behind") return socket.setPlace(conversationId, place);
    next = page.end;
  }
}

async function readOrNull(host: SyncHost, conversationId: ConversationId, from: number | null): Promise<{ page: ReadPage; entry: ConversationEntry } | null> {
  try {
    const read = await host.read(conversationId, from);
    return "refusal" in read ? null : read;
  } catch {
    return null; // unreachable: the socket is told, and asks again
  }
}

/** Runs `task` over all items, at most `width` at a time. */
export async function eachInParallel<T>(items: readonly T[], width: number, task: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const work = async (): Promise<void> => {
    for (const item of rest) await task(item);
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, work));
}
