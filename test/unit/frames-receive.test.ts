// What comes in on a socket: what each frame costs, and what faulty and too many frames lead to.
import { beforeEach, describe, expect, it } from "vitest";
import { receiveMessage, type FrameHost } from "../../durable-objects/user-session/socket-frames.ts";
import { TokenBucket } from "../../durable-objects/runtime/token-bucket.ts";
import type { ErrorCode } from "../../schema/protocol/errors.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { defaultLimits } from "../../schema/protocol/limits.ts";
import { FakeConversation, FakeSession, FakeSocket, me } from "../support/fake-session.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

const typing = { type: "typing", conversationId: "nowhere", active: true };

let host: FrameHost;
let phone: FakeSocket;
let closed: ErrorCode[];
let clock: number;

beforeEach(async () => {
  const session = await FakeSession.withKnown(new FakeConversation("a" as ConversationId, 3));
  [closed, clock] = [[], 0];
  host = {
    userId: me,
    limits: defaultLimits,
    conversations: session.conversations,
    changes: { change: () => Promise.resolve({ seq: 1 }) },
    syncHost: session.syncHost,
    frameRate: new TokenBucket(10, 20, 0),
    presence: { watch: () => Promise.resolve({ ok: true }), setActivity: () => {}, catchUp: () => Promise.resolve() },
    now: () => clock,
    close: (_socket, code) => closed.push(code),
    admits: () => true,
    renew: () => Promise.resolve({ ok: true }),
  };
  phone = session.connect();
});

/** The codes of the errors that the message was answered with. */
async function receive(message: unknown): Promise<string[]> {
  await receiveMessage(host, phone.socket, typeof message === "string" ? message : JSON.stringify(message));
  await turn();
  return phone.take().flatMap((frame) => (frame.type === "error" ? [frame.code] : []));
}

describe("a socket", () => {
  it("[LIMIT-5] frames beyond the rate are refused one by one, with the time to wait; faulty ones cost the same", async () => {
    const frames = Array.from({ length: 22 }, (_, i) => (i % 2 === 0 ? typing : { ...typing, extra: 1 }));
    const codes = await receive(frames);
    expect(codes.toSorted()).toEqual([
      ...Array.from({ length: 10 }, () => "CONVERSATION_NOT_FOUND"),
      ...Array.from({ length: 10 }, () => "INVALID_FRAME"),
      "RATE_LIMITED",
      "RATE_LIMITED",
    ]);
    await receiveMessage(host, phone.socket, JSON.stringify(typing));
    expect(phone.take()).toMatchObject([{ code: "RATE_LIMITED", conversationId: "nowhere", retryAfterMs: 100 }]);
    clock += 100;
    expect(await receive(typing)).toEqual(["CONVERSATION_NOT_FOUND"]);
  });

  it("[LIMIT-36] the echo of a probe costs nothing and counts beyond the rate too; any other echo costs as a frame", async () => {
    const echo = (nonce: string) => ({ type: "echo", nonce, requestId: nonce.slice(0, 8) });
    const probe = (): string => {
      phone.socket.sendText('"something unread"');
      phone.socket.hasRoomFor(["x".repeat(1_000_000)], "event");
      return phone.take().flatMap((frame) => (frame.type === "probe" ? [frame.nonce] : []))[0] as string;
    };
    phone = new FakeSocket(100_000);
    await receive(Array.from({ length: 20 }, () => typing));
    expect(await receive(typing)).toEqual(["RATE_LIMITED"]);
    const nonce = probe();
    await receiveMessage(host, phone.socket, JSON.stringify(echo(nonce)));
    await turn();
    expect(phone.take()).toMatchObject([{ type: "done", requestId: nonce.slice(0, 8) }]);
    expect(await receive(echo(nonce))).toEqual(["RATE_LIMITED"]);
    expect(await receive(echo("made-up"))).toEqual(["RATE_LIMITED"]);
  });

  it("[SOCKET-6] stays open after faults, [LIMIT-6] but not after fault upon fault", async () => {
    for (let i = 0; i < defaultLimits.LIMIT_FAULTS_BURST; i++) expect(await receive("{")).toEqual(["INVALID_JSON"]);
    expect(closed).toEqual([]);
    await receive("{");
    expect(closed).toEqual(["RATE_LIMITED"]);
  });

  it("[LIMIT-6] may err now and then for ever", async () => {
    for (let i = 0; i < 300; i++) {
      await receive("{");
      clock += 1_000;
    }
    expect(closed).toEqual([]);
  });

  it("[SOCKET-3] good frames beside faulty ones are carried out", async () => {
    expect(await receive([{ nonsense: true }, { type: "sync", cursors: { a: 2 } }])).toEqual(["INVALID_FRAME"]);
    expect(phone.phase).toBe("live");
  });

  it("[ERR-2] what fails inside says no more than that it did", async () => {
    host.syncHost.inbox.all = () => {
      throw new Error("secret");
    };
    await receiveMessage(host, phone.socket, JSON.stringify({ type: "sync" }));
    await turn();
    const [frame] = phone.take();
    expect(frame).toMatchObject({ type: "error", code: "INTERNAL" });
    expect(JSON.stringify(frame)).not.toContain("secret");
  });
});
