// What becomes of messages, over HTTP and sockets: the whole way through Worker, sessions and conversation.
import { runInDurableObject } from "cloudflare:test";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import type { MessagesResult } from "../../schema/protocol/http-conversations.ts";
import { sessionObject } from "../support/actors.ts";
import { newClientMsgId, openLive } from "../support/people.ts";
import { callConversation as call, startTalk } from "../support/talk.ts";
import { callWorker, codeOf, type HttpAnswer } from "../support/worker-http.ts";

let ada: SessionResult;
let bob: SessionResult;
let eve: SessionResult;
let talk: ConversationId;
beforeAll(async () => {
  ({ ada, bob, eve, talk } = await startTalk());
});

const text = (words: string) => ({ content: { type: "text" as const, text: words } });
async function send(who: SessionResult, words: string, to = talk): Promise<number> {
  const { body } = await call(who, "POST", `${to}/messages`, { clientMsgId: newClientMsgId(), ...text(words) });
  return (body as { seq: number }).seq;
}
async function done(answer: Promise<HttpAnswer>): Promise<number> {
  const { status, body } = await answer;
  expect([status, status === 200 ? 0 : body]).toEqual([200, 0]);
  return (body as { seq: number }).seq;
}
const refusal = async (answer: Promise<HttpAnswer>): Promise<string> => String(codeOf(await answer));
const page = async (who: SessionResult, query: string, of = talk): Promise<MessagesResult> =>
  (await call(who, "GET", `${of}/messages?${query}`)).body as MessagesResult;

describe("over HTTP", () => {
  it("[CHANGE-1] [CHANGE-4] [CHANGE-5] pages, single messages, edits, reactions and pins show what became of a message", async () => {
    const seq = await send(ada, "first");
    const at = `${talk}/messages/${seq}`;
    const edited = await done(call(ada, "PATCH", at, { opId: newClientMsgId(), ...text("second") }));
    await done(call(bob, "PUT", `${at}/reactions/${encodeURIComponent("👍🏿")}`));
    await done(call(ada, "PUT", `${at}/reactions/${encodeURIComponent("👍")}`));
    const pinned = await done(call(bob, "PUT", `${at}/pin`));
    const state = {
      asOf: pinned,
      content: { type: "text", text: "second" },
      editedAt: expect.any(Number) as number,
      reactions: [{ emoji: "👍", count: 2, mine: true }],
      pinned: true,
    };
    expect((await page(ada, `around=${seq}&limit=2`)).states).toEqual({ [seq]: state });
    expect((await call(bob, "GET", at)).body).toMatchObject({ event: { seq, content: text("first").content }, state });
    expect((await call(bob, "GET", `${talk}/states?seqs=${seq},9999`)).body).toEqual({
      headSeq: pinned,
      states: { [seq]: state },
    });
    expect((await call(bob, "GET", `${at}/edits`)).body).toMatchObject({
      items: [
        { seq, ...text("first") },
        { seq: edited, ...text("second") },
      ],
      next: null,
    });
    expect((await call(bob, "GET", `${at}/reactions`)).body).toMatchObject({
      items: [ada, bob]
        .map(({ user }) => ({ userId: user.id, emoji: "👍" }))
        .toSorted((a, b) => (a.userId < b.userId ? -1 : 1)),
    });
    expect((await call(ada, "GET", `${talk}/pins`)).body).toMatchObject({
      items: [{ event: { seq }, state, pinnedBy: bob.user.id }],
    });
    await done(call(ada, "DELETE", `${at}/pin`));
    expect((await call(ada, "GET", `${talk}/pins`)).body).toEqual({ items: [], next: null });
  });

  it("[CHANGE-8] refuses with a code what may not be done, and nothing comes of it", async () => {
    const seq = await send(ada, "mine");
    const at = `${talk}/messages/${seq}`;
    expect(await refusal(call(bob, "PATCH", at, text("not mine")))).toBe("FORBIDDEN");
    expect(await refusal(call(bob, "DELETE", at))).toBe("FORBIDDEN");
    expect(await refusal(call(ada, "PATCH", at, text("  ")))).toBe("CONTENT_BLANK");
    expect(await refusal(call(ada, "PATCH", at, text("x".repeat(17_000))))).toBe("CONTENT_TOO_LARGE");
    for (const emoji of ["ok", "👍👍", "🏽", "a".repeat(65), "%F0%9F"])
      expect([emoji, await refusal(call(ada, "PUT", `${at}/reactions/${encodeURIComponent(emoji)}`))]).toEqual([
        emoji,
        "INVALID_REQUEST",
      ]);
    for (const where of ["99999", "0", "-1", "1e3", "x"])
      expect([where, await refusal(call(ada, "PUT", `${talk}/messages/${where}/pin`))]).toEqual([
        where,
        "MESSAGE_NOT_FOUND",
      ]);
    expect(await refusal(call(eve, "GET", at))).toBe("CONVERSATION_NOT_FOUND");
    expect(await refusal(call(ada, "GET", `${talk}/messages?around=1&before=2`))).toBe("INVALID_REQUEST");
    const { headSeq, states } = await page(ada, "limit=1");
    expect([headSeq, states]).toEqual([seq, {}]);
  });

  it("[CHANGE-2] [CHANGE-3] an edit after fifteen minutes and a recall after two are too late", async () => {
    const seq = await send(ada, "long ago");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 121_000 });
    try {
      expect(await refusal(call(ada, "DELETE", `${talk}/messages/${seq}`))).toBe("TOO_LATE");
      await done(call(ada, "PATCH", `${talk}/messages/${seq}`, text("not so long ago")));
      vi.setSystemTime(Date.now() + 900_000);
      // The access token lives as long, so a new one is asked for.
      expect(["TOO_LATE", "TOKEN_EXPIRED"]).toContain(
        await refusal(call(ada, "PATCH", `${talk}/messages/${seq}`, text("too late"))),
      );
    } finally {
      vi.useRealTimers();
    }
  });

  it("[CHANGE-3] what was recalled is in no inbox, of who listens or not, and not in its file", async () => {
    const seq = await send(ada, "PRIVATE WORDS");
    const inboxOf = async (who: SessionResult): Promise<string> =>
      runInDurableObject(sessionObject(who.user.id), (_, { storage }) =>
        JSON.stringify(storage.sql.exec("SELECT summary FROM inbox").toArray()),
      );
    await callWorker({ method: "GET", path: "/api/conversations", token: bob.accessToken });
    expect(await inboxOf(bob)).toContain("PRIVATE WORDS");
    // Nobody listens: after one more message nothing is delivered to Bob's session, and his inbox still shows the first.
    await send(ada, "something else");
    expect(await inboxOf(bob)).toContain("PRIVATE WORDS");
    await done(call(ada, "DELETE", `${talk}/messages/${seq}`));
    await vi.waitFor(async () => expect(await inboxOf(bob)).not.toContain("PRIVATE"), 5_000);
    const inbox = await callWorker({ method: "GET", path: "/api/conversations", token: bob.accessToken });
    expect(JSON.stringify(inbox.body)).not.toContain("PRIVATE");
    expect(JSON.stringify((await page(bob, "limit=10")).events)).not.toContain("PRIVATE");
    expect((await page(bob, "limit=10")).states?.[seq]).toMatchObject({
      recalled: { senderId: ada.user.id, reason: "sender" },
    });
  });
});

