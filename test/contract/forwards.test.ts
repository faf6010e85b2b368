// Forwarding over HTTP: the server copies what the caller may see.
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { forwardResultShape } from "../../schema/protocol/forwards.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import { messagesResultShape } from "../../schema/protocol/http-conversations.ts";
import { newGroupId, type ConversationId } from "../../schema/protocol/ids.ts";
import type { NewMessageFrame } from "../../schema/protocol/events/new-message.ts";
import { newClientMsgId, newUsername, openDirect, openLive, register } from "../support/people.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let eve: SessionResult;
/** Of Ada and Bob; of Ada and Eve. */
let between: ConversationId;
let other: ConversationId;
beforeAll(async () => {
  [ada, bob, eve] = (await Promise.all(["ada", "bob", "eve"].map(async (name) => register(newUsername(name))))) as [
    SessionResult,
    SessionResult,
    SessionResult,
  ];
  between = await openDirect(ada.accessToken, bob.user.id);
  other = await openDirect(ada.accessToken, eve.user.id);
});

const post = (path: string, body: unknown, { accessToken }: SessionResult = ada): Promise<HttpAnswer> =>
  callWorker({ method: "POST", path, body, token: accessToken });

async function say(
  id: ConversationId,
  content: object | string,
  by: SessionResult,
  more: object = {},
): Promise<number> {
  const said = typeof content === "string" ? { type: "text", text: content } : content;
  const answer = await post(
    `/api/conversations/${id}/messages`,
    { clientMsgId: newClientMsgId(), content: said, ...more },
    by,
  );
  expect(answer.status).toBe(201);
  return (answer.body as { readonly seq: number }).seq;
}

const forward = (to: string, body: object, by = ada): Promise<HttpAnswer> =>
  post(`/api/conversations/${to}/forwards`, { clientMsgId: newClientMsgId(), merged: false, ...body }, by);

async function messagesOf(id: ConversationId, by: SessionResult): Promise<readonly NewMessageFrame[]> {
  const page = await callWorker({ method: "GET", path: `/api/conversations/${id}/messages`, token: by.accessToken });
  const { events } = v.parse(messagesResultShape, page.body);
  return events.filter((event) => event.type === "new-message");
}

