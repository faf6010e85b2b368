// A reader on a slow line: it gets everything, at the pace at which it proves to have read, and is never cut off. One that
// does not read holds its credit, and no session awake.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { costOf } from "../../durable-objects/sockets/read-credit.ts";
import type { DownFrame } from "../../schema/protocol/down.ts";
import { Random } from "../../lab/kit/random.ts";
import {
  conversation,
  cursors,
  FakeSession,
  sync,
  type FakeConversation,
  type FakeSocket,
} from "../support/fake-session.ts";
import { turn } from "../support/quick-turns.ts";

/** A page of four events costs 600 to 700 bytes; a quarter of this has room for three. */
const unreadBytes = 10_000;

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** A client as the guide for raw clients asks it to be. */
class Reader {
  readonly line: FakeSocket;
  readonly #session: FakeSession;
  readonly have = new Map<string, number>();
  readonly #behind = new Set<string>();
  #isSyncing = false;
  gaps = 0;
  rounds = 0;

  constructor(session: FakeSession, line: FakeSocket) {
    this.#session = session;
    this.line = line;
  }

  sync(of: readonly string[]): void {
    this.#isSyncing = true;
    this.rounds += 1;
    for (const id of of) this.#behind.delete(id);
    void sync(this.#session, this.line, cursors(Object.fromEntries(of.map((id) => [id, this.have.get(id) ?? 0]))));
  }

  /** Reads so many WebSocket messages. */
  read(count: number): void {
    for (const text of this.line.texts.splice(0, count)) {
      const frames = [JSON.parse(text) as DownFrame | DownFrame[]].flat();
      for (const frame of frames) this.#take(frame);
    }
    if (!this.#isSyncing && this.#behind.size > 0) this.sync([...this.#behind]);
  }

  #take(frame: DownFrame): void {
    if (frame.type === "probe") this.line.socket.proves(frame.nonce);
    if (frame.type === "sync-done") this.#isSyncing = false;
    if (frame.type === "sync-required") this.#behind.add(frame.conversationId);
    if (frame.type !== "new-message") return;
    const have = this.have.get(frame.conversationId) ?? 0;
    if (frame.seq > have + 1) {
      this.gaps += 1;
      this.#behind.add(frame.conversationId);
    } else this.have.set(frame.conversationId, Math.max(have, frame.seq));
  }
}

const heldBy = ({ texts }: FakeSocket): number => texts.reduce((sum, text) => sum + costOf(text), 0);

async function readOn(reader: Reader, count = 3): Promise<void> {
  await turn();
  reader.read(count);
  await vi.advanceTimersByTimeAsync(10);
}

describe("a sync", () => {
  it("[LIMIT-35] of far more than the credit waits for echoes, and brings everything in one round", async () => {
    const logs = ["a", "b", "c"].map((name) => conversation(name, 500));
    const session = await FakeSession.withKnown(...logs);
    const reader = new Reader(session, session.connect(unreadBytes));
    reader.sync(["a", "b", "c"]);
    for (let i = 0; i < 2_000 && logs.some(({ id, head }) => reader.have.get(id) !== head); i += 1) {
      expect(heldBy(reader.line)).toBeLessThanOrEqual(unreadBytes / 2);
      await readOn(reader);
    }
    expect([...reader.have.values()]).toEqual([500, 500, 500]);
    expect([reader.line.isCutOff, reader.rounds, reader.gaps]).toEqual([false, 1, 0]);
  });

  it("[LIMIT-35] ends after ten seconds without room, and the reader asks for the rest when it has read", async () => {
    const log = conversation("a", 500);
    const session = await FakeSession.withKnown(log);
    const reader = new Reader(session, session.connect(unreadBytes));
    reader.sync(["a"]);
    await turn();
    await vi.advanceTimersByTimeAsync(11_000);
    const types = reader.line.texts.map((text) => /"type":"([^"]+)"/.exec(text)?.[1]);
    expect(types.slice(-2)).toEqual(["sync-required", "sync-done"]);
    expect(vi.getTimerCount()).toBe(0);
    for (let i = 0; i < 2_000 && reader.have.get("a") !== 500; i += 1) await readOn(reader);
    expect([reader.have.get("a"), reader.line.isCutOff, reader.gaps]).toEqual([500, false, 0]);
    expect(reader.rounds).toBe(2);
  });

  it("[LIMIT-35] no event is lost that comes while a page waits for room", async () => {
    const log = conversation("a", 60);
    const session = await FakeSession.withKnown(log);
    const reader = new Reader(session, session.connect(6_000));
    reader.sync(["a"]);
    await turn();
    for (let i = 0; i < 300; i += 1) {
      if (i < 120 && i % 3 === 0) session.deliver(log, log.head++);
      await readOn(reader, 1);
    }
    expect([reader.have.get("a"), reader.gaps, reader.line.isCutOff]).toEqual([100, 0, false]);
  });

  it.each([
    { of: "events", asked: cursors({ a: 0 }) },
    { of: "entries", asked: { inboxVersion: 0 } },
  ])("[LIMIT-35] sends no $of to a socket that was closed while it waited", async ({ asked }) => {
    const logs = Array.from({ length: 600 }, (_, i) => conversation(i === 0 ? "a" : `c${i}`, 300));
    const session = await FakeSession.withKnown(...logs);
    const line = session.connect(110_000);
    while (line.socket.hasRoomFor(["x".repeat(2_000)], "event"))
      line.socket.sendText(JSON.stringify("x".repeat(2_000)));
    const done = sync(session, line, asked);
    await turn();
    session.disconnect(line);
    const nonce = line
      .take()
      .flatMap((frame) => (frame.type === "probe" ? [frame.nonce] : []))
      .at(-1);
    line.socket.proves(nonce as string);
    await done;
    expect(line.take().filter(({ type }) => type !== "probe")).toEqual([]);
  });

  it("[LIMIT-35] of an inbox of more entries than may be unread brings them all, each once", async () => {
    const logs = Array.from({ length: 2_000 }, (_, i) => conversation(`c${i}`, 1));
    const session = await FakeSession.withKnown(...logs);
    const line = session.connect(400_000);
    const done = sync(session, line, { inboxVersion: 0 });
    const entries: string[] = [];
    for (let i = 0; i < 1_000 && entries.length < 2_000; i += 1) {
      await vi.advanceTimersByTimeAsync(10);
      for (const frame of line.take()) {
        if (frame.type === "probe") line.socket.proves(frame.nonce);
        if (frame.type === "conversation-changed") entries.push(frame.conversationId);
      }
    }
    await done;
    expect(new Set(entries).size).toBe(2_000);
    expect([entries.length, line.isCutOff]).toEqual([2_000, false]);
  });
});