describe("on sockets", () => {
  it("[CHANGE-9] a change is carried out in order with messages, and answered by `done` with its event", async () => {
    const [phone, peer] = [await openLive(ada.accessToken), await openLive(bob.accessToken)];
    const opId = newClientMsgId() as OpId;
    const seq = await send(ada, "over a socket");
    phone.send({ type: "edit-message", opId, conversationId: talk, seq, ...text("edited"), requestId: "r1" });
    phone.send({ type: "react", opId, conversationId: talk, seq, emoji: "👍", active: true, requestId: "r2" });
    phone.send({ type: "recall-message", conversationId: talk, seq, requestId: "r3" });
    phone.send({ type: "pin-message", opId, conversationId: talk, seq, active: true, requestId: "r4" });
    for (const [index, requestId] of ["r1", "r2", "r3"].entries())
      expect((await phone.take("done", (one) => one.requestId === requestId)).seq).toBe(seq + 1 + index);
    expect(await phone.take("error", (one) => one.requestId === "r4")).toMatchObject({ code: "MESSAGE_NOT_FOUND" });
    expect(await peer.take("message-recalled", ({ targetSeq }) => targetSeq === seq)).toMatchObject({
      seq: seq + 3,
      reason: "sender",
    });
    phone.send({ type: "hide-messages", conversationId: talk, seqs: [seq], requestId: "r5" });
    expect(await phone.take("messages-hidden")).toMatchObject({ seqs: [seq], hides: 1 });
    expect(await phone.take("done", (one) => one.requestId === "r5")).not.toHaveProperty("seq");
  });
});