describe("forwarding", () => {
  it("[KIND-6] copies messages one by one with their authors, and a repeat makes nothing twice", async () => {
    const seqs = [await say(between, "one", bob, { mentions: ["all"] }), await say(between, "two", ada)];
    const socket = await openLive(eve.accessToken);
    const asked = { clientMsgId: newClientMsgId(), from: { conversationId: between, seqs } };
    const first = await forward(other, asked);
    expect(first.status).toBe(201);
    const { items } = v.parse(forwardResultShape, first.body);
    expect(items.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(await socket.take("new-message", ({ seq }) => seq === 1)).toMatchObject({
      senderId: ada.user.id,
      content: { type: "text", text: "one" },
      forwardedFrom: { senderId: bob.user.id, senderName: bob.user.displayName },
    });
    const repeat = await forward(other, asked);
    expect(repeat.body).toEqual(first.body);
    expect(codeOf(await forward(other, { ...asked, merged: true }))).toBe("DUPLICATE_MESSAGE");
    const messages = await messagesOf(other, eve);
    expect(
      messages.map(({ content, mentions, forwardedFrom }) => [content, mentions, forwardedFrom?.senderId]),
    ).toEqual([
      [{ type: "text", text: "one" }, undefined, bob.user.id],
      [{ type: "text", text: "two" }, undefined, ada.user.id],
    ]);
  });

  it("[KIND-6] of a forwarded message the author stays who wrote it", async () => {
    const seq = await say(between, "mine", bob);
    const { items } = v.parse(
      forwardResultShape,
      (await forward(other, { from: { conversationId: between, seqs: [seq] } })).body,
    );
    const notes = await openDirect(eve.accessToken, eve.user.id);
    const from = { conversationId: other, seqs: [items[0]?.seq] };
    expect((await forward(notes, { from }, eve)).status).toBe(201);
    expect((await messagesOf(notes, eve)).at(-1)).toMatchObject({ forwardedFrom: { senderId: bob.user.id } });
  });

  it("[KIND-6] makes one message of several, which may be forwarded within another", async () => {
    const seqs = [await say(between, "first", ada), await say(between, "second", bob)];
    const merged = await forward(other, { merged: true, from: { conversationId: between, seqs: seqs.toReversed() } });
    const [ack] = v.parse(forwardResultShape, merged.body).items;
    const title = `${ada.user.displayName}, ${bob.user.displayName}`;
    const said = {
      type: "forward",
      title,
      items: [
        { senderName: ada.user.displayName, content: { type: "text", text: "first" } },
        { senderName: bob.user.displayName, content: { type: "text", text: "second" } },
      ],
    };
    expect((await messagesOf(other, eve)).at(-1)).toMatchObject({ seq: ack?.seq, content: said });
    const again = await forward(other, { merged: true, from: { conversationId: other, seqs: [ack?.seq] } });
    expect(again.status).toBe(201);
    expect((await messagesOf(other, eve)).at(-1)).toMatchObject({ content: { items: [{ content: said }] } });
  });

  it("[KIND-7] refuses what the caller cannot see or pass on, and stores nothing", async () => {
    const seq = await say(between, "secret", bob);
    const before = (await messagesOf(other, eve)).length;
    await env.CONVERSATION.getByName(between).erase({ seqs: [seq] });
    const hers = await openDirect(eve.accessToken, bob.user.id);
    const kept = await say(between, "kept", bob);
    const of = (conversationId: string, seqs: readonly number[]) => ({ from: { conversationId, seqs } });
    const refusals = await Promise.all(
      [
        of(between, [kept, seq]),
        of(between, [kept, 10_000]),
        of(hers, [1]),
        of(newGroupId(), [1]),
        of(between, []),
        of(
          between,
          Array.from({ length: 101 }, (_, at) => at + 1),
        ),
        of(between, [0]),
      ].map(async (asked) => {
        const answer = await forward(other, asked);
        return [codeOf(answer), (answer.body as { readonly pointer?: string }).pointer];
      }),
    );
    expect(refusals).toEqual([
      ["MESSAGE_NOT_FOUND", "/from/seqs/1"],
      ["MESSAGE_NOT_FOUND", "/from/seqs/1"],
      ["CONVERSATION_NOT_FOUND", "/from/conversationId"],
      ["CONVERSATION_NOT_FOUND", "/from/conversationId"],
      ["INVALID_REQUEST", "/from/seqs"],
      ["INVALID_REQUEST", "/from/seqs"],
      ["INVALID_REQUEST", "/from/seqs/0"],
    ]);
    expect(codeOf(await forward(between, of(other, [1]), eve))).toBe("CONVERSATION_NOT_FOUND");
    expect(await messagesOf(other, eve)).toHaveLength(before);
  });

  it("[KIND-6] [KIND-7] forwards the newest text, and nothing that was recalled or that the caller has hidden", async () => {
    const [edited, recalled, hidden] = [
      await say(between, "draft", ada),
      await say(between, "oops", ada),
      await say(between, "noise", bob),
    ];
    const call = (method: "PATCH" | "DELETE", seq: number, rest = "", body?: object): Promise<HttpAnswer> =>
      callWorker({
        method,
        path: `/api/conversations/${between}/messages/${seq}${rest}`,
        token: ada.accessToken,
        ...(body !== undefined && { body }),
      });
    expect((await call("PATCH", edited, "", { content: { type: "text", text: "final" } })).status).toBe(200);
    expect((await call("DELETE", recalled)).status).toBe(200);
    expect((await call("DELETE", hidden, "?for=me")).status).toBe(200);
    const of = (seq: number) => forward(other, { from: { conversationId: between, seqs: [seq] } });
    expect(codeOf(await of(recalled))).toBe("MESSAGE_NOT_FOUND");
    expect(codeOf(await of(hidden))).toBe("MESSAGE_NOT_FOUND");
    expect((await of(edited)).status).toBe(201);
    expect((await messagesOf(other, eve)).at(-1)).toMatchObject({ content: { type: "text", text: "final" } });
  });

  it("[KIND-6] nobody edits the words of another that they have forwarded", async () => {
    const seqs = [await say(between, "as I said it", bob)];
    const { items } = v.parse(
      forwardResultShape,
      (await forward(other, { from: { conversationId: between, seqs } })).body,
    );
    const edited = await callWorker({
      method: "PATCH",
      path: `/api/conversations/${other}/messages/${items[0]?.seq}`,
      token: ada.accessToken,
      body: { content: { type: "text", text: "as I never said it" } },
    });
    expect(codeOf(edited)).toBe("FORBIDDEN");
  });

  it("[KIND-7] costs what reading and sending costs: two requests, a call for the page and one to send, a message each", async () => {
    const [dora, carl] = [await register(newUsername("dora")), await register(newUsername("carl"))];
    const talk = await openDirect(dora.accessToken, carl.user.id);
    const notes = await openDirect(dora.accessToken, dora.user.id);
    const seqs = [await say(talk, "one", dora), await say(talk, "two", dora), await say(talk, "three", dora)];
    const spent = async (): Promise<Readonly<Record<string, number>>> => {
      const path = `/api/admin/users/${dora.user.id}/budget`;
      const { body } = await callWorker({ method: "GET", path, token: env.ADMIN_TOKEN });
      const { budgets } = body as { readonly budgets: Readonly<Record<string, { readonly used: number }>> };
      return Object.fromEntries(Object.entries(budgets).map(([name, { used }]) => [name, used]));
    };
    const before = await spent();
    expect((await forward(notes, { from: { conversationId: talk, seqs: seqs.slice(0, 2) } }, dora)).status).toBe(201);
    const after = await spent();
    const cost = (name: string): number => (after[name] ?? 0) - (before[name] ?? 0);
    expect(["requests", "calls", "rows", "messages", "deliveries"].map(cost)).toEqual([2, 2, 2, 2, 2]);
  });

  it("[KIND-6] nobody claims that a message of their own is another's", async () => {
    const content = { type: "forward", title: "Bob", items: [] };
    const claims = [
      { content },
      { content: { type: "text", text: "x" }, forwardedFrom: { senderId: bob.user.id, senderName: "Bob" } },
    ];
    for (const claim of claims) {
      const answer = await post(`/api/conversations/${other}/messages`, { clientMsgId: newClientMsgId(), ...claim });
      expect(codeOf(answer)).toBe("INVALID_REQUEST");
    }
  });
});
