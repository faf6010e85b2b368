// The real actors while something behind them fails: the directory, their own storage, somebody's session, the clock, the queue's consumer.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EventStore } from "../../durable-objects/conversation/log/event-store.ts";
import { Inbox } from "../../durable-objects/user-session/inbox/inbox.ts";
import { contentText } from "../../sdk/client/content-text.ts";
import { newDeviceId, newUserId } from "../../schema/protocol/ids.ts";
import { maxRetries } from "../../workers/consumers/retry-policy.ts";
import { makeGroup, users, write } from "../support/group-actors.ts";
import { entryOf, span, untilSeqs } from "../support/group-seen.ts";
import { loseDeliveries, holdDeliveries } from "../support/group-deliveries.ts";
import { CaughtQueue, deliver, withFailingDirectory } from "../support/jobs-queue.ts";
import { newUsername, openDirect, openLive, password, register } from "../support/people.ts";
import { conversation, TestUser, textMessage } from "../support/actors.ts";
import { callWorker, codeOf } from "../support/worker-http.ts";
import { standInFor } from "../support/stand-in-for.ts";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const full = (): Error => new Error("database or disk is full: SQLITE_FULL");

/** Every statement waits until it is let go, and then fails. */
function hangDirectory(): { letGo: () => void } {
  let letGo = (): void => {};
  const hung = new Promise<never>((_resolve, reject) => (letGo = () => reject(new Error("D1_ERROR: planted"))));
  hung.catch(() => undefined);
  const statement: Record<string, unknown> = {};
  for (const method of ["all", "first", "raw", "run"]) statement[method] = () => hung;
  statement["bind"] = () => statement;
  const prototype = Object.getPrototypeOf(env.DIRECTORY) as D1Database;
  vi.spyOn(prototype, "prepare").mockReturnValue(standInFor<D1PreparedStatement>(statement));
  vi.spyOn(prototype, "batch").mockImplementation(() => hung);
  return { letGo };
}

describe("a directory that hangs, and then fails", () => {
  it("[FAULT-6] keeps people from signing in; those who are send, receive, sync and refresh their tokens", async () => {
    const username = newUsername("ada");
    const [ada, bob] = [await register(username), await register(newUsername("bob"))];
    const id = await openDirect(ada.accessToken, bob.user.id);
    const [phone, other] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
    const { letGo } = hangDirectory();
    const login = callWorker({ method: "POST", path: "/api/auth/login", body: { username, password } });
    phone.send(textMessage(id, "still here"));
    await phone.take("message-ack", ({ seq }) => seq === 1);
    await other.take("new-message", ({ seq }) => seq === 1);
    const { status, body } = await callWorker({
      method: "POST",
      path: "/api/auth/refresh",
      body: { refreshToken: bob.refreshToken },
    });
    expect(status).toBe(200);
    const second = await openLive((body as { accessToken: string }).accessToken);
    await second.sync({ cursors: { [id]: 0 } });
    expect(second.all("new-message").map(({ seq }) => seq)).toEqual([1]);
    letGo();
    expect(codeOf(await login)).toBe("INTERNAL");
    vi.restoreAllMocks();
    const again = await callWorker({ method: "POST", path: "/api/auth/login", body: { username, password } });
    expect(again.status).toBe(200);
  });
});

describe("storage that is full", () => {
  it("[FAULT-3] [FAULT-7] of a conversation: senders are told, and the same message is committed once when there is room", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(bob);
    const [phone, other] = [await alice.live(), await bob.live()];
    const spy = vi.spyOn(EventStore.prototype, "insert").mockImplementation(() => {
      throw full();
    });
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const frame = textMessage(id, "no room");
    phone.send(frame);
    expect(await phone.take("error")).toMatchObject({ code: "INTERNAL", clientMsgId: frame.clientMsgId });
    spy.mockRestore();
    const lines = logged.mock.calls.map(([line]) => String(line));
    const told = lines.filter((line) => line.includes("flush failed") && line.includes(id));
    expect(told[0]).toContain("SQLITE_FULL");
    for (const line of lines) expect(line).not.toContain(contentText(frame.content));
    for (const line of lines) expect(line).not.toContain(frame.clientMsgId);
    phone.send(frame);
    phone.send(frame);
    await phone.take("message-ack", ({ seq }) => seq === 1);
    await other.take("new-message", ({ seq }) => seq === 1);
    const page = await conversation(id).read({ userId: bob.id, from: 0 });
    expect(page).toMatchObject({ summary: { headSeq: 1, unread: 1 } });
  });

  it("[FAULT-3] of a session: its sockets get each event once, the sender's own go on, and its list is right when there is room", async () => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(bob);
    const [phone, other] = [await alice.live(), await bob.live()];
    const note = Reflect.get(Inbox.prototype, "noteDelivery");
    let failed = 0;
    const spy = vi.spyOn(Inbox.prototype, "noteDelivery").mockImplementation(function (this: Inbox, ...args) {
      if (failed++ < 3) throw full();
      return note.call(this, ...args);
    });
    phone.send(textMessage(id, "one"));
    await phone.take("message-ack", ({ seq }) => seq === 1);
    await vi.waitFor(() => expect(failed).toBeGreaterThan(4), { timeout: 5_000 });
    spy.mockRestore();
    phone.send(textMessage(id, "two"));
    await other.take("new-message", ({ seq }) => seq === 2);
    await phone.take("new-message", ({ seq }) => seq === 2);
    for (const socket of [phone, other]) expect(socket.all("new-message").map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await entryOf(bob, id)).toMatchObject({ headSeq: 2, unread: 2 });
  });
});

