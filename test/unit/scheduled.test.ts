// Scheduled messages in their sender's session: what is stored, sent, refused, changed and forgotten.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { uuidV7TimeMs, type ClientMsgId, type ConversationId, type MessageId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { refused } from "../../schema/rpc/conversation.ts";
import { decideOutcome, giveUpAfterMs } from "../../durable-objects/user-session/scheduled/decide-outcome.ts";
import { Scheduling, startMs, talk } from "../support/scheduling.ts";

const hour = 3_600_000;
const at = startMs + hour;
const one = "one" as ClientMsgId;
const codeOf = (answer: unknown): string | undefined => (answer as { refusal?: { code: string } }).refusal?.code;

let world: Scheduling;
beforeEach(() => {
  world = new Scheduling();
});

describe("[LATER-1] a scheduled message", () => {
  it("is sent at its time and not before, with all that belongs to it, and is gone from the list", async () => {
    const more = { silent: true, replyTo: `${talk}:3` as MessageId, mentions: [] } as const;
    expect(world.schedule("one", at, { ...more, mentions: [] })).toMatchObject({
      id: "one",
      state: "waiting",
      sendAt: at,
    });
    expect(world.sending.dueAt()).toBe(at);
    expect(world.armed).toBe(1);
    await world.ringAt(at - 1);
    expect(world.asked).toEqual([]);
    await world.ringAt(at);
    const [[id, body] = []] = [...world.log];
    expect(JSON.parse(body ?? "")).toEqual({ content: { type: "text", text: "text of one" }, ...more });
    expect(uuidV7TimeMs(id ?? "")).toBe(at);
    expect([world.all(), world.sending.dueAt()]).toEqual([[], null]);
  });

  it("goes in the order of the times, also when the server was away", async () => {
    world.schedule("late", at + 2);
    world.schedule("first", at);
    world.schedule("second", at + 1);
    world.schedule("not yet", at + 10 * hour);
    world.restart();
    await world.ringAt(at + hour);
    expect(world.texts).toEqual(["text of first", "text of second", "text of late"]);
    expect(world.all().map(({ id }) => id)).toEqual(["not yet"]);
  });

  it("is listed in pages, those due first before others", () => {
    for (const n of [5, 3, 4, 1, 2]) world.schedule(`m${n}`, at + n);
    const ids: string[] = [];
    let cursor: string | undefined;
    do {
      const page = world.scheduled.list(cursor, 2);
      if ("refusal" in page) throw new Error("refused");
      ids.push(...page.items.map(({ id }) => id));
      cursor = page.next ?? undefined;
    } while (cursor !== undefined);
    expect(ids).toEqual(["m1", "m2", "m3", "m4", "m5"]);
    expect(world.scheduled.list("no_cursor_of_ours", 9)).toMatchObject({ next: null });
  });
});

describe("[LATER-3] a request that is repeated", () => {
  it("schedules once, whatever order its fields came in, and is refused for another request", () => {
    const first = world.schedule("one", at, { silent: true, mentions: [] });
    expect(world.schedule("one", at, { mentions: [], silent: true })).toEqual(first);
    expect(codeOf(world.schedule("one", at + 1, { silent: true, mentions: [] }))).toBe("DUPLICATE_MESSAGE");
    expect(codeOf(world.schedule("one", at))).toBe("DUPLICATE_MESSAGE");
    expect(world.all()).toHaveLength(1);
  });

  it("gets what it scheduled as it is now, also when its time is past", () => {
    world.schedule("one", at);
    world.scheduled.change(one, { sendAt: at + hour });
    world.nowMs = at + 1;
    expect(world.schedule("one", at)).toMatchObject({ sendAt: at + hour });
  });

  it("schedules nothing again for a day after it was cancelled or sent", async () => {
    world.schedule("one", startMs + 40 * hour);
    world.scheduled.cancel(one);
    world.schedule("two", at);
    await world.ringAt(at);
    expect(codeOf(world.schedule("one", startMs + 40 * hour))).toBe("NOT_FOUND");
    expect(codeOf(world.schedule("two", at))).toBe("NOT_FOUND");
    expect(codeOf(world.schedule("two", at + hour))).toBe("DUPLICATE_MESSAGE");
    world.nowMs = at + 25 * hour;
    expect(world.schedule("one", startMs + 40 * hour)).toMatchObject({ state: "waiting" });
    // What is forgotten takes no room.
    expect(world.storage.sql.exec("SELECT id FROM scheduled_ended").toArray()).toEqual([]);
  });
});

