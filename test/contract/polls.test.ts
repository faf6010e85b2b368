// Polls over HTTP and sockets: the whole way through Worker, sessions and conversation.
import { beforeAll, describe, expect, it } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import { makeGroup } from "../support/group-http.ts";
import { newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let eve: SessionResult;
let group: ConversationId;
beforeAll(async () => {
  [ada, bob, eve] = [
    await register(newUsername("ada")),
    await register(newUsername("bob")),
    await register(newUsername("eve")),
  ];
  group = (await makeGroup(ada, [bob, eve])).id;
});

const call = (who: SessionResult, method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
  callWorker({
    method,
    path: `/api/conversations/${path}`,
    token: who.accessToken,
    ...(body !== undefined && { body }),
  });
const poll = (extra: object = {}) => ({
  type: "poll",
  question: "Where do we meet?",
  options: ["Office", "Park", "Here"],
  ...extra,
});
async function send(who: SessionResult, content: object, to = group): Promise<number> {
  const { body } = await call(who, "POST", `${to}/messages`, { clientMsgId: newClientMsgId(), content });
  return (body as { seq: number }).seq;
}
const vote = (who: SessionResult, seq: number, options: unknown, to = group): Promise<HttpAnswer> =>
  call(who, "PUT", `${to}/messages/${seq}/vote`, { options });
async function stateOf(who: SessionResult, seq: number, of = group): Promise<object | undefined> {
  const { body } = await call(who, "GET", `${of}/states?seqs=${seq}`);
  return (body as { states: Record<string, { poll?: object }> }).states[seq]?.poll;
}
const faultOf = async (answer: Promise<HttpAnswer>): Promise<readonly [unknown, unknown]> => {
  const { body } = await answer;
  const { code, pointer } = body as { code?: string; pointer?: string };
  return [code, pointer];
};

describe("over HTTP", () => {
  it("[POLL-2] [POLL-8] votes, and who voted for what, in pages", async () => {
    const seq = await send(ada, poll({ multiple: true }));
    expect(await stateOf(ada, seq)).toBeUndefined();
    expect((await vote(bob, seq, [2, 0])).body).toEqual({ conversationId: group, seq: seq + 1 });
    await vote(eve, seq, [0]);
    expect((await vote(eve, seq, [0])).body).toMatchObject({ seq: seq + 2 });
    expect(await stateOf(bob, seq)).toEqual({ counts: [2, 0, 1], voters: 2, mine: [0, 2] });
    expect(await stateOf(ada, seq)).toEqual({ counts: [2, 0, 1], voters: 2 });
    const list = async (query: string) =>
      (await call(ada, "GET", `${group}/messages/${seq}/votes?${query}`)).body as {
        items: { userId: string; options: number[] }[];
        next: string | null;
      };
    expect((await list("option=2")).items).toEqual([{ userId: bob.user.id, options: [0, 2], seq: seq + 1 }]);
    const first = await list("option=0&limit=1");
    const second = await list(`option=0&limit=1&cursor=${first.next ?? ""}`);
    expect([...first.items, ...second.items].map(({ userId }) => userId).toSorted()).toEqual(
      [bob.user.id, eve.user.id].toSorted(),
    );
    await vote(bob, seq, []);
    expect((await list("")).items.map(({ userId }) => userId)).toEqual([eve.user.id]);
  });

  it("[POLL-3] [POLL-1] refuses with a code and the field, whatever comes in", async () => {
    const seq = await send(ada, poll());
    for (const [options, pointer] of [
      [[1e308], "/options/0"],
      [[-1], "/options/0"],
      [[0.5], "/options/0"],
      [["0"], "/options/0"],
      [[3], "/options/0"],
      [[99], "/options/0"],
      [[0, 0], "/options"],
      [[0, 1], "/options"],
      [Array.from({ length: 500 }, () => 0), "/options"],
      [{ 0: 0 }, "/options"],
      ["0", "/options"],
      [null, "/options"],
    ] as const)
      expect([JSON.stringify(options), await faultOf(vote(bob, seq, options))]).toEqual([
        JSON.stringify(options),
        ["INVALID_REQUEST", pointer],
      ]);
    const text = await send(ada, { type: "text", text: "no poll" });
    for (const at of [text, text + 1, 0])
      expect([at, codeOf(await vote(bob, at, [0]))]).toEqual([at, "MESSAGE_NOT_FOUND"]);
    expect(codeOf(await call(bob, "POST", `${group}/messages/${seq}/close`))).toBe("FORBIDDEN");
    expect(codeOf(await call(ada, "PATCH", `${group}/messages/${seq}`, { content: poll({ question: "?" }) }))).toBe(
      "FORBIDDEN",
    );
    expect(codeOf(await call(ada, "PATCH", `${group}/messages/${text}`, { content: poll() }))).toBe("INVALID_REQUEST");
    expect(await stateOf(ada, seq)).toBeUndefined();
    for (const [content, field] of [
      [poll({ question: " " }), "question"],
      [poll({ question: "x".repeat(301) }), "question"],
      [poll({ options: ["one"] }), "options"],
      [poll({ options: ["One", " one "] }), "options"],
      [poll({ options: ["ｏｎｅ", "one"] }), "options"],
      [poll({ options: ["a  b", "a b"] }), "options"],
      [poll({ options: ["one", "x".repeat(101)] }), "options/1"],
      [poll({ options: ["one", ""] }), "options/1"],
      [poll({ options: Array.from({ length: 13 }, (_, index) => String(index)) }), "options"],
      [poll({ multiple: "yes" }), "multiple"],
      [poll({ votes: [1] }), "votes"],
    ] as const)
      expect([
        JSON.stringify(content),
        await faultOf(call(ada, "POST", `${group}/messages`, { clientMsgId: newClientMsgId(), content })),
      ]).toEqual([JSON.stringify(content), ["INVALID_REQUEST", `/content/${field}`]]);
    expect(
      await send(
        ada,
        poll({ question: "x".repeat(300), options: Array.from({ length: 12 }, (_, n) => `${n}`.padEnd(100, "x")) }),
      ),
    ).toBe(text + 1);
  });

  it("[POLL-4] a closed poll stays closed, and says by whom", async () => {
    const seq = await send(bob, poll());
    await vote(eve, seq, [1]);
    const closing = await call(bob, "POST", `${group}/messages/${seq}/close`);
    expect([closing.status, closing.body]).toEqual([200, { conversationId: group, seq: seq + 2 }]);
    expect((await call(ada, "POST", `${group}/messages/${seq}/close`)).body).toMatchObject({ seq: seq + 2 });
    expect(codeOf(await vote(eve, seq, [0]))).toBe("POLL_CLOSED");
    expect(await stateOf(eve, seq)).toEqual({
      counts: [0, 1, 0],
      voters: 1,
      mine: [1],
      closedBy: bob.user.id,
      closedAt: expect.any(Number) as number,
    });
  });

  it("[POLL-11] a poll that is forwarded by itself is a new one; among others nobody votes in it", async () => {
    const talk = await openDirect(ada.accessToken, bob.user.id);
    const seq = await send(ada, poll());
    await vote(bob, seq, [1]);
    const forward = async (merged: boolean): Promise<number> => {
      const body = {
        clientMsgId: newClientMsgId(),
        from: { conversationId: group, seqs: [seq] },
        merged,
      };
      const { body: acked } = await call(bob, "POST", `${talk}/forwards`, body);
      return (acked as { items: { seq: number }[] }).items[0]?.seq ?? 0;
    };
    const [copy, together] = [await forward(false), await forward(true)];
    expect((await call(ada, "GET", `${talk}/messages/${copy}`)).body).toMatchObject({
      event: { senderId: bob.user.id, content: poll(), forwardedFrom: { senderId: ada.user.id } },
    });
    expect(await stateOf(bob, copy, talk)).toBeUndefined();
    await vote(ada, copy, [0], talk);
    expect(await stateOf(ada, copy, talk)).toEqual({ counts: [1, 0, 0], voters: 1, mine: [0] });
    expect(codeOf(await call(ada, "POST", `${talk}/messages/${copy}/close`))).toBe("FORBIDDEN");
    expect((await call(ada, "GET", `${talk}/messages/${together}`)).body).toMatchObject({
      event: { content: { type: "forward", items: [{ content: poll() }] } },
    });
    expect(codeOf(await vote(ada, together, [0], talk))).toBe("MESSAGE_NOT_FOUND");
    expect(await stateOf(ada, seq)).toEqual({ counts: [0, 1, 0], voters: 1 });
  });

  it("[POLL-1] a poll is sent silently, quoted, answered in a thread, at a time, and hidden", async () => {
    const first = await send(ada, poll());
    const body = { clientMsgId: newClientMsgId(), content: poll(), silent: true, thread: first };
    const quoting = { ...body, replyTo: `${group}:${first}` };
    const sent = await call(ada, "POST", `${group}/messages`, quoting);
    const { seq } = sent.body as { seq: number };
    expect((await call(bob, "GET", `${group}/messages/${seq}`)).body).toMatchObject({
      event: { silent: true, thread: first, replyTo: `${group}:${first}`, content: poll() },
    });
    await vote(bob, seq, [0]);
    expect(await stateOf(bob, seq)).toMatchObject({ mine: [0] });
    const asAda = (method: string, path: string, of?: object): Promise<HttpAnswer> =>
      callWorker({ method, path, token: ada.accessToken, ...(of !== undefined && { body: of }) });
    const later = {
      clientMsgId: newClientMsgId(),
      conversationId: group,
      content: poll(),
      sendAt: Date.now() + 600_000,
    };
    expect((await asAda("POST", "/api/scheduled-messages", later)).status).toBe(201);
    const gone = await asAda("POST", `/api/scheduled-messages/${later.clientMsgId}/send`);
    const { seq: at } = gone.body as { seq: number };
    await vote(bob, at, [1]);
    expect(await stateOf(ada, at)).toEqual({ counts: [0, 1, 0], voters: 1 });
    await call(bob, "DELETE", `${group}/messages/${at}?for=me`);
    expect(codeOf(await vote(bob, at, [0]))).toBe("MESSAGE_NOT_FOUND");
    expect(await stateOf(ada, at)).toEqual({ counts: [0, 1, 0], voters: 1 });
  });

  it("[POLL-8] [POLL-7] who leaves keeps their vote, and sees no later one", async () => {
    const dan = await register(newUsername("dan"));
    const asAda = (method: string, path: string, body?: unknown): Promise<HttpAnswer> =>
      callWorker({ method, path, token: ada.accessToken, ...(body !== undefined && { body }) });
    await asAda("POST", `/api/groups/${group}/members`, { userIds: [dan.user.id] });
    const seq = await send(ada, poll());
    await vote(dan, seq, [0]);
    await asAda("DELETE", `/api/groups/${group}/members/${dan.user.id}`);
    await vote(bob, seq, [0]);
    expect(await stateOf(eve, seq)).toEqual({ counts: [2, 0, 0], voters: 2 });
    expect(await stateOf(dan, seq)).toEqual({ counts: [1, 0, 0], voters: 1, mine: [0] });
    expect(codeOf(await vote(dan, seq, [1]))).toBe("CONVERSATION_NOT_FOUND");
  });
});

describe("on sockets", () => {
  it("[POLL-6] [CHANGE-9] an anonymous vote: the voter's devices know it, the others only that somebody voted", async () => {
    const seq = await send(ada, poll({ anonymous: true }));
    const [phone, tablet] = [await openLive(bob.accessToken), await openLive(bob.accessToken)];
    const others = [await openLive(ada.accessToken), await openLive(eve.accessToken)];
    const opId = newClientMsgId() as OpId;
    phone.send({ type: "vote", opId, conversationId: group, seq, options: [1], requestId: "v" });
    expect(await phone.take("done", ({ requestId }) => requestId === "v")).toMatchObject({ seq: seq + 1 });
    const isIt = ({ targetSeq }: { readonly targetSeq: number }): boolean => targetSeq === seq;
    for (const own of [phone, tablet])
      expect(await own.take("vote-changed", isIt)).toMatchObject({ senderId: bob.user.id, options: [1] });
    for (const other of others) {
      const event = await other.take("vote-changed", isIt);
      expect(event).toMatchObject({ seq: seq + 1, counts: [0, 1, 0], voters: 1 });
      expect(JSON.stringify(event)).not.toContain(bob.user.id);
      expect(Object.keys(event)).not.toContain("options");
    }
    for (const who of [ada, eve]) {
      const page = JSON.stringify((await call(who, "GET", `${group}/messages?after=${seq}&limit=5`)).body);
      expect(page).toContain("vote-changed");
      expect(page).not.toContain(bob.user.id);
      expect(codeOf(await call(who, "GET", `${group}/messages/${seq}/votes`))).toBe("FORBIDDEN");
      expect(await stateOf(who, seq)).toEqual({ counts: [0, 1, 0], voters: 1 });
    }
    const own = JSON.stringify((await call(bob, "GET", `${group}/messages?after=${seq}&limit=5`)).body);
    expect(own).toContain(`"senderId":"${bob.user.id}","options":[1]`);
    // A device that was away learns it as it catches up.
    const late = await openLive(bob.accessToken);
    late.send({ type: "sync", cursors: { [group]: seq } });
    expect(await late.take("vote-changed", isIt)).toMatchObject({ senderId: bob.user.id, options: [1] });
    const theirs = await openLive(eve.accessToken);
    theirs.send({ type: "sync", cursors: { [group]: seq } });
    expect(JSON.stringify(await theirs.take("vote-changed", isIt))).not.toContain(bob.user.id);
    for (const socket of [phone, tablet, ...others, late, theirs]) socket.close();
  });

  it("[POLL-2] a repeat under the same id is answered as the first was, over either way", async () => {
    const seq = await send(ada, poll());
    const phone = await openLive(bob.accessToken);
    const opId = newClientMsgId() as OpId;
    phone.send({ type: "vote", opId, conversationId: group, seq, options: [1], requestId: "1" });
    phone.send({
      type: "vote",
      opId: newClientMsgId() as OpId,
      conversationId: group,
      seq,
      options: [2],
      requestId: "2",
    });
    phone.send({ type: "vote", opId, conversationId: group, seq, options: [1], requestId: "3" });
    for (const [requestId, event] of [
      ["1", seq + 1],
      ["2", seq + 2],
      ["3", seq + 1],
    ] as const)
      expect(await phone.take("done", (one) => one.requestId === requestId)).toMatchObject({ seq: event });
    const body = { opId, options: [1] };
    expect((await call(bob, "PUT", `${group}/messages/${seq}/vote`, body)).body).toMatchObject({ seq: seq + 1 });
    expect(await stateOf(bob, seq)).toEqual({ counts: [0, 0, 1], voters: 1, mine: [2] });
    phone.close();
  });
});
