// What must hold in a world of faults once it is quiet: recounted from the log, as everybody sees it from outside.
import { expect, vi } from "vitest";
import { membershipsIn, type Memberships } from "../../lab/chaos/check/memberships.ts";
import type { ConversationId, UserId } from "../../schema/protocol/ids.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { ConversationChangedFrame } from "../../schema/protocol/sync.ts";
import { FaultDevice } from "./fault-device.ts";
import { endOf } from "./fault-watch.ts";
import type { FaultWorld, Person } from "./fault-world.ts";

interface Log {
  readonly id: ConversationId;
  /** The event with seq n is at n - 1. */
  readonly events: readonly EventFrame[];
  readonly memberships: Memberships;
}

/** @throws AssertionError when a promise was broken */
export async function judge(world: FaultWorld): Promise<void> {
  await settle(world);
  const logs = await Promise.all(world.conversations.map((id) => loadLog(world, id)));
  checkAcks(world, logs);
  for (const person of world.people) {
    for (const log of logs) expect(await seenInPages(world, person, log)).toEqual(expected(log, person.user.id));
  }
  await untilAllHaveAll(world, logs);
  for (const device of world.devices) checkEvents(device, logs);
  for (const device of world.devices) device.sync();
  await vi.waitFor(() => look(world, ({ caughtUp }) => caughtUp), patience);
  for (const person of world.people) for (const device of person.devices) checkCounts(world, device, logs);
  for (const person of world.people) await checkNewcomer(world, person, logs);
}

const patience = { timeout: 8_000, interval: 5 };

/**
 * Everything that was begun ends, whoever lost their socket comes back, and what was not answered is sent again: what is
 * committed is acked then, also when its sender may no longer send (SEND-8).
 */
async function settle(world: FaultWorld): Promise<void> {
  await world.untilQuiet();
  await Promise.all(world.devices.map((device) => vi.waitFor(() => device.connect(), patience)));
  await vi.waitFor(() => look(world, ({ caughtUp }) => caughtUp), patience);
  for (const message of world.sent) {
    await vi.waitFor(async () => {
      const { seqs, isUnknown } = world.answersTo(message);
      if (seqs.size > 0 || !isUnknown || (await world.sendByCall(message))) return;
      throw new Error(`no answer to ${message.frame.clientMsgId}`);
    }, patience);
  }
  for (const actor of world.actors) await world.ring(actor);
}

/** What is written down must be the same for the owner, who sees all of it, and gapless. */
async function loadLog(world: FaultWorld, id: ConversationId): Promise<Log> {
  const [owner] = world.people;
  const events = (await world.pages(owner.user.id, id)).map((frame) => JSON.parse(frame) as EventFrame);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const memberships = membershipsIn(id, new Map(events.map((event) => [event.seq, event])), events.length, () => true);
  return { id, events, memberships };
}

/** Each message that was acked is there once, where the ack said; what was only refused is nowhere. */
function checkAcks(world: FaultWorld, logs: readonly Log[]): void {
  const places = new Map<string, number[]>();
  for (const { events } of logs) {
    for (const event of events) {
      if (event.type !== "new-message") continue;
      places.set(event.clientMsgId, [...(places.get(event.clientMsgId) ?? []), event.seq]);
    }
  }
  for (const message of world.sent) {
    const { seqs } = world.answersTo(message);
    const { clientMsgId, content } = message.frame;
    expect({ content, places: places.get(clientMsgId) ?? [] }).toEqual({ content, places: [...seqs] });
  }
  expect([...places.values()].flat()).toHaveLength(
    world.sent.filter((one) => world.answersTo(one).seqs.size > 0).length,
  );
}

/** By seq: the event, or `void`. */
type Seen = Readonly<Record<number, unknown>>;

function expected({ events, memberships }: Log, userId: UserId): Seen {
  const last = events.findLast(({ seq }) => memberships.sees(userId, seq))?.seq ?? 0;
  return Object.fromEntries(
    events.slice(0, last).map((event) => [event.seq, memberships.sees(userId, event.seq) ? event : "void"]),
  );
}

function spread(events: readonly EventFrame[]): Seen {
  const seen: Record<number, unknown> = {};
  for (const event of events) {
    const { unread: _, unreadMentions: __, ...rest } = { unread: 0, unreadMentions: 0, ...event };
    for (let seq = event.seq; seq <= endOf(event); seq++) seen[seq] = event.type === "void" ? "void" : rest;
  }
  return seen;
}

