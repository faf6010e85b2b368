// Brings one socket up to date: the changes of the inbox, then the missing events of each conversation, then
// `sync-done`.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { DownFrame } from "../../../schema/protocol/down.ts";
import type { Refusal } from "../../../schema/protocol/errors.ts";
import { friendsFeature, invitationsFeature, scheduledFeature } from "../../../schema/protocol/features.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { ConversationEntry, SyncFrame } from "../../../schema/protocol/sync.ts";
import { limited, type ReadPage, type Refused } from "../../../schema/rpc/conversation.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import { errorFrameOf, originOf, type FrameOrigin } from "../../sockets/wire/klatch-v1/error-frames.ts";
import type { Feeds } from "../../sockets/feeds.ts";
import { withCounts } from "../../stream/event-run.ts";
import type { Costs } from "../budgets/budgets.ts";
import type { InboxRow } from "../inbox/inbox-row.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { StreamReceiver, Place } from "../../stream/stream-receiver.ts";
import { packFrames } from "../../sockets/pack-frames.ts";
import type { Socket } from "../../sockets/socket.ts";
import { SyncPace } from "./sync-pace.ts";

/** Parallel calls to conversations for one sync. */
const maxParallelReads = 32;

interface ReadDone {
  readonly page: ReadPage;
  readonly entry: ConversationEntry;
}

export interface SyncHost {
  readonly inbox: Inbox;
  readonly feeds: Feeds;
  /**
   * Reads the page after `from` and the resulting inbox entry. The conversation delivers from the page's end on.
   *
   * @throws ActorUnavailable
   */
  read(conversationId: ConversationId, from: number | null): Promise<ReadDone | Refused>;
  /** Whether the socket is open and authorised. Its client is told if its authorisation has run out. */
  isOpen(socket: Socket): boolean;
  /** Charges the user's budgets. @returns RATE_LIMITED */
  pay(costs: Costs): Refusal | null;
  /** Names the state of the user's scheduled messages; null: there are none. */
  scheduled(): string | null;
  /** Names the state of the user's invitations to groups; null: there are none. */
  invitations(): string | null;
  /** The version of the user's people; 0: there are none. */
  peopleVersion(): number;
  now(): number;
}

interface Wanted {
  readonly conversationId: ConversationId;
  readonly from: number | null;
  /** False: only the entry is refreshed; the socket keeps its place. */
  readonly catchUp: boolean;
}

/** The inbox versions that a sync has announced to its socket, beyond the version at which it began. */
interface Announced {
  readonly begunAt: number;
  readonly versions: Set<number>;
}

/** One sync of one socket. */
interface SyncRun {
  readonly host: SyncHost;
  readonly socket: Socket;
  readonly pace: SyncPace;
  readonly announced: Announced;
  readonly origin: FrameOrigin;
}

export const changedFrame = ({ id, ...fields }: ConversationEntry): DownFrame => ({
  type: "conversation-changed",
  conversationId: id,
  ...fields,
});

const send = (socket: Socket, frame: DownFrame): void => socket.sendText(JSON.stringify(frame));

/**
 * Reads only conversations that are stale, that this device is behind in, or that were named on a socket already in
 * sync: a device that was away does not cause a thousand calls.
 */
export async function syncSocket(host: SyncHost, socket: Socket, frame: SyncFrame): Promise<{ ok: true } | Refused> {
  let refusal: Refusal | null = null;
  const isDone = await socket.syncInTurn(async () => {
    refusal = await catchUpSocket(host, socket, frame);
  });
  if (!isDone) return limited("syncs", 1_000);
  return refusal === null ? { ok: true } : { refusal };
}

