// Sockets that take more than they read, against the whole server: nothing more beyond their credit, and everything for
// whoever proves to read.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { conversation, itemOf, sessionObject, TestUser } from "../support/actors.ts";
import type { Received, TestSocket } from "../support/test-socket.ts";

const large = "x".repeat(16_000);

/** Answered with 256 errors, 40 KB. */
const faulty = JSON.stringify(Array.from({ length: 256 }, () => ({ type: "typing", requestId: "r".repeat(64) })));

const unreadOf = (user: TestUser): Promise<readonly number[]> =>
  runInDurableObject(sessionObject(user.id), (_, ctx) =>
    ctx.getWebSockets().map((ws) => (ws.deserializeAttachment() as SocketAttachment).credit?.unread ?? 0),
  );

/** 250 messages of 16 KB: 4 MB. */
async function sayMuch(id: ConversationId, sender: TestUser): Promise<void> {
  for (let i = 0; i < 10; i += 1) {
    const items = Array.from({ length: 25 }, () => itemOf(large));
    await conversation(id).append({ senderId: sender.id, items });
  }
}

/** Takes frames and answers probes until one is the last. */
async function readOn(socket: TestSocket, isDone: (frame: DownFrame) => boolean): Promise<void> {
  for (;;) {
    const frame = await socket.next();
    if (typeof frame === "string") continue;
    if (frame.type === "probe") socket.send({ type: "echo", nonce: frame.nonce });
    if (isDone(frame)) return;
  }
}

const typeOf = (received: Received): string => (typeof received === "string" ? received : received.type);

describe("a socket that takes without reading", () => {
  it("[LIMIT-30] is closed with 4429 before more than its credit is unread, whatever it pings and sends", async () => {
    const phone = await new TestUser().live();
    for (let i = 0; i < 90; i += 1) {
      phone.sendText(faulty);
      phone.sendText("ping");
    }
    expect(await phone.closed()).toEqual({ code: 4429, reason: "TOO_SLOW" });
    const got = phone.history.reduce((sum, frame) => sum + JSON.stringify(frame).length, 0);
    expect(got).toBeLessThanOrEqual(defaultLimits.LIMIT_UNREAD_BYTES);
    expect(got).toBeGreaterThan(defaultLimits.LIMIT_UNREAD_BYTES / 2);
  });

  it("[LIMIT-31] [LIMIT-36] that answers its probes goes on, at the same pace", async () => {
    const phone = await new TestUser().live();
    for (let i = 0; i < 90; i += 1) {
      phone.sendText(faulty);
      let errors = 0;
      await readOn(phone, ({ type }) => type === "error" && (errors += 1) === 256);
    }
    expect(phone.isOpen).toBe(true);
  });

  it("[LIMIT-33] probes and counts survive the hibernation of the session", async () => {
    const user = new TestUser();
    const phone = await user.live();
    for (let i = 0; i < 12; i += 1) phone.sendText(faulty);
    for (let errors = 0; errors < 12 * 256;) errors += typeOf(await phone.next()) === "error" ? 1 : 0;
    const nonce = phone.all("probe").at(-1)?.nonce as string;
    const [before] = await unreadOf(user);
    await evictDurableObject(sessionObject(user.id));
    phone.send({ type: "echo", nonce, requestId: "after" });
    await phone.take("done");
    const [after] = await unreadOf(user);
    expect(before).toBeGreaterThan(300_000);
    expect(after).toBeLessThan(defaultLimits.LIMIT_UNREAD_BYTES / 8);
  });
});

describe("a device that comes back after a long absence", () => {
  it("[LIMIT-35] gets far more than its credit in one sync, at the pace of its echoes", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(bob);
    await sayMuch(id, alice);
    const phone = await bob.connect();
    phone.send({ type: "sync", cursors: { [id]: 0 } });
    await readOn(phone, ({ type }) => type === "sync-done");
    expect(phone.all("new-message").map(({ seq }) => seq)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
    expect(phone.all("sync-required")).toEqual([]);
    expect(phone.all("probe").length).toBeGreaterThan(20);
  });

  it("[LIMIT-32] [LIMIT-35] without echoes gets a part of it, and is told to ask again; it is not cut off", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(bob);
    const phone = await bob.live();
    await sayMuch(id, alice);
    await phone.take("sync-required");
    await phone.drain();
    expect(phone.isOpen).toBe(true);
    const have = phone.all("new-message").length;
    expect(have * 16_000).toBeLessThan((defaultLimits.LIMIT_UNREAD_BYTES * 3) / 4);
    // It proves what it has read, and gets the rest.
    phone.send({ type: "echo", nonce: phone.all("probe").at(-1)?.nonce as string });
    phone.send({ type: "sync", cursors: { [id]: have } });
    await readOn(phone, (frame) => frame.type === "new-message" && frame.seq === 250);
    expect(phone.all("new-message").map(({ seq }) => seq)).toEqual(Array.from({ length: 250 }, (_, i) => i + 1));
  });
});
