// Threads, over HTTP and sockets: the whole way through Worker, sessions and conversation.
import { beforeAll, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { ThreadResult } from "../../schema/protocol/http-threads.ts";
import { newClientMsgId, openLive } from "../support/people.ts";
import { callConversation as call, startTalk } from "../support/talk.ts";
import { codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let eve: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  ({ ada, bob, eve, talk } = await startTalk());
});

const submission = (text: string, thread?: unknown) => ({
  clientMsgId: newClientMsgId(),
  content: { type: "text", text },
  ...(thread !== undefined && { thread }),
});
const send = (who: SessionResult, text: string, thread?: unknown, to = talk): Promise<HttpAnswer> =>
  call(who, "POST", `${to}/messages`, submission(text, thread));
async function sent(who: SessionResult, text: string, thread?: number): Promise<number> {
  const { status, body } = await send(who, text, thread);
  expect(status).toBe(201);
  return (body as { seq: number }).seq;
}

it("[THREAD-1] [THREAD-3] [THREAD-4] [THREAD-5] a thread is written, read in pages, followed and counted over HTTP", async () => {
  const root = await sent(ada, "root");
  const [first, second] = [await sent(bob, "first", root), await sent(bob, "second", root)];
  const at = `${talk}/messages/${root}/thread`;
  const { status, body } = await call(ada, "GET", `${at}?limit=1`);
  expect(status).toBe(200);
  const page = body as ThreadResult;
  expect(page).toMatchObject({
    root: { seq: root, content: { text: "root" } },
    events: [{ seq: second, thread: root, content: { text: "second" } }],
    before: second,
    after: null,
    headSeq: second,
  });
  expect(page.states[root]?.thread).toMatchObject({ count: 2, mine: true });
  expect((await call(ada, "GET", `${at}?after=0`)).body).toMatchObject({ events: [{ seq: first }, { seq: second }] });
  expect((await call(ada, "DELETE", `${at}/follow`)).body).toEqual({ conversationId: talk, seq: root, follows: false });
  expect((await call(ada, "GET", `${talk}/states?seqs=${root}`)).body).toMatchObject({
    states: { [root]: { thread: { count: 2 } } },
  });
  expect((await call(ada, "PUT", `${talk}/messages/${first}/thread/follow`)).body).toMatchObject({ seq: root });
  expect((await call(bob, "DELETE", `${talk}/messages/${second}`)).status).toBe(200);
  const after = (await call(bob, "GET", at)).body as ThreadResult;
  expect(after.events).toMatchObject([{ seq: first }, { seq: second, content: { type: "gone" } }]);
  expect(after.states[root]?.thread?.count).toBe(1);
});

it("[THREAD-2] hostile threads are refused, and nothing is stored", async () => {
  const root = await sent(ada, "alone");
  for (const thread of [0, -1, 1.5, "1", 1e308, null, {}]) {
    const answer = await send(bob, "reply", thread);
    expect([answer.status, codeOf(answer)]).toEqual([400, "INVALID_REQUEST"]);
  }
  expect(codeOf(await send(bob, "reply", 9_999))).toBe("MESSAGE_NOT_FOUND");
  const at = `${talk}/messages/${root}/thread`;
  for (const query of ["before=1&after=1", "limit=0", "limit=201", "after=-1", "x=1"])
    expect((await call(bob, "GET", `${at}?${query}`)).status).toBe(400);
  for (const [method, path] of [
    ["GET", at],
    ["PUT", `${at}/follow`],
    ["DELETE", `${at}/follow`],
  ] as const)
    expect(codeOf(await call(eve, method, path))).toBe("CONVERSATION_NOT_FOUND");
  expect(codeOf(await call(bob, "GET", `${talk}/messages/9999/thread`))).toBe("MESSAGE_NOT_FOUND");
  expect((await call(bob, "GET", at)).body).toMatchObject({ events: [], states: {}, headSeq: root });
});

it("[THREAD-1] a socket sends a reply and gets those of others with their thread", async () => {
  const root = await sent(ada, "by socket");
  const socket = await openLive(bob.accessToken);
  socket.send({
    type: "send-message",
    conversationId: talk,
    clientMsgId: newClientMsgId() as ClientMsgId,
    content: { type: "text", text: "over a socket" },
    thread: root,
  });
  const event = await socket.take("new-message", ({ thread }) => thread === root);
  expect(event).toMatchObject({ thread: root, content: { text: "over a socket" } });
});