describe("live events", () => {
  it("[LIMIT-32] beyond three quarters of the credit become one `sync-required`, and the reader loses nothing", async () => {
    const log = conversation("a", 1);
    const session = await FakeSession.withKnown(log);
    const reader = new Reader(session, session.connect(unreadBytes));
    reader.have.set("a", 1);
    reader.sync(["a"]);
    await readOn(reader, 100);
    for (let i = 0; i < 500; i += 1) session.deliver(log, log.head++);
    expect(reader.line.isCutOff).toBe(false);
    expect(heldBy(reader.line)).toBeLessThanOrEqual(unreadBytes);
    expect(reader.line.texts.filter((text) => text.includes("sync-required"))).toHaveLength(1);
    for (let i = 0; i < 2_000 && reader.have.get("a") !== log.head; i += 1) await readOn(reader);
    expect([reader.have.get("a"), reader.gaps, reader.line.isCutOff]).toEqual([501, 0, false]);
  });

  it("[LIMIT-32] in more conversations than there is room to say so lapse, are told one by one, and cut nobody off", async () => {
    const logs = Array.from({ length: 200 }, (_, i) => conversation(`c${i}`, 1));
    const session = await FakeSession.withKnown(...logs);
    const reader = new Reader(session, session.connect(100_000));
    for (const { id } of logs) reader.have.set(id, 1);
    reader.sync([]);
    await readOn(reader, 100);
    for (let round = 0; round < 3; round += 1) for (const log of logs) session.deliver(log, log.head++);
    expect([reader.line.isCutOff, reader.line.hasUntold]).toEqual([false, true]);
    expect(heldBy(reader.line)).toBeLessThanOrEqual(100_000);
    for (let i = 0; i < 5_000 && logs.some(({ id, head }) => reader.have.get(id) !== head); i += 1)
      await readOn(reader);
    expect(new Set(reader.have.values())).toEqual(new Set([4]));
    expect([reader.line.isCutOff, reader.line.hasUntold]).toEqual([false, false]);
  });

  it("[LIMIT-32] [EVOLVE-4] a conversation that was set back while there was no room is told as set back", async () => {
    const log = conversation("a", 9);
    const session = await FakeSession.withKnown(log);
    const line = session.connect(unreadBytes);
    await sync(session, line, cursors({ a: 9 }));
    while (line.socket.hasRoomFor(["x"], "lapse")) line.socket.sendText('{"type":"filler"}');
    line.texts.splice(0, line.texts.length - 1);
    session.feeds.setBack(log.id, 5, [line.socket]);
    line.socket.lapse({ type: "sync-required", conversationId: log.id, headSeq: 7 });
    const frames = line.take();
    expect(frames.filter(({ type }) => type === "sync-required")).toEqual([]);
    const nonces = [...frames, ...line.take()].flatMap((frame) => (frame.type === "probe" ? [frame.nonce] : []));
    expect(nonces.map((nonce) => line.socket.proves(nonce))).toContain(true);
    expect(line.take()).toEqual([{ type: "sync-required", conversationId: log.id, headSeq: 5, setBack: true }]);
  });

  it("[LIMIT-32] a delivery larger than the credit is read in parts, and cuts nobody off", async () => {
    const log = conversation("a", 1);
    const session = await FakeSession.withKnown(log);
    const reader = new Reader(session, session.connect(unreadBytes));
    reader.have.set("a", 1);
    reader.sync(["a"]);
    await readOn(reader, 100);
    log.head = 256;
    session.deliver(log, 1);
    for (let i = 0; i < 1_000 && reader.have.get("a") !== log.head; i += 1) await readOn(reader);
    expect([reader.have.get("a"), reader.gaps, reader.line.isCutOff]).toEqual([256, 0, false]);
  });

  it("[LIMIT-32] signals that find no room make the reader sync, so that no count stays wrong", async () => {
    const log = conversation("a", 1);
    const session = await FakeSession.withKnown(log);
    const line = session.connect(unreadBytes);
    await sync(session, line, cursors({ a: 1 }));
    line.take();
    while (line.socket.hasRoomFor(["x".repeat(300)], "event")) line.socket.sendText("x".repeat(300));
    line.texts.length = 0;
    session.deliver(log, 1, [JSON.stringify({ type: "typing", text: "x".repeat(300) })]);
    expect(line.takeLines().filter((one) => one !== "probe")).toEqual(["sync-required a headSeq 1"]);
  });

  it("[LIMIT-32] [LIMIT-35] readers of any pace converge to the log and are never cut off: 60 random runs", async () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = new Random(seed);
      const logs = Array.from({ length: 4 }, (_, i) => conversation(`c${i}`, random.between(1, 200)));
      const session = await FakeSession.withKnown(...logs);
      const reader = new Reader(session, session.connect(random.between(8_000, 40_000)));
      reader.sync(logs.map(({ id }) => id));
      const isLevel = (log: FakeConversation): boolean => reader.have.get(log.id) === log.head;
      for (let step = 0; step < 6_000; step += 1) {
        if (step < 200 && random.chance(0.5)) {
          const log = random.pick(logs);
          const prev = log.head;
          log.head += random.between(1, 20);
          session.deliver(log, prev);
        }
        if (random.chance(0.3)) await readOn(reader, random.between(1, 6));
        if (random.chance(0.01)) await vi.advanceTimersByTimeAsync(random.between(1, 20_000));
        if (step > 200 && logs.every(isLevel)) break;
      }
      expect(
        logs.map(({ head }) => head),
        `seed ${seed}`,
      ).toEqual(logs.map(({ id }) => reader.have.get(id)));
      expect([reader.line.isCutOff, reader.gaps], `seed ${seed}`).toEqual([false, 0]);
    }
  });
});