async function seenInPages(world: FaultWorld, { user }: Person, { id }: Log): Promise<Seen> {
  const frames = await world.pages(user.id, id);
  return frames[0] === "CONVERSATION_NOT_FOUND" ? {} : spread(frames.map((frame) => JSON.parse(frame) as EventFrame));
}

const headFor = (log: Log, userId: UserId): number => Object.keys(expected(log, userId)).length;

function look(world: FaultWorld, fits: (watch: { readonly caughtUp: boolean }) => boolean): void {
  for (const device of world.devices) {
    device.look();
    if (device.live === null || !fits(device.live)) throw new Error("not caught up yet");
  }
}

const lastEntry = ({ watches }: FaultDevice, id: ConversationId): ConversationChangedFrame | undefined =>
  watches.flatMap(({ entries }) => entries.get(id) ?? []).at(-1);

/** Without being asked: what was not delivered before goes out by itself, or the socket is told to sync. */
async function untilAllHaveAll(world: FaultWorld, logs: readonly Log[]): Promise<void> {
  await vi.waitFor(() => {
    look(world, ({ caughtUp }) => caughtUp);
    for (const device of world.devices) {
      for (const log of logs) {
        const head = headFor(log, device.user.id);
        const cursor = device.cursors().get(log.id) ?? head;
        // Who began at the head, and was given no event since, has the entry only.
        const listed = lastEntry(device, log.id)?.headSeq ?? head;
        if (cursor !== head || Math.max(listed, device.cursors().get(log.id) ?? 0) !== head)
          throw new Error(`${cursor}, ${listed} of ${head} in ${log.id}`);
      }
    }
  }, patience);
}

/** In order on each socket, and nothing that is not in the log, or not for them. */
function checkEvents(device: FaultDevice, logs: readonly Log[]): void {
  expect(device.watches.flatMap(({ violations }) => violations)).toEqual([]);
  for (const log of logs) {
    const seen = spread(device.events.filter(({ conversationId }) => conversationId === log.id));
    expect(expected(log, device.user.id)).toMatchObject(seen);
  }
}

/** Messages of others after the cursor, while they are in. */
function recount({ events, memberships }: Log, userId: UserId, cursorSeq: number): number {
  if (!memberships.isIn(userId)) return 0;
  return events.filter((event) => event.type === "new-message" && event.seq > cursorSeq && event.senderId !== userId)
    .length;
}

function checkEntry(world: FaultWorld, log: Log, userId: UserId, entry: ConversationChangedFrame | undefined): void {
  const head = headFor(log, userId);
  if (head === 0) return;
  expect(entry).toMatchObject({ headSeq: head, unread: recount(log, userId, entry?.cursorSeq ?? 0) });
  expect(entry?.cursorSeq).toBeGreaterThanOrEqual(world.confirmed.get(`${userId} ${log.id}`) ?? 0);
}

/** What a device was shown last is what a recount gives. */
function checkCounts(world: FaultWorld, device: FaultDevice, logs: readonly Log[]): void {
  const { user } = device;
  for (const log of logs) {
    const entry = lastEntry(device, log.id);
    checkEntry(world, log, user.id, entry);
    const shown = device.live?.unread.get(log.id);
    if (shown !== undefined) expect(shown).toBe(recount(log, user.id, entry?.cursorSeq ?? 0));
  }
}

/** A device that has nothing gets everything. */
async function checkNewcomer(world: FaultWorld, { user }: Person, logs: readonly Log[]): Promise<void> {
  const mine = logs.filter((log) => headFor(log, user.id) > 0);
  const device = new FaultDevice(user, await user.signIn());
  await device.connect();
  device.live?.sync(new Map(mine.map(({ id }) => [id, 0])), 0);
  await vi.waitFor(() => {
    device.look();
    if (device.live?.caughtUp !== true) throw new Error("not caught up yet");
  }, patience);
  for (const log of mine) {
    const events = device.events.filter(({ conversationId }) => conversationId === log.id);
    expect(spread(events)).toEqual(expected(log, user.id));
    checkEntry(world, log, user.id, device.live?.entries.get(log.id));
  }
}
