// From a frame to the log, on the real actors: acks, duplicates, refusals per item.
import { listDurableObjectIds, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { contentText } from "../../sdk/client/content-text.ts";
import { directConversationId, newUserId, type MessageId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { conversation, conversationObject, pair, seqsOf, TestUser, textMessage, uuidV7 } from "../support/actors.ts";

describe("sending", () => {
  it("[SEND-1] [ORDER-1] [ORDER-3] an ack to the sending socket, the event to every device in seq order", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    const frames = Array.from({ length: 20 }, (_, i) => textMessage(id, `message ${i + 1}`));
    phone.send(...frames);
    for (const [index, { clientMsgId }] of frames.entries()) {
      const seq = index + 1;
      expect(await phone.take("message-ack", (ack) => ack.seq === seq)).toMatchObject({
        clientMsgId,
        messageId: `${id}:${seq}`,
      });
    }
    for (const socket of [phone, laptop, other]) {
      await socket.take("new-message", ({ seq }) => seq === 20);
      expect(seqsOf(socket)).toEqual(frames.map((_, i) => i + 1));
      expect(socket.all("new-message").map(({ content }) => content)).toEqual(frames.map(({ content }) => content));
    }
    expect([...laptop.all("message-ack"), ...other.all("message-ack")]).toEqual([]);
  });

  it("[SEND-2] a repeat, on any socket, gets the first ack again and is one message", async () => {
    const { alice, bob, id } = await pair();
    const [phone, laptop, other] = [await alice.live(), await alice.live(), await bob.live()];
    const frame = textMessage(id, "once");
    phone.send(frame, frame);
    const [first, second] = [await phone.take("message-ack"), await phone.take("message-ack")];
    laptop.send(frame);
    const third = await laptop.take("message-ack");
    expect([second, third]).toEqual([first, first]);
    phone.send(textMessage(id, "next"));
    await other.take("new-message", ({ seq }) => seq === 2);
    expect(seqsOf(other)).toEqual([1, 2]);
  });

  it("[SEND-3] an id used again for other content is refused, and nothing is stored", async () => {
    const { alice, id } = await pair();
    const phone = await alice.live();
    const frame = textMessage(id, "one");
    phone.send(frame);
    await phone.take("message-ack");
    phone.send({ ...frame, content: { type: "text", text: "another" } });
    expect(await phone.take("error")).toMatchObject({
      code: "DUPLICATE_MESSAGE",
      clientMsgId: frame.clientMsgId,
      conversationId: id,
    });
    expect(await phone.sync({ cursors: { [id]: 0 } })).toBeTruthy();
    expect(Math.max(...seqsOf(phone))).toBe(1);
  });

  it("[SEND-4] a repeat of an id without a time, or older than ten minutes, is found too", async () => {
    const { alice, id } = await pair();
    const phone = await alice.live();
    const late = uuidV7(Date.now() - 86_400_000);
    for (const clientMsgId of ["my-own-id" as typeof late, late]) {
      const frame = textMessage(id, "hello", clientMsgId);
      phone.send(frame);
      const ack = await phone.take("message-ack");
      phone.send(frame);
      expect(await phone.take("message-ack")).toEqual(ack);
    }
  });

  it("[SEND-5] an id from the future is refused", async () => {
    const { alice, id } = await pair();
    const phone = await alice.live();
    phone.send(textMessage(id, "hello", uuidV7(Date.now() + wireLimits.clientClockLeewayMs + 60_000)));
    expect(await phone.take("error")).toMatchObject({ code: "CLOCK_AHEAD" });
  });

  it("[SEND-7] a poisonous item in a batch fails alone", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    phone.send(textMessage(id, "zero"));
    await phone.take("message-ack");
    await runInDurableObject(conversationObject(id), (_, state) => {
      state.storage.sql.exec(
        "CREATE TRIGGER poison BEFORE INSERT ON log_0 WHEN NEW.bodies LIKE '%poison%' BEGIN SELECT RAISE(ABORT, 'planted'); END",
      );
    });
    const frames = ["one", "poison", "two", "more poison", "three"].map((text) => textMessage(id, text));
    phone.send(...frames);
    const errors = [await phone.take("error"), await phone.take("error")];
    expect(errors).toMatchObject([
      { code: "INTERNAL", clientMsgId: frames[1]?.clientMsgId },
      { code: "INTERNAL", clientMsgId: frames[3]?.clientMsgId },
    ]);
    await other.take("new-message", ({ seq }) => seq === 4);
    const texts = other.all("new-message").map(({ seq, content }) => [seq, contentText(content)]);
    expect(texts).toEqual(["zero", "one", "two", "three"].map((text, index) => [index + 1, text]));
    expect(phone.all("message-ack").map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it("[SEND-9] sockets and HTTP share one order", async () => {
    const { alice, bob, id } = await pair();
    const deviceId = await alice.signIn();
    const [phone, other] = [await alice.connect(deviceId), await bob.live()];
    await phone.sync();
    const texts = Array.from({ length: 30 }, (_, i) => `message ${i}`);
    const httpSeqs: number[] = [];
    for (const [index, text] of texts.entries()) {
      if (index % 2 === 0) phone.send(textMessage(id, text));
      else {
        const body = { clientMsgId: uuidV7(), content: { type: "text", text } } as const;
        const ack = await alice.ask(deviceId, { kind: "send-message", conversationId: id, body });
        httpSeqs.push("refusal" in ack ? 0 : ack.seq);
      }
    }
    expect(httpSeqs).toEqual(texts.flatMap((_, index) => (index % 2 === 0 ? [] : [index + 1])));
    await other.take("new-message", ({ seq }) => seq === texts.length);
    expect(other.all("new-message").map(({ content }) => contentText(content))).toEqual(texts);
  });

  it("[SEND-10] a conversation one is not in is refused, and no actor is made for its name", async () => {
    const { id } = await pair();
    const eve = new TestUser();
    const socket = await eve.live();
    const namespace = env.CONVERSATION;
    const before = (await listDurableObjectIds(namespace)).length;
    const invented = directConversationId(eve.id, newUserId());
    for (const foreign of [id, invented]) {
      socket.send(textMessage(foreign, "let me in"));
      expect(await socket.take("error")).toMatchObject({ code: "CONVERSATION_NOT_FOUND", conversationId: foreign });
    }
    expect((await listDurableObjectIds(namespace)).length).toBe(before);
    const answer = await conversation(id).append({
      senderId: eve.id,
      items: [{ clientMsgId: uuidV7(), body: "{}", bodyHash: "" }],
    });
    expect(answer).toEqual([{ refusal: { code: "CONVERSATION_NOT_FOUND" } }]);
  });

  it("[SEND-11] a reply names an event of the same conversation that exists", async () => {
    const { alice, id } = await pair();
    const phone = await alice.live();
    phone.send(textMessage(id, "question"));
    const { messageId } = await phone.take("message-ack");
    phone.send({ ...textMessage(id, "answer"), replyTo: messageId });
    expect(await phone.take("new-message", ({ seq }) => seq === 2)).toMatchObject({ replyTo: messageId });
    const reply = (replyTo: string) => ({ ...textMessage(id, "nothing"), replyTo: replyTo as MessageId });
    phone.send(reply(`${id}:99`));
    expect(await phone.take("error")).toMatchObject({ code: "SEQ_OUT_OF_RANGE" });
    phone.send(reply(`direct_another:1`));
    expect(await phone.take("error")).toMatchObject({ code: "INVALID_FRAME" });
  });

  it("[ORDER-4] pages of history cover the log without gap or overlap", async () => {
    const { alice, id } = await pair();
    const deviceId = await alice.signIn();
    const phone = await alice.connect(deviceId);
    phone.send(...Array.from({ length: 25 }, (_, i) => textMessage(id, `message ${i}`)));
    await phone.take("message-ack", ({ seq }) => seq === 25);
    const load = async (page: { before?: number; after?: number }) => {
      const loaded = await alice.ask(deviceId, { kind: "load-page", conversationId: id, limit: 10, ...page });
      if ("refusal" in loaded) throw new Error(loaded.refusal.code);
      return { ...loaded, seqs: loaded.frames.map((frame) => (JSON.parse(frame) as { seq: number }).seq) };
    };
    const backwards: number[] = [];
    for (let page = await load({}); ; page = await load({ before: page.before })) {
      backwards.unshift(...page.seqs);
      if (page.before === null) break;
    }
    const forwards: number[] = [];
    for (let page = await load({ after: 0 }); ; page = await load({ after: page.after })) {
      forwards.push(...page.seqs);
      if (page.after === null) break;
    }
    const all = Array.from({ length: 25 }, (_, i) => i + 1);
    expect(backwards).toEqual(all);
    expect(forwards).toEqual(all);
  });
});