/** @returns RATE_LIMITED if the user may not cause so many calls now; then nothing was done */
async function catchUpSocket(session: SyncHost, socket: Socket, frame: SyncFrame): Promise<Refusal | null> {
  const { life } = socket;
  // A renewal is followed by a `sync` of its own: this one must not go on then.
  const host: SyncHost = { ...session, isOpen: () => socket.life === life && session.isOpen(socket) };
  if (!host.isOpen(socket)) return null;
  const first = socket.phase === "new";
  const cursors = new Map(Object.entries(frame.cursors ?? {}) as [ConversationId, number][]);
  const since = frame.inboxVersion ?? (first ? 0 : null);
  const rows = host.inbox.all();
  const announced: Announced = { begunAt: host.inbox.version, versions: new Set() };
  const wanted = rows.flatMap((row) => wantedOf(row, cursors.get(row.conversationId), first, since !== null));
  const refusal = host.pay({ calls: wanted.length, rows: rows.length });
  if (refusal !== null) return refusal;
  // From here on the socket listens: events during the reads reach it, or are read again.
  socket.syncBegins();
  const asked = new Set(wanted.map(({ conversationId }) => conversationId));
  if (first) for (const row of rows) socket.setPlace(row.conversationId, { state: "caught-up", ahead: row.headSeq });
  for (const { conversationId, catchUp } of wanted)
    if (catchUp) socket.setPlace(conversationId, { state: "catching", ahead: 0 });
  const origin = originOf(frame);
  const pace = new SyncPace(socket, host);
  if (since !== null) await pace.sendEntries(knownChanges(host.inbox, rows, asked, since));
  if (!host.isOpen(socket)) return null;
  refuseUnknown(socket, rows, cursors, origin);
  const run: SyncRun = { host, socket, pace, announced, origin };
  await eachInParallel(wanted, maxParallelReads, (one) => catchUpConversation(run, one));
  if (!host.isOpen(socket)) return null;
  socket.send(missedChanges(host.inbox, announced));
  socket.syncEnds();
  const { requestId } = frame;
  const scheduled = socket.features.includes(scheduledFeature) ? host.scheduled() : null;
  const peopleVersion = socket.features.includes(friendsFeature) ? host.peopleVersion() : 0;
  const invitations = socket.features.includes(invitationsFeature) ? host.invitations() : null;
  send(socket, {
    type: "sync-done",
    inboxVersion: host.inbox.version,
    ...(peopleVersion > 0 && { peopleVersion }),
    ...(invitations !== null && { invitations }),
    ...(scheduled !== null && { scheduled }),
    ...(requestId !== undefined && { requestId }),
  });
  return null;
}

function wantedOf(row: InboxRow, cursor: number | undefined, first: boolean, inboxAsked: boolean): Wanted[] {
  const { conversationId } = row;
  // A cursor beyond the head is looked at too: the conversation may have been set back to an earlier time.
  const behind = cursor !== undefined && (cursor !== row.headSeq || !first);
  const stale = row.stale && inboxAsked;
  if (!behind && !stale) return [];
  // A device without a cursor starts at the head, once. A socket already in sync has its place and must not skip ahead.
  return [{ conversationId, from: cursor ?? null, catchUp: cursor !== undefined || first }];
}

/** Entries that need no read: another device refreshed them after the version that this one has. */
function knownChanges(
  inbox: Inbox,
  rows: readonly InboxRow[],
  asked: ReadonlySet<ConversationId>,
  since: number,
): string[] {
  return rows
    .filter((row) => row.version > since && !asked.has(row.conversationId))
    .flatMap((row) => inbox.entryOf(row) ?? [])
    .map((entry) => JSON.stringify(changedFrame(entry)));
}

/**
 * Entries that others refreshed during this sync: this socket was not told of them, but the version in `sync-done`
 * covers them.
 */
function missedChanges(inbox: Inbox, { begunAt, versions }: Announced): string[] {
  // Each refresh takes one version: if all versions since the start were announced, nothing was missed.
  if (inbox.version - begunAt === versions.size) return [];
  const missed = inbox.all().filter(({ version }) => version > begunAt && !versions.has(version));
  return knownChanges(inbox, missed, new Set(), begunAt);
}

function refuseUnknown(
  socket: Socket,
  rows: readonly InboxRow[],
  cursors: ReadonlyMap<ConversationId, number>,
  origin: FrameOrigin,
): void {
  const known = new Set(rows.map(({ conversationId }) => conversationId));
  const unknown = [...cursors.keys()].filter((conversationId) => !known.has(conversationId));
  socket.send(
    unknown.map((conversationId) =>
      JSON.stringify(errorFrameOf({ code: "CONVERSATION_NOT_FOUND" }, { ...origin, conversationId })),
    ),
  );
}

/**
 * Reads pages until the last one reaches what the other sockets got, and its summary is as new as what deliveries
 * showed. A socket that is slow in reading is told to sync again for what lacks.
 */