describe("[LATER-4] refused, and nothing is stored or charged:", () => {
  it.each([0, startMs - 1, startMs, startMs + wireLimits.maxScheduleAheadMs + 1])("sendAt %i", (sendAt) => {
    expect(world.schedule("one", sendAt)).toEqual({ refusal: { code: "INVALID_REQUEST", pointer: "/sendAt" } });
    world.schedule("one", at);
    const { paid } = world;
    expect(codeOf(world.scheduled.change(one, { sendAt }))).toBe("INVALID_REQUEST");
    expect([world.all()[0]?.sendAt, world.paid]).toEqual([at, paid]);
  });

  it("a content that could not be sent, another conversation's message as the one that it answers, a conversation that was left", () => {
    const blank = { content: { type: "text", text: " \u200b" } } as const;
    expect(codeOf(world.schedule("one", at, blank))).toBe("CONTENT_BLANK");
    const large = { content: { type: "text", text: "x".repeat(wireLimits.maxContentBytes) } } as const;
    expect(codeOf(world.schedule("one", at, large))).toBe("CONTENT_TOO_LARGE");
    expect(world.schedule("one", at, { replyTo: "direct_b:1" as MessageId })).toEqual({
      refusal: { code: "INVALID_FRAME", pointer: "/replyTo" },
    });
    world.left.add("group_x" as ConversationId);
    expect(codeOf(world.schedule("one", at, { conversationId: "group_x" as ConversationId }))).toBe(
      "CONVERSATION_NOT_FOUND",
    );
    expect([world.all(), world.paid, world.told]).toEqual([[], { rows: 0 }, []]);
  });

  it("the 101st, until another is sent or cancelled", () => {
    for (let n = 0; n < wireLimits.maxScheduledMessages; n++) world.schedule(`m${n}`, at);
    expect(codeOf(world.schedule("one", at))).toBe("TOO_MANY");
    world.scheduled.cancel("m5" as ClientMsgId);
    expect(world.schedule("one", at)).toMatchObject({ id: "one" });
  });

  it("what the user's budgets do not allow", () => {
    world.schedule("one", at);
    world.isPoor = true;
    expect(codeOf(world.schedule("two", at))).toBe("RATE_LIMITED");
    expect(codeOf(world.scheduled.change(one, { sendAt: at + 1 }))).toBe("RATE_LIMITED");
    expect(codeOf(world.scheduled.cancel(one))).toBe("RATE_LIMITED");
    world.isPoor = false;
    expect(world.all()).toMatchObject([{ id: "one", sendAt: at }]);
    expect(world.paid).toMatchObject({ changes: 1, bytes: 48 });
  });
});

describe("[LATER-5] refused when it is due", () => {
  it.each(["CONVERSATION_NOT_FOUND", "MUTED", "READ_ONLY", "FORBIDDEN", "SEQ_OUT_OF_RANGE", "TOO_MANY"] as const)(
    "with %s, it has failed and stays, and is not sent by itself",
    async (code) => {
      world.schedule("one", at);
      world.fate = refused(code, 5_000);
      await world.ringAt(at);
      expect(world.all()).toMatchObject([{ id: "one", state: "failed", code }]);
      expect(world.sending.dueAt()).toBeNull();
      world.fate = "ack";
      await world.ringAt(at + 48 * hour);
      expect(world.log.size).toBe(0);
    },
  );

  it("because its sender is suspended: the conversation is not asked", async () => {
    world.schedule("one", at);
    world.suspended = true;
    await world.ringAt(at);
    expect(world.asked).toEqual([]);
    expect(world.all()).toMatchObject([{ state: "failed", code: "SUSPENDED" }]);
  });

  it("for now, it waits as long as it is told, and longer each time", async () => {
    world.schedule("one", at);
    world.fate = refused("RATE_LIMITED", 60_000);
    await world.ringAt(at);
    expect(world.all()).toMatchObject([{ state: "waiting", code: "RATE_LIMITED" }]);
    expect(world.sending.dueAt()).toBe(at + 60_000);
    world.fate = refused("CLOCK_AHEAD");
    await world.ringAt(at + 60_000);
    expect(world.sending.dueAt()).toBe(at + 64_000);
    world.fate = "ack";
    await world.ringAt(at + 64_000);
    expect(world.texts).toEqual(["text of one"]);
  });

  it("for now, for more than a day: it has failed", async () => {
    world.schedule("one", at);
    world.fate = refused("RATE_LIMITED");
    await world.ringAt(at + giveUpAfterMs);
    expect(world.all()).toMatchObject([{ state: "waiting" }]);
    await world.ringAt(at + giveUpAfterMs + 10_000);
    expect(world.all()).toMatchObject([{ state: "failed", code: "RATE_LIMITED" }]);
  });

  it("a new time lets it wait again; a new text alone does not", async () => {
    world.schedule("one", at);
    world.fate = refused("MUTED");
    await world.ringAt(at);
    expect(world.scheduled.change(one, { content: { type: "text", text: "later" } })).toMatchObject({
      state: "failed",
    });
    const waiting = world.scheduled.change(one, { sendAt: at + hour });
    expect(waiting).toMatchObject({ state: "waiting", sendAt: at + hour });
    expect(waiting).not.toHaveProperty("code");
    world.fate = "ack";
    await world.ringAt(at + hour);
    expect(world.texts).toEqual(["later"]);
    expect(uuidV7TimeMs([...world.log.keys()][0] ?? "")).toBe(at + hour);
  });
});