describe("a member's session", () => {
  it.each([
    ["never answers", holdDeliveries],
    ["always throws", loseDeliveries],
  ])("[FAULT-5] that %s holds back nobody, and has everything when it answers again", async (_name, spoil) => {
    const [owner, ...members] = users(4);
    const [broken] = members;
    if (broken === undefined) throw new Error("no member");
    const id = await makeGroup([owner, ...members]);
    const sockets = await Promise.all([owner, ...members].map((user) => user.live()));
    const { letGo } = spoil(broken);
    for (let n = 0; n < 5; n++) await write(id, owner, 1);
    for (const [index, socket] of sockets.entries()) if (index !== 1) await untilSeqs(socket, id, span(4, 8));
    letGo();
    await write(id, owner, 1);
    const late = sockets[1];
    if (late === undefined) throw new Error("no socket");
    // What came before the rest may have been shown already: a session that cannot tell asks for a sync.
    await vi.waitFor(() =>
      expect(late.history.some(({ type }) => ["new-message", "sync-required"].includes(type))).toBe(true),
    );
    if (late.all("sync-required").length > 0) await late.sync({ cursors: { [id]: 3 } });
    await untilSeqs(late, id, span(4, 9));
    expect(await entryOf(broken, id)).toMatchObject({ headSeq: 9, unread: 6 });
  });
});

describe("a clock that jumps", () => {
  it.each([
    ["an hour back", -3_600_000],
    ["a day ahead", 86_400_000],
  ])("[FAULT-2] %s and back again, between commits: acked, delivered and repeated as ever", async (_name, jumpMs) => {
    const [alice, bob] = [new TestUser(), new TestUser()];
    const id = await alice.open(bob);
    const [phone, other] = [await alice.live(), await bob.live()];
    const frames = [textMessage(id, "before")];
    phone.send(frames[0] as (typeof frames)[0]);
    await other.take("new-message", ({ seq }) => seq === 1);
    const { now } = Date;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => now() + jumpMs);
    for (const [at, text] of [
      [2, "jumped"],
      [3, "still"],
    ] as const) {
      frames.push(textMessage(id, text));
      phone.send(frames[at - 1] as (typeof frames)[0]);
      await other.take("new-message", ({ seq }) => seq === at);
    }
    clock.mockRestore();
    frames.push(textMessage(id, "back"));
    phone.send(frames[3] as (typeof frames)[0]);
    await other.take("new-message", ({ seq }) => seq === 4);
    for (const frame of frames) phone.send(frame);
    const seqsOf = (clientMsgId: string) =>
      phone.all("message-ack").flatMap((ack) => (ack.clientMsgId === clientMsgId ? [ack.seq] : []));
    await vi.waitFor(() =>
      expect(frames.map(({ clientMsgId }) => seqsOf(clientMsgId))).toEqual([1, 2, 3, 4].map((seq) => [seq, seq])),
    );
    const times = other.all("new-message").map(({ createdAt }) => createdAt);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });
});

describe("a consumer", () => {
  it("[JOBS-2] [JOBS-7] [JOBS-8] that fails half-way again and again, then dies and is replayed, does its job once", async () => {
    const queue = new CaughtQueue();
    const halfWay = withFailingDirectory((sql) => sql.includes("audit_event") && "after");
    const payload = { event: "signed-in" as const, userId: newUserId(), deviceId: newDeviceId(), platform: "web" };
    const job = { v: 1 as const, id: crypto.randomUUID(), kind: "account-audit" as const, at: Date.now(), payload };
    for (const attempts of [1, 2]) {
      const { acked } = await deliver([job], { attempts, environment: halfWay });
      expect(acked).toEqual([]);
    }
    expect(await deliver([job], { attempts: maxRetries + 1, environment: halfWay })).toMatchObject({ acked: ["m0"] });
    const path = `/api/admin/dead-letters/${job.id}/replay`;
    expect((await callWorker({ method: "POST", path, token: env.ADMIN_TOKEN })).status).toBe(204);
    expect((await deliver(queue.of(payload.userId))).acked).toEqual(["m0"]);
    queue.restore();
    const query = env.DIRECTORY.prepare("SELECT count(*) AS n FROM audit_event WHERE id = ?");
    expect(await query.bind(job.id).first<number>("n")).toBe(1);
  });
});