async function catchUpConversation(run: SyncRun, { conversationId, from, catchUp }: Wanted): Promise<void> {
  const { host, socket, pace, announced } = run;
  const receiver = host.feeds.receiver(conversationId);
  let before: ReadPage | null = null;
  let announcedVersion: number | null = null;
  for (let next = from; host.isOpen(socket);) {
    const read = await readNext(run, conversationId, next, before === null);
    if (!host.isOpen(socket)) return;
    if (read === null || "refusal" in read) return giveUp(run, { conversationId, catchUp }, read);
    const { page, entry } = read;
    if (next !== null && next > page.summary.headSeq) {
      // The entry comes second: a device takes no lower head before it knows why.
      setBack(socket, conversationId, page.summary.headSeq);
      return announce(socket, entry, announced);
    }
    const frames = catchUp ? page.events.map(({ frame }) => frame) : [];
    // Only in the step in which all of it is sent can be said what the socket has. Otherwise another read says it.
    const isPaced = frames.length > 0 && !socket.hasRoomFor(packFrames(frames), "page");
    const place = isPaced ? "behind" : placeAfter(page, before, receiver, catchUp);
    if (announcedVersion === null || (place !== "behind" && entry.inboxVersion !== announcedVersion)) {
      announce(socket, entry, announced);
      announcedVersion = entry.inboxVersion;
    }
    if (!isPaced) socket.send(withCounts(frames, place === "behind" ? null : page.summary));
    else if (!(await pace.send(frames))) {
      if (host.isOpen(socket)) giveUp(run, { conversationId, catchUp }, null);
      return;
    }
    if (place === "behind") {
      next = catchUp ? page.end : null;
      before = isPaced ? null : page;
    } else return catchUp ? socket.setPlace(conversationId, place) : undefined;
  }
}

/** The device has events that the log has not, because the conversation was set back to an earlier time. */
function setBack(socket: Socket, conversationId: ConversationId, headSeq: number): void {
  socket.lapse({ type: "sync-required", conversationId, headSeq, setBack: true });
}

function announce(socket: Socket, entry: ConversationEntry, { begunAt, versions }: Announced): void {
  send(socket, changedFrame(entry));
  if (entry.inboxVersion > begunAt) versions.add(entry.inboxVersion);
}

/** After a page that is older than what deliveries have shown, another one is read. */
function placeAfter(
  { end, more, summary }: ReadPage,
  before: ReadPage | null,
  receiver: StreamReceiver,
  catchUp: boolean,
): Place | "behind" {
  if (more) return "behind";
  const caughtUp: Place = { state: "caught-up", ahead: end };
  // The last read made no progress although deliveries have shown more: the conversation was set back, and reading on
  // would never end.
  if (before !== null && end === before.end && summary.cursorSeq === before.summary.cursorSeq) return caughtUp;
  if (receiver.showedLaterCursor(summary.cursorSeq)) return "behind";
  return catchUp ? receiver.placeAfter(end) : caughtUp;
}

/** Refused: the user is not a member. Not read, or not sent: the socket is told to sync this conversation again. */
function giveUp(
  { host, socket, origin }: SyncRun,
  { conversationId, catchUp }: Pick<Wanted, "conversationId" | "catchUp">,
  read: Refused | null,
): void {
  if (read !== null) {
    if (catchUp) socket.setPlace(conversationId, { state: "lapsed", ahead: 0 });
    return send(socket, errorFrameOf(read.refusal, { ...origin, conversationId }));
  }
  const headSeq = host.inbox.get(conversationId)?.headSeq ?? 0;
  const frame = { type: "sync-required", conversationId, headSeq } as const;
  if (catchUp) socket.lapse(frame);
  else send(socket, frame);
}

/** Null: not reached, or the socket takes nothing more. The first page of each conversation was paid with the sync. */
async function readNext(
  { host, pace }: SyncRun,
  conversationId: ConversationId,
  from: number | null,
  isFirst: boolean,
): Promise<ReadDone | Refused | null> {
  const refusal = isFirst ? null : host.pay({ calls: 1, rows: wireLimits.maxPageSize });
  if (refusal !== null) return { refusal };
  return (await pace.hasRoom()) ? readOrNull(host, conversationId, from) : null;
}

async function readOrNull(
  host: SyncHost,
  ...asked: Parameters<SyncHost["read"]>
): Promise<Awaited<ReturnType<SyncHost["read"]>> | null> {
  try {
    return await host.read(...asked);
  } catch (cause) {
    logErrorSeldom("conversation not synced", cause, { conversationId: asked[0] });
    return null;
  }
}