describe("[LATER-6] changed or cancelled", () => {
  it("before it is sent: it says what was said last, at the time that was chosen last", async () => {
    world.schedule("one", at, { silent: true, replyTo: `${talk}:1` as MessageId });
    world.scheduled.change(one, { sendAt: at + hour, silent: false, replyTo: `${talk}:2` as MessageId });
    world.scheduled.change(one, { content: { type: "text", text: "changed" } });
    await world.ringAt(at);
    expect(world.log.size).toBe(0);
    await world.ringAt(at + hour);
    expect([...world.log.values()]).toEqual([`{"content":{"type":"text","text":"changed"},"replyTo":"${talk}:2"}`]);
  });

  it("is not sent once the call has returned, and a repeat succeeds", async () => {
    world.schedule("one", at);
    expect(world.scheduled.cancel(one)).toEqual({ ok: true });
    await world.ringAt(at);
    expect(world.log.size).toBe(0);
    expect(world.scheduled.cancel(one)).toEqual({ ok: true });
    expect(codeOf(world.scheduled.change(one, { sendAt: at + 1 }))).toBe("NOT_FOUND");
  });

  it("while others are sent at the same ring: it is not sent", async () => {
    const conversations = Array.from({ length: 12 }, (_, n) => `group_${n}` as ConversationId);
    for (const conversationId of conversations) world.schedule(`in ${conversationId}`, at, { conversationId });
    let answer = (): void => {};
    world.hold = new Promise((resolve) => (answer = resolve));
    const ringing = world.ringAt(at);
    const [first, last] = ["in group_0", "in group_11"] as [ClientMsgId, ClientMsgId];
    // Some are on their way, the others have not had their turn.
    expect(codeOf(world.scheduled.cancel(first))).toBe("TOO_LATE");
    expect(world.scheduled.cancel(last)).toEqual({ ok: true });
    answer();
    await ringing;
    expect(world.texts).toHaveLength(11);
    expect(world.texts).not.toContain("text of in group_11");
  });

  it("is refused with TOO_LATE while it is on its way, while that is not known, and once it is sent", async () => {
    world.schedule("one", at);
    let answer = (): void => {};
    world.hold = new Promise((resolve) => (answer = resolve));
    world.fate = "lost-answer";
    const ringing = world.ringAt(at);
    const tooLate = (): void => {
      expect(codeOf(world.scheduled.cancel(one))).toBe("TOO_LATE");
      expect(codeOf(world.scheduled.change(one, { sendAt: at + hour }))).toBe("TOO_LATE");
    };
    tooLate();
    // Nor is it sent twice beside itself.
    expect(codeOf(await world.scheduled.sendNow(one))).toBe("UNAVAILABLE");
    await world.ring();
    answer();
    await ringing;
    expect(world.all()).toMatchObject([{ state: "sending", code: "UNAVAILABLE" }]);
    tooLate();
    [world.hold, world.fate] = [null, "ack"];
    await world.ringAt(at + hour);
    expect([world.all(), world.asked.length, world.log.size]).toEqual([[], 2, 1]);
    tooLate();
  });

  it("of which nobody knows after a day whether it was sent: it can be sent again, as the same message, or discarded", async () => {
    world.schedule("one", at);
    world.schedule("two", at);
    world.fate = "lost-answer";
    await world.ringAt(at);
    await world.ringAt(at + giveUpAfterMs + hour);
    expect(world.all()).toMatchObject([
      { state: "failed", code: "UNAVAILABLE" },
      { state: "failed", code: "UNAVAILABLE" },
    ]);
    expect(codeOf(world.scheduled.change(one, { sendAt: world.nowMs + hour }))).toBe("TOO_LATE");
    expect(world.scheduled.cancel("two" as ClientMsgId)).toEqual({ ok: true });
    world.fate = "ack";
    expect(await world.scheduled.sendNow(one)).toMatchObject({ seq: 1 });
    expect([world.all(), world.log.size]).toEqual([[], 2]);
  });

  it("is refused with NOT_FOUND for what was never scheduled", async () => {
    expect(codeOf(world.scheduled.cancel(one))).toBe("NOT_FOUND");
    expect(codeOf(world.scheduled.change(one, { sendAt: at }))).toBe("NOT_FOUND");
    expect(codeOf(await world.scheduled.sendNow(one))).toBe("NOT_FOUND");
  });
});

