// What may lie unread of what a socket was sent: bounded by its credit, and lowered by echoes of what was read only.
import { describe, expect, it } from "vitest";
import { costOf, type ReadCredit } from "../../durable-objects/sockets/read-credit.ts";
import { Socket } from "../../durable-objects/sockets/socket.ts";
import { UnreadTotal } from "../../durable-objects/sockets/unread-total.ts";
import { Random } from "../../lab/kit/random.ts";
import type { DeviceId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { standInFor } from "../support/stand-in-for.ts";

const limit = 100_000;
const text = (bytes: number): string => "x".repeat(bytes - costOf(""));

/** A socket with its client's end: `unread` is what the client has not read yet. */
class Line {
  readonly unread: string[] = [];
  readonly total: UnreadTotal;
  attachment: SocketAttachment = { deviceId: "device_1" as DeviceId, phase: "live" };
  cutOffs = 0;
  credit: ReadCredit;
  socket: Socket;
  readonly #ws: WebSocket;

  constructor(total = new UnreadTotal(16 * limit, limit)) {
    this.total = total;
    this.#ws = standInFor<WebSocket>({
      send: (sent: string) => void this.unread.push(sent),
      close: () => {},
      serializeAttachment: (attachment: SocketAttachment) => (this.attachment = structuredClone(attachment)),
    });
    [this.credit, this.socket] = this.#open();
  }

  get unreadCost(): number {
    return this.unread.reduce((sum, one) => sum + costOf(one), 0);
  }

  /** Reads so many texts. @returns the nonces among them */
  read(count = this.unread.length): string[] {
    return this.unread.splice(0, count).flatMap((one) => /"nonce":"([^"]+)"/.exec(one)?.[1] ?? []);
  }

  /** The session's memory is lost, its sockets are not. */
  hibernate(): void {
    this.total.forget(this.#ws);
    [this.credit, this.socket] = this.#open();
  }

  #open(): [ReadCredit, Socket] {
    const credit = this.total.creditOf(this.#ws, this.attachment.credit);
    return [credit, new Socket(this.#ws, this.attachment, defaultLimits, 0, credit, () => (this.cutOffs += 1))];
  }
}

describe("one socket", () => {
  it("[LIMIT-30] that proves nothing gets as much as its credit, then nothing more, and is cut off once", () => {
    const line = new Line();
    for (let i = 0; i < 300; i += 1) line.socket.sendText(text(1_000));
    expect(line.unreadCost).toBeLessThanOrEqual(limit);
    expect(line.unreadCost).toBeGreaterThan(limit - 2_000);
    expect(line.cutOffs).toBe(1);
  });

  it("[LIMIT-30] is counted in UTF-8 bytes, and each message as what it takes beside them", () => {
    const line = new Line();
    line.socket.sendText("é漢😀");
    expect(line.credit.unread).toBe(2 + 3 + 4 + costOf(""));
    expect(costOf("")).toBeGreaterThan(0);
  });

  it("[LIMIT-31] an echo lowers the count by exactly what lay before its probe, and the probe", () => {
    const line = new Line();
    while (line.unread.length === 0 || !line.unread.at(-1)?.includes('"probe"')) line.socket.sendText(text(1_000));
    line.socket.sendText(text(5_000));
    const [nonce] = line.read(line.unread.length - 1);
    expect(line.socket.proves(nonce as string)).toBe(true);
    expect(line.credit.unread).toBe(5_000);
    expect(line.total.bytes).toBe(5_000);
  });

  it("[LIMIT-31] with several probes on their way a later echo proves what the earlier ones would, once", () => {
    const line = new Line();
    for (let i = 0; i < 40; i += 1) line.socket.sendText(text(1_000));
    const [first, ...others] = line.read();
    const last = others.at(-1) as string;
    expect(others.length).toBeGreaterThanOrEqual(4);
    expect(line.socket.proves(last)).toBe(true);
    const { unread } = line.credit;
    for (const nonce of [first as string, last, "made-up", ""]) expect(line.socket.proves(nonce)).toBe(false);
    expect(line.credit.unread).toBe(unread);
    expect(unread).toBeLessThan(limit / 8);
  });

  it("[LIMIT-31] nonces are random, and none comes twice", () => {
    const line = new Line();
    const nonces = Array.from({ length: 500 }, () => {
      line.socket.sendText(text(2_000));
      const read = line.read();
      for (const nonce of read) line.socket.proves(nonce);
      return read;
    }).flat();
    expect(nonces.length).toBeGreaterThan(100);
    expect(new Set(nonces).size).toBe(nonces.length);
    for (const nonce of nonces)
      expect(nonce).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it("[LIMIT-32] who waits for room is asked at once, whatever little is unread, and only once", () => {
    const line = new Line();
    line.socket.sendText(text(1_000));
    expect(line.socket.hasRoomFor([text(74_500)], "event")).toBe(false);
    expect(line.socket.hasRoomFor([text(74_500)], "event")).toBe(false);
    const nonces = line.read();
    expect(nonces).toHaveLength(1);
    expect(line.socket.proves(nonces[0] as string)).toBe(true);
    expect(line.credit.unread).toBe(0);
    expect(line.socket.hasRoomFor([text(74_500)], "event")).toBe(true);
  });

  it("[LIMIT-33] hibernation forgets nothing of what is unread, and no probe on its way", () => {
    const line = new Line();
    for (let life = 0; life < 200; life += 1) {
      line.socket.sendText(text(700));
      line.hibernate();
      expect(line.credit.unread).toBeGreaterThanOrEqual(Math.min(line.unreadCost, limit - 1_000));
    }
    expect([line.cutOffs > 0, line.unreadCost <= limit]).toEqual([true, true]);

    const reading = new Line();
    for (let i = 0; i < 60; i += 1) reading.socket.sendText(text(1_000));
    reading.hibernate();
    for (const nonce of reading.read()) expect(reading.socket.proves(nonce)).toBe(true);
    expect(reading.credit.unread).toBeLessThan(limit / 8);
  });

  it("[LIMIT-33] what was sent after the last note counts after hibernation, however little it was", () => {
    const line = new Line();
    line.socket.sendText(text(700));
    const noted = line.attachment.credit;
    // Too small for another note.
    line.socket.sendText(text(3_000));
    expect(line.attachment.credit).toEqual(noted);
    line.hibernate();
    expect(line.credit.unread).toBeGreaterThanOrEqual(line.unreadCost);
  });

  it("[LIMIT-33] an attachment of the version before is read as that of a socket that has read everything", () => {
    const line = new Line();
    line.attachment = { deviceId: "device_1" as DeviceId, phase: "live" };
    line.hibernate();
    expect(line.credit.unread).toBe(0);
  });

  it("[LIMIT-30] [LIMIT-33] never holds more than its credit, and no reader is cut off: 300 random lives", () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const random = new Random(seed);
      const line = new Line();
      const isReader = random.below(2) === 0;
      for (let step = 0; step < 200; step += 1) {
        const act = random.below(10);
        if (act === 0) line.hibernate();
        else if (act < 4 && isReader) for (const nonce of line.read(random.below(40))) line.socket.proves(nonce);
        else if (act < 4) line.socket.proves(crypto.randomUUID());
        else {
          const sent = text(300 + random.below(8_000));
          if (line.socket.hasRoomFor([sent], "event")) line.socket.sendText(sent);
          else if (random.below(3) === 0) line.socket.sendText(text(300));
        }
        expect(line.unreadCost, `seed ${seed}`).toBeLessThanOrEqual(limit);
      }
      expect(isReader ? line.cutOffs : 0, `seed ${seed}`).toBe(0);
    }
  });
});

describe("all sockets of a user", () => {
  it("[LIMIT-34] hold a bounded sum, and one that reads still gets its share beside them", () => {
    const total = new UnreadTotal(3 * limit, limit);
    const lines = Array.from({ length: 10 }, () => new Line(total));
    const reading = lines[0] as Line;
    let got = 0;
    for (let i = 0; i < 2_000; i += 1) {
      for (const { socket } of lines) {
        const sent = text(1_000);
        if (socket.hasRoomFor([sent], "event")) socket.sendText(sent);
      }
      got += reading.unread.length;
      for (const nonce of reading.read()) reading.socket.proves(nonce);
    }
    expect(total.bytes).toBeLessThanOrEqual(3 * limit + (10 * limit) / 8);
    expect(got).toBeGreaterThan(2_000);
    expect(lines.map(({ cutOffs }) => cutOffs)).toEqual(lines.map(() => 0));
  });

  it("[LIMIT-34] beyond the sum answers cut off those that hold the most, and none that hold little", () => {
    const total = new UnreadTotal(3 * limit, limit);
    const holding = Array.from({ length: 3 }, () => new Line(total));
    for (const { socket } of holding) for (let i = 0; i < 97; i += 1) socket.sendText(text(1_000));
    const other = new Line(total);
    for (let i = 0; i < 20; i += 1) other.socket.sendText(text(1_000));
    for (const { socket } of holding) socket.sendText(text(1_000));
    expect(holding.map(({ cutOffs }) => cutOffs)).toEqual([1, 1, 1]);
    expect(other.cutOffs).toBe(0);
  });
});
