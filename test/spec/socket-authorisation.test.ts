// How long a socket is served: as long as its sign-in is in force and its access token, or a newer one, is valid.
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { readLimits } from "../../durable-objects/runtime/limits.ts";
import type { ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import type { SocketAttachment } from "../../schema/rpc/socket-attachment.ts";
import { issueTokens } from "../../workers/accounts/tokens.ts";
import { conversationObject, sessionObject, TestUser, textMessage } from "../support/actors.ts";
import { untilIdle } from "../support/idle-actors.ts";
import type { TestSocket } from "../support/test-socket.ts";

/** An access token of this device as the Worker issues it, valid for `seconds`. */
async function accessTokenOf(user: TestUser, deviceId: DeviceId, seconds = 900): Promise<string> {
  const limits = { ...readLimits(env), ACCESS_TOKEN_SECONDS: seconds };
  const { accessToken } = await issueTokens(user.id, user.grantOf(deviceId), { env, limits });
  return accessToken;
}

/** Changes what survives hibernation with this user's sockets, and lets the session hibernate. */
async function hibernateWith(user: TestUser, change: (attachment: SocketAttachment) => object): Promise<void> {
  await runInDurableObject(sessionObject(user.id), (_session, ctx) => {
    for (const ws of ctx.getWebSockets())
      ws.serializeAttachment(change(ws.deserializeAttachment() as SocketAttachment));
  });
  await evictDurableObject(sessionObject(user.id));
}

const expireSockets = (user: TestUser): Promise<void> =>
  hibernateWith(user, (attachment) => ({ ...attachment, authUntil: Date.now() - 1 }));
const renewIsOverdue = (user: TestUser): Promise<void> =>
  hibernateWith(user, (attachment) => ({ ...attachment, askedAt: Date.now() - 60_000 }));

interface Talk {
  readonly alice: TestUser;
  readonly bob: TestUser;
  readonly id: ConversationId;
  readonly deviceId: DeviceId;
  /** Alice's, caught up. */
  readonly socket: TestSocket;
  readonly other: TestSocket;
}

async function talking(features?: readonly string[]): Promise<Talk> {
  const [alice, bob] = [new TestUser(), new TestUser()];
  const id = await alice.open(bob);
  const deviceId = await alice.signIn();
  const socket = await alice.connect(deviceId);
  socket.send({ type: "sync", ...(features !== undefined && { features: [...features] }) });
  await socket.take("sync-done");
  const other = await bob.live();
  await untilIdle(conversationObject(id));
  return { alice, bob, id, deviceId, socket, other };
}

async function say({ other, id }: Talk, text: string): Promise<void> {
  other.send(textMessage(id, text));
  await other.take("message-ack");
  await untilIdle(conversationObject(id));
}

describe("a socket whose access token has expired", () => {
  it("[SOCKET-20] gets no content of a delivery, but is told once; a renewal and a sync bring it level", async () => {
    const talk = await talking(["renew"]);
    const { alice, id, deviceId, socket, other } = talk;
    await expireSockets(alice);
    await say(talk, "one");
    await say(talk, "two");
    expect(await socket.next()).toMatchObject({ type: "welcome" });
    other.send({ type: "typing", conversationId: id, active: true });
    socket.send({ type: "renew", accessToken: await accessTokenOf(alice, deviceId), requestId: "r" });
    await socket.take("done", ({ requestId }) => requestId === "r");
    expect(socket.all("auth-required")).toHaveLength(1);
    expect(socket.all("new-message")).toEqual([]);
    expect(socket.all("typing")).toEqual([]);
    // Authorised again, but it has not asked for anything yet.
    await say(talk, "three");
    socket.send({ type: "sync", cursors: { [id]: 0 } });
    await socket.take("sync-done");
    await say(talk, "four");
    await socket.take("new-message", ({ seq }) => seq === 4);
    expect(socket.all("new-message").map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    socket.close();
  });

  it("[SOCKET-21] its frames are refused one by one, after auth-required, and not carried out", async () => {
    const talk = await talking(["renew"]);
    const { alice, id, socket } = talk;
    await socket.take("welcome");
    await expireSockets(alice);
    const frame = textMessage(id, "too late");
    socket.send(frame, { type: "typing", conversationId: id, active: true, requestId: "t" });
    expect(await socket.take("auth-required")).toEqual({ type: "auth-required" });
    expect(await socket.take("error")).toMatchObject({ code: "TOKEN_EXPIRED", conversationId: id });
    expect(await socket.take("error")).toMatchObject({ code: "TOKEN_EXPIRED" });
    const refused = socket.all("error").map(({ clientMsgId, requestId }) => clientMsgId ?? requestId);
    expect(new Set(refused)).toEqual(new Set([frame.clientMsgId, "t"]));
    socket.send({ type: "sync", cursors: { [id]: 0 } });
    expect(await socket.take("error")).toMatchObject({ code: "TOKEN_EXPIRED" });
    expect(socket.all("auth-required")).toHaveLength(1);
    expect(socket.all("message-ack")).toEqual([]);
    expect(socket.isOpen).toBe(true);
    socket.close();
  });

  it("[SOCKET-21] a renewal is carried out before the frames that come with it and after it", async () => {
    const { alice, id, deviceId, socket } = await talking(["renew"]);
    await expireSockets(alice);
    const accessToken = await accessTokenOf(alice, deviceId);
    const [one, two] = [textMessage(id, "one"), textMessage(id, "two")];
    socket.send(one, { type: "renew", accessToken, requestId: "r" });
    socket.send(two);
    expect(await socket.take("message-ack")).toMatchObject({ clientMsgId: one.clientMsgId, seq: 1 });
    expect(await socket.take("message-ack")).toMatchObject({ clientMsgId: two.clientMsgId, seq: 2 });
    expect(socket.all("error")).toEqual([]);
    socket.close();
  });

  it.each(["a frame", "a delivery"])(
    "[SOCKET-22] is closed with 4401 by %s a minute after it was told",
    async (touch) => {
      const talk = await talking(["renew"]);
      const { alice, socket } = talk;
      await expireSockets(alice);
      await say(talk, "one");
      await socket.take("auth-required");
      await renewIsOverdue(alice);
      expect(socket.isOpen).toBe(true);
      if (touch === "a frame") socket.send({ type: "echo", nonce: "n" });
      else {
        // The first conversation knows that nobody listens. The next one does not yet.
        const peer = new TestUser();
        const id = await peer.open(alice);
        (await peer.live()).send(textMessage(id, "hello"));
      }
      expect(await socket.closed()).toEqual({ code: 4401, reason: "TOKEN_EXPIRED" });
      expect(socket.all("new-message")).toEqual([]);
    },
  );

  it.each([{ features: [] }, { features: ["edits"] }])(
    "[SOCKET-22] is closed at once if its client cannot renew it: it understands $features",
    async ({ features }) => {
      const talk = await talking(features);
      await expireSockets(talk.alice);
      await say(talk, "one");
      expect(await talk.socket.closed()).toEqual({ code: 4401, reason: "TOKEN_EXPIRED" });
      expect(talk.socket.all("new-message")).toEqual([]);
    },
  );

  it("[SOCKET-23] costs nothing while idle: no alarm, no frame", async () => {
    const { alice, socket } = await talking(["renew"]);
    const received = socket.waiting.length;
    const alarm = (): Promise<number | null> =>
      runInDurableObject(sessionObject(alice.id), (_session, ctx) => ctx.storage.getAlarm());
    const before = await alarm();
    await expireSockets(alice);
    await renewIsOverdue(alice);
    expect(await alarm()).toBe(before);
    expect(socket.waiting).toHaveLength(received);
    expect(socket.isOpen).toBe(true);
    socket.close();
  });
});

describe("a renewal", () => {
  it("[SOCKET-24] keeps a socket authorised beyond its first token, and never shortens it", async () => {
    const { alice, deviceId, socket } = await talking(["renew"]);
    const authUntil = (): Promise<number | undefined> =>
      runInDurableObject(sessionObject(alice.id), (_session, ctx) => {
        const [attachment] = ctx.getWebSockets().map((ws) => ws.deserializeAttachment() as SocketAttachment);
        return attachment?.authUntil;
      });
    const renewWith = async (seconds: number): Promise<void> => {
      const accessToken = await accessTokenOf(alice, deviceId, seconds);
      socket.send({ type: "renew", accessToken, requestId: `for ${seconds}` });
      await socket.take("done", ({ requestId }) => requestId === `for ${seconds}`);
    };
    await hibernateWith(alice, (attachment) => ({ ...attachment, authUntil: Date.now() + 900_000 }));
    const first = (await authUntil()) ?? 0;
    await renewWith(3_600);
    const longer = (await authUntil()) ?? 0;
    expect(longer).toBeGreaterThan(first + 2_000_000);
    await renewWith(60);
    expect(await authUntil()).toBe(longer);
    // Nothing was missed, so that nothing has to be asked for.
    expect(socket.all("auth-required")).toEqual([]);
    socket.close();
  });

  it("[SOCKET-24] takes a token of the same user, device and family only", async () => {
    const { alice, bob, deviceId, socket } = await talking(["renew"]);
    const refusalOf = async (accessToken: string): Promise<unknown> => {
      socket.send({ type: "renew", accessToken, requestId: "r" });
      const { code, requestId } = await socket.take("error");
      return [code, requestId];
    };
    const [aliceOther, bobs] = [await alice.signIn(), await bob.signIn()];
    expect(await refusalOf("x")).toEqual(["NOT_AUTHENTICATED", "r"]);
    expect(await refusalOf(await accessTokenOf(alice, aliceOther))).toEqual(["NOT_AUTHENTICATED", "r"]);
    expect(await refusalOf(await accessTokenOf(bob, bobs))).toEqual(["NOT_AUTHENTICATED", "r"]);
    expect(await refusalOf(await accessTokenOf(alice, deviceId, -60))).toEqual(["TOKEN_EXPIRED", "r"]);
    expect(socket.isOpen).toBe(true);
    socket.close();
  });
});

describe("a sign-in and its sockets end together", () => {
  it("[DEVICE-10] signing in again on a known device ends its sockets and its access tokens at once", async () => {
    const { alice, deviceId, socket } = await talking(["renew"]);
    const before = alice.callerOf(deviceId);
    await alice.signIn(deviceId);
    expect(await socket.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
    const question = { kind: "list-devices" } as const;
    expect(await alice.session.ask({ ...before, question })).toMatchObject({ refusal: { code: "DEVICE_SIGNED_OUT" } });
    const devices = await alice.ask(deviceId, question);
    expect("refusal" in devices ? devices : devices.filter(({ current }) => current)).toMatchObject([{ id: deviceId }]);
  });

  it.each(["a frame", "a delivery"])(
    "[DEVICE-11] %s compares the family: a socket of an earlier one is closed",
    async (touch) => {
      const talk = await talking(["renew"]);
      const { alice, deviceId, socket } = talk;
      // As if the new sign-in had committed, and a crash had come before it closed the sockets.
      await runInDurableObject(sessionObject(alice.id), (_session, { storage }) => {
        storage.sql.exec("UPDATE device SET family = 'another' WHERE id = ?", deviceId);
      });
      await evictDurableObject(sessionObject(alice.id));
      if (touch === "a frame") socket.send({ type: "echo", nonce: "n" });
      else await say(talk, "one");
      expect(await socket.closed()).toEqual({ code: 4401, reason: "DEVICE_SIGNED_OUT" });
      expect(socket.all("new-message")).toEqual([]);
    },
  );

  it.each(["a frame", "a delivery"])(
    "[SOCKET-25] a socket that the version before accepted names no family: %s closes it with 4401, and its client comes back",
    async (touch) => {
      const talk = await talking();
      const { alice, id, deviceId, socket } = talk;
      await hibernateWith(alice, ({ family: _family, authUntil: _until, ...earlier }) => earlier);
      if (touch === "a frame") socket.send({ type: "echo", nonce: "n" });
      else await say(talk, "one");
      expect(await socket.closed()).toEqual({ code: 4401, reason: "TOKEN_EXPIRED" });
      expect(socket.all("new-message")).toEqual([]);
      const next = await alice.connect(deviceId);
      next.send({ type: "sync", cursors: { [id]: 0 } });
      await next.take("sync-done");
      next.close();
    },
  );

  it("[SOCKET-25] a Worker of the version before names only the device, and is served", async () => {
    const alice = new TestUser();
    const deviceId = await alice.signIn();
    expect(await alice.session.ask({ deviceId, question: { kind: "list-devices" } })).toMatchObject([{ id: deviceId }]);
    const { webSocket } = await alice.session.fetch("https://klatch.test/ws", {
      headers: { upgrade: "websocket", "klatch-device-id": deviceId },
    });
    expect(webSocket).not.toBeNull();
    webSocket?.accept();
    await alice.signIn(deviceId);
    const open = await runInDurableObject(sessionObject(alice.id), (_session, ctx) => ctx.getWebSockets().length);
    expect(open).toBe(0);
  });
});