describe("[LATER-7] sent at once", () => {
  it("is committed before its time, under an id of this time, and a repeat gets the first ack", async () => {
    world.schedule("one", at);
    const ack = await world.scheduled.sendNow(one);
    expect(ack).toMatchObject({ seq: 1, conversationId: talk });
    expect(uuidV7TimeMs("clientMsgId" in ack ? ack.clientMsgId : "")).toBe(startMs);
    expect(await world.scheduled.sendNow(one)).toEqual(ack);
    await world.ringAt(at);
    expect(world.log.size).toBe(1);
  });

  it("and refused: for now it goes by itself as soon as it may, else it has failed", async () => {
    world.schedule("one", at);
    world.fate = refused("RATE_LIMITED", 7_000);
    expect(await world.scheduled.sendNow(one)).toEqual({ refusal: { code: "RATE_LIMITED", retryAfterMs: 7_000 } });
    expect(world.all()).toMatchObject([{ state: "waiting", sendAt: startMs }]);
    world.fate = refused("READ_ONLY");
    await world.ringAt(startMs + 7_000);
    expect(world.all()).toMatchObject([{ state: "failed", code: "READ_ONLY" }]);
    world.fate = "ack";
    expect(await world.scheduled.sendNow(one)).toMatchObject({ seq: 1 });
  });
});

it("[LATER-8] every change has a revision of its own, also when the list is as long as before; none when it is empty", () => {
  const seen = new Set<string | null>();
  const changes = [
    () => world.schedule("one", at),
    () => world.schedule("two", at),
    () => world.scheduled.cancel(one),
    () => world.schedule("three", at),
    () => world.scheduled.change("two" as ClientMsgId, { sendAt: at + 1 }),
    () => world.scheduled.change("two" as ClientMsgId, { sendAt: at }),
  ];
  for (const change of changes) {
    change();
    expect(world.told.at(-1)).toBe(world.table.revision);
    expect(seen).not.toContain(world.table.revision);
    seen.add(world.table.revision);
  }
  world.restart();
  expect(seen).toContain(world.table.revision);
  world.scheduled.cancel("two" as ClientMsgId);
  world.scheduled.cancel("three" as ClientMsgId);
  expect(world.table.revision).toBeNull();
});

it("[LATER-9] the bytes of what was said are not in the file any more, once it is changed, cancelled or sent", async () => {
  const folder = mkdtempSync(join(tmpdir(), "klatch-scheduled-"));
  try {
    const path = join(folder, "session.sqlite");
    world = new Scheduling(path);
    const secrets = ["changed", "cancelled", "sent", "sent at once"].map((name) => `the secret that is ${name}`);
    const kept = "what waits still";
    // One that fits into a page, and one that takes several.
    const say = (id: string, text: string, length: number): unknown =>
      world.schedule(id, at, { content: { type: "text", text: `${text} ${"…".repeat(length)} ${text}` } });
    for (const length of [1, 5_000]) {
      for (const [n, secret] of secrets.entries()) say(`m${n}-${length}`, secret, length);
      say(`kept-${length}`, kept, length);
      const id = (n: number): ClientMsgId => `m${n}-${length}` as ClientMsgId;
      expect(readFileSync(path).includes(secrets[1] ?? "")).toBe(true);
      world.scheduled.change(id(0), { content: { type: "text", text: "harmless" }, sendAt: at + 40 * hour });
      world.scheduled.change(`kept-${length}` as ClientMsgId, { sendAt: at + 40 * hour });
      world.scheduled.cancel(id(1));
      await world.scheduled.sendNow(id(3));
    }
    await world.ringAt(at);
    expect(world.all()).toHaveLength(4);
    const bytes = readFileSync(path);
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
    expect([bytes.includes(kept), bytes.includes("harmless")]).toEqual([true, true]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it("[LATER-2] what may be committed is not shown as failed because its sender is suspended meanwhile", () => {
  const sendId = "sent" as ClientMsgId;
  const attempt = { sendId, attempts: 2, now: at + 1 };
  const outcome = (before: ClientMsgId | null, now = at + 1) =>
    decideOutcome(refused("SUSPENDED"), { sendAt: at, sendId: before }, { ...attempt, now });
  expect(outcome(sendId)).toMatchObject({ tryAt: expect.any(Number), sendId });
  expect(outcome(null)).toMatchObject({ tryAt: null, sendId: null });
  expect(outcome(sendId, at + giveUpAfterMs + 1)).toMatchObject({ tryAt: null, sendId });
});
