// Scheduled and silent messages on the real actors: alarms, hibernation, crashes, lost answers, what other devices are told.
import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Conversation } from "../../durable-objects/direct/conversation.ts";
import type { UserSession } from "../../durable-objects/user-session/session-actor.ts";
import type { ChangeScheduledBody, ScheduleMessageBody } from "../../schema/protocol/http-scheduled.ts";
import type { ClientMsgId, ConversationId, DeviceId } from "../../schema/protocol/ids.ts";
import { serverFeatures } from "../../schema/protocol/features.ts";
import { pair, session, sessionObject, textMessage, uuidV7, type TestUser } from "../support/actors.ts";
import { add, makeGroup, remove } from "../support/group-actors.ts";
import { actOn, restore, suspend } from "../support/session-acts.ts";

const hour = 3_600_000;
const day = 24 * hour;
const id = "one" as ClientMsgId;

let start = 0;
beforeEach(() => {
  // Tomorrow at eight, so that no test goes beyond a day's end.
  start = (Math.floor(Date.now() / day) + 1) * day + 8 * hour;
  vi.useFakeTimers({ toFake: ["Date"], now: start });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const atHour = (hours: number): number => start + hours * hour;

/** Alice's questions, asked by one of her devices. */
class Asking {
  readonly user: TestUser;
  readonly device: DeviceId;

  constructor(user: TestUser, device: DeviceId) {
    this.user = user;
    this.device = device;
  }

  static async of(user: TestUser): Promise<Asking> {
    return new Asking(user, await user.signIn());
  }

  schedule(conversationId: ConversationId, more: Partial<ScheduleMessageBody> = {}) {
    const content = { type: "text", text: "later" } as const;
    const body = { conversationId, clientMsgId: id, content, sendAt: atHour(1), ...more };
    return this.user.ask(this.device, { kind: "schedule-message", body });
  }

  change(change: ChangeScheduledBody, scheduledId = id) {
    return this.user.ask(this.device, { kind: "change-scheduled", scheduledId, change });
  }

  cancel(scheduledId = id) {
    return this.user.ask(this.device, { kind: "cancel-scheduled", scheduledId });
  }

  async list() {
    const page = await this.user.ask(this.device, { kind: "list-scheduled", limit: 100 });
    if ("refusal" in page) throw new Error(page.refusal.code);
    return page.items;
  }

  /** The alarm rings, if there is one, at this time. */
  ringAt(ms: number): Promise<boolean> {
    vi.setSystemTime(ms);
    return runDurableObjectAlarm(sessionObject(this.user.id));
  }
}

describe("[LATER-1] a scheduled message", () => {
  it("is sent at its time by a session that nobody uses, and arrives like any other", async () => {
    const { alice, bob, id: talk } = await pair();
    const asking = await Asking.of(alice);
    const other = await bob.live();
    expect(await asking.schedule(talk, { silent: true, mentions: [bob.id] })).toMatchObject({ state: "waiting" });
    await session(alice.id).revoke({ grant: alice.grantOf(asking.device) });
    await evictDurableObject(sessionObject(alice.id));
    expect(await asking.ringAt(atHour(1))).toBe(true);
    const { clientMsgId, ...message } = await other.take("new-message");
    expect(message).toMatchObject({
      senderId: alice.id,
      content: { type: "text", text: "later" },
      silent: true,
      mentions: [bob.id],
      unread: 1,
      createdAt: atHour(1),
    });
    expect(clientMsgId).not.toBe(id);
    expect(await (await Asking.of(alice)).list()).toEqual([]);
  });

  it("is sent once and costs what a message costs: nothing is left to do afterwards", async () => {
    const { alice, bob, id: talk } = await pair();
    const [asking, other] = [await Asking.of(alice), await bob.live()];
    await asking.schedule(talk);
    const before = await session(alice.id).budget();
    await asking.ringAt(atHour(1));
    await other.take("new-message");
    await asking.ringAt(atHour(2));
    const after = await session(alice.id).budget();
    expect(after.budgets.messages.used - before.budgets.messages.used).toBe(1);
    expect(other.all("new-message")).toHaveLength(1);
  });
});

describe("[LATER-2] however the attempt is cut off, it is one message:", () => {
  it("the conversation commits and its answer is lost, then the session ends", async () => {
    const { alice, bob, id: talk } = await pair();
    const [asking, other] = [await Asking.of(alice), await bob.live()];
    await asking.schedule(talk);
    const append = Reflect.get(Conversation.prototype, "append");
    const calls = vi.spyOn(Conversation.prototype, "append").mockImplementation(async function (
      this: Conversation,
      request,
    ) {
      await append.call(this, request);
      throw new Error("the answer is lost");
    });
    await asking.ringAt(atHour(1));
    expect(await asking.list()).toMatchObject([{ state: "sending", code: "UNAVAILABLE" }]);
    expect(await asking.cancel()).toMatchObject({ refusal: { code: "TOO_LATE" } });
    calls.mockRestore();
    await abortAllDurableObjects();
    await asking.ringAt(atHour(1) + 10_000);
    expect(await asking.list()).toEqual([]);
    await other.sync({ cursors: { [talk]: 0 } }).catch(() => undefined);
    const device = await bob.signIn();
    const page = await bob.ask(device, { kind: "load-page", conversationId: talk, limit: 10 });
    expect("frames" in page && page.frames).toHaveLength(1);
  });

  it("the session ends between its note and the answer", async () => {
    const { alice, bob, id: talk } = await pair();
    const asking = await Asking.of(alice);
    await asking.schedule(talk);
    const append = Reflect.get(Conversation.prototype, "append");
    let isCut = false;
    vi.spyOn(Conversation.prototype, "append").mockImplementation(async function (this: Conversation, request) {
      const answer = await append.call(this, request);
      if (isCut) return answer;
      isCut = true;
      await runInDurableObject(sessionObject(alice.id), (_, state) => state.abort("cut off")).catch(() => undefined);
      return answer;
    });
    await asking.ringAt(atHour(1)).catch(() => undefined);
    // The platform repeats a ring that was cut off; objects that were cut off with it may need another one.
    for (let minutes = 1; minutes < 9 && (await asking.list()).length > 0; minutes++) {
      vi.setSystemTime(atHour(1) + minutes * 60_000);
      await runInDurableObject(sessionObject(alice.id), (instance) =>
        (instance as UserSession).alarm({ isRetry: true, retryCount: minutes, scheduledTime: Date.now() }),
      );
    }
    expect(await asking.list()).toEqual([]);
    const page = await bob.ask(await bob.signIn(), { kind: "load-page", conversationId: talk, limit: 10 });
    expect("frames" in page && page.frames).toHaveLength(1);
  });
});

describe("[LATER-5] when it is due its sender may not write any more:", () => {
  it("they left the group, and the others see nothing; what they schedule there is refused", async () => {
    const { alice, bob } = await pair();
    const group = await makeGroup([bob, alice]);
    const asking = await Asking.of(alice);
    expect(await asking.schedule(group)).toMatchObject({ state: "waiting" });
    await remove(group, bob, alice);
    await asking.ringAt(atHour(1));
    expect(await asking.list()).toMatchObject([{ state: "failed", code: "CONVERSATION_NOT_FOUND" }]);
    // They come back, and send it then.
    await add(group, bob, alice);
    expect(await alice.ask(asking.device, { kind: "send-scheduled", scheduledId: id })).toMatchObject({
      conversationId: group,
    });
  });

  it("they are suspended", async () => {
    const { alice, id: talk } = await pair();
    const asking = await Asking.of(alice);
    await asking.schedule(talk);
    await suspend(alice, null, actOn(alice.id, "user-suspended"));
    await asking.ringAt(atHour(1));
    await restore(alice, actOn(alice.id, "user-restored"));
    expect(await (await Asking.of(alice)).list()).toMatchObject([{ state: "failed", code: "SUSPENDED" }]);
  });
});

it("[LATER-4] a conversation that the user is not in, or that nobody made, is refused", async () => {
  const { alice, id: talk } = await pair();
  const [mallory, stranger] = [await pair(), await Asking.of((await pair()).alice)];
  expect(await stranger.schedule(talk)).toMatchObject({ refusal: { code: "CONVERSATION_NOT_FOUND" } });
  const group = await makeGroup([mallory.alice]);
  const asking = await Asking.of(alice);
  expect(await asking.schedule(group)).toMatchObject({ refusal: { code: "CONVERSATION_NOT_FOUND" } });
});

describe("[LATER-8] the user's devices", () => {
  it("that know of scheduled messages are told of each change, and by `sync-done` how the list is; others of nothing", async () => {
    const { alice, id: talk } = await pair();
    const asking = await Asking.of(alice);
    const [phone, old] = [await alice.connect(), await alice.live()];
    expect(await phone.sync({ features: [...serverFeatures] })).not.toHaveProperty("scheduled");
    await asking.schedule(talk);
    const { revision } = await phone.take("scheduled-messages-changed");
    const laptop = await alice.connect();
    expect(await laptop.sync({ features: [...serverFeatures] })).toMatchObject({ scheduled: revision });
    await evictDurableObject(sessionObject(alice.id));
    expect(await laptop.sync()).toMatchObject({ scheduled: revision });
    await asking.change({ sendAt: atHour(2) });
    const changed = await phone.take("scheduled-messages-changed");
    expect(changed.revision).not.toBe(revision);
    await asking.ringAt(atHour(2));
    expect((await phone.take("scheduled-messages-changed")).revision).not.toBe(changed.revision);
    await old.take("new-message");
    expect([old.all("scheduled-messages-changed"), await old.sync()]).toMatchObject([[], { type: "sync-done" }]);
    expect(await old.sync()).not.toHaveProperty("scheduled");
  });
});

describe("[LATER-10] a silent message", () => {
  it("carries it live and in pages, and counts as unread; a repeat is the same message whether it says so or not", async () => {
    const { alice, bob, id: talk } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    const message = textMessage(talk, "psst", uuidV7(start));
    phone.send({ ...message, silent: true, mentions: [bob.id] });
    const { seq } = await phone.take("message-ack");
    expect(await other.take("new-message")).toMatchObject({ seq, silent: true, mentions: [bob.id], unread: 1 });
    phone.send({ ...message, mentions: [bob.id] });
    expect(await phone.take("message-ack")).toMatchObject({ seq });
    const page = await bob.ask(await bob.signIn(), { kind: "load-page", conversationId: talk, limit: 10 });
    expect("frames" in page && JSON.parse(page.frames[0] ?? "")).toMatchObject({ silent: true, mentions: [bob.id] });
    phone.send(textMessage(talk, "loud", uuidV7(start)));
    expect(await other.take("new-message", (frame) => frame.seq > seq)).not.toHaveProperty("silent");
  });

  it("keeps the mentions of those who are members, like any other", async () => {
    const { alice, bob } = await pair();
    const { alice: carol } = await pair();
    const group = await makeGroup([alice, bob]);
    const [phone, other] = [await alice.live(), await bob.live()];
    phone.send({ ...textMessage(group, "psst", uuidV7(start)), silent: true, mentions: [bob.id, carol.id] });
    expect(await other.take("new-message")).toMatchObject({ silent: true, mentions: [bob.id] });
  });
});
