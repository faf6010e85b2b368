// How long the messages of a conversation stay, in a log over SQLite: what is hidden when, what is destroyed and what is not.
import { expect, it } from "vitest";
import { retaining } from "../../durable-objects/conversation/expiry/expiring.ts";
import { agreesAfterMs } from "../../durable-objects/conversation/expiry/retention.ts";
import { ViewedLog } from "../../durable-objects/conversation/log/viewed-log.ts";
import { wholeLog } from "../../durable-objects/conversation/log/visibility.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { edit, pin, react, Talk } from "../support/talk-log.ts";
import { alice, bob, carol, item, refusalOf } from "../support/test-log.ts";

const hour = 3_600_000;
const day = 24 * hour;

class Timed extends Talk {
  async retain(ttlMs: number | null, by = alice): Promise<number | string> {
    return this.does(by, { kind: "set-retention", ttlMs });
  }

  async say(text: string, by = alice): Promise<number> {
    const [sent] = await this.send(by, item(this.freshId(), text));
    return sent !== undefined && "ack" in sent ? sent.ack.seq : 0;
  }

  /** The alarm rings now. */
  async ring(): Promise<void> {
    await retaining(this.log).run({ now: this.clock, isRetry: false, signal: new AbortController().signal });
  }

  /** Moves the clock on, ringing when that is due. */
  async pass(ms: number): Promise<void> {
    const end = this.clock + ms;
    for (let at = this.log.expiry.nextLookAt(); at !== null && at <= end; at = this.log.expiry.nextLookAt()) {
      this.clock = Math.max(this.clock, at);
      await this.ring();
    }
    this.clock = end;
  }

  /** What a reader gets now. */
  read(): string {
    const view = new ViewedLog(
      this.conversationId,
      this.log,
      () => [],
      () => this.clock,
    );
    const frames = [
      ...view.range(wholeLog, 0, this.log.headSeq).events,
      ...view.eventsAfter(wholeLog, 0, 1_000),
      ...view.pageAfter(wholeLog, 0, 200).events,
    ];
    return frames.map(({ frame }) => frame).join("\n");
  }

  unread(userId: UserId): readonly [number, number] {
    const { unread, mentions } = this.log.countsOf(userId);
    return [unread, mentions];
  }
}

async function timed(ttlMs = hour): Promise<Timed> {
  const one = new Timed();
  await one.say("before");
  await one.retain(ttlMs);
  return one;
}

it("[EXPIRE-10] a setting is an event, concerns what is sent from then on, and what is so already makes none", async () => {
  const one = await timed(day);
  expect(one.log.headSeq).toBe(2);
  expect(await one.retain(day, bob)).toBe(2);
  expect(await one.retain(hour, "user_eve" as UserId)).toBe("CONVERSATION_NOT_FOUND");
  const seq = await one.say("stays a day");
  expect(JSON.parse(one.log.range(1, 2, 1)[0]?.frame ?? "")).toMatchObject({
    type: "conversation-settings-changed",
    senderId: alice,
    ttlMs: day,
  });
  expect(JSON.parse(one.log.range(seq - 1, seq, 1)[0]?.frame ?? "")).toMatchObject({ expiresAt: one.clock + day });
  expect(await one.retain(null, bob)).toBe(4);
  await one.say("stays for good");
  one.restart();
  expect(one.log.expiry.retention.all).toMatchObject([{ ttlMs: day }, { ttlMs: null, setBy: bob }]);
  await one.pass(day + agreesAfterMs);
  expect(one.stored()).not.toContain("stays a day");
  expect(one.read()).toContain("before");
  expect(one.read()).toContain("stays for good");
  // What concerns no message any more is forgotten.
  expect(one.log.expiry.retention.all).toEqual([]);
  expect(one.log.expiry.nextLookAt()).toBeNull();
});

it("[EXPIRE-11] at its time nobody is shown a message any more: pages, streams, edits, pins, states, previews, counts", async () => {
  const one = await timed();
  await one.log.markRead(carol, 2);
  const seq = await one.say("secret");
  await one.does(alice, edit(seq, "secret wörds", undefined, [carol]));
  await one.does(bob, react(seq, "👍"));
  await one.does(bob, pin(seq));
  await one.send(bob, { ...item(one.freshId(), "secret too", [carol]), threadSeq: 1 });
  one.clock += hour / 2;
  const later = await one.say("later", bob);
  expect(one.unread(carol)).toEqual([3, 2]);
  one.clock += hour / 2 - 1;
  expect(one.read()).toContain("secret wörds");
  one.clock += 1;
  for (const isNew of [false, true]) {
    if (isNew) one.restart();
    expect(one.read()).not.toMatch(/secret|wörds/);
    expect(one.read()).toContain("later");
    for (const line of one.read().split("\n")) JSON.parse(line);
    expect(one.stateFor(bob, seq)).toEqual({ asOf: one.log.headSeq, recalled: { reason: "expired" } });
    const viewer = { userId: bob, intervals: wholeLog, asOf: one.log.headSeq };
    expect(one.changed.answer(viewer, { kind: "pins" })).toMatchObject({ items: [] });
    for (const question of [
      { kind: "edits", seq },
      { kind: "reactions", seq, limit: 10 },
    ] as const)
      expect(one.changed.answer(viewer, question)).toEqual({ refusal: { code: "MESSAGE_NOT_FOUND" } });
    expect(one.unread(carol)).toEqual([1, 0]);
    expect(one.unread(alice)).toEqual([1, 0]);
    expect(one.log.shownLast(0, later - 1, bob).preview).toMatchObject({ type: "gone" });
  }
  for (const op of [edit(seq, "back"), react(seq, "🎈"), pin(seq)])
    expect(await one.does(alice, op)).toBe("MESSAGE_NOT_FOUND");
  const reply = { ...item(one.freshId(), "late reply"), threadSeq: seq };
  expect((await one.send(bob, reply)).map(refusalOf)).toEqual(["MESSAGE_NOT_FOUND"]);
});

it("[EXPIRE-12] its bytes go at a second look that agrees, told in few events; a repeat is acked, a crash repeats nothing", async () => {
  const one = await timed();
  const first = item(one.freshId(), "secret 0");
  await one.send(alice, first);
  const count = wireLimits.maxExpiredPerEvent + 30;
  for (let n = 1; n < count; n++) await one.say(`secret ${n}`);
  await one.does(alice, edit(3, "secret edit"));
  await one.does(alice, { kind: "recall", seq: 4 });
  const head = one.log.headSeq;
  one.clock += hour;
  await one.ring();
  one.clock += agreesAfterMs - 1;
  await one.ring();
  expect(one.log.headSeq).toBe(head);
  expect(one.stored()).toContain("secret 9");
  one.clock += 1;
  const { log } = one;
  // The alarm is cut off after its first event.
  const [range] = log.expiry.overRanges();
  await log.expire({ fromSeq: 2, throughSeq: range?.throughSeq ?? 0 });
  one.restart();
  await one.ring();
  expect(one.log.headSeq).toBe(head + 2);
  expect(one.stored()).not.toContain("secret");
  expect(one.stateFor(bob, 3)).toMatchObject({ recalled: { reason: "expired" } });
  expect(one.stateFor(bob, 4)).toMatchObject({ recalled: { reason: "sender" } });
  expect(await one.log.append(alice, [first])).toMatchObject([{ ack: { seq: 3 } }]);
  expect(one.unread(bob)).toEqual([1, 0]);
});

it("[EXPIRE-13] a clock that is a day ahead for a while destroys nothing, at whichever look", async () => {
  for (const ahead of ["at the first look", "at the second", "at both"]) {
    const one = await timed(2 * day);
    await one.say("precious");
    const wrong = async (): Promise<void> => {
      one.clock += 3 * day;
      await one.ring();
      one.clock -= 3 * day;
    };
    if (ahead !== "at the second") await wrong();
    await one.ring();
    one.clock += agreesAfterMs;
    if (ahead !== "at the first look") await wrong();
    await one.ring();
    one.restart();
    expect(one.read()).toContain("precious");
    await one.pass(2 * day - agreesAfterMs - 1);
    expect(one.read()).toContain("precious");
    await one.pass(agreesAfterMs + 1);
    expect(one.stored()).not.toContain("precious");
  }
});

it("[EXPIRE-14] a message costs no row more, nothing else costs anything, and settings are bounded", async () => {
  const one = await timed();
  await one.say("warm");
  one.rows = { read: 0, written: 0 };
  await one.say("counted");
  expect(one.rows).toEqual({ read: 1, written: 1 });
  const plain = new Timed();
  await plain.say("warm");
  const body = item(plain.freshId(), "same");
  await plain.send(alice, body);
  expect(plain.sqlite.sql.exec("SELECT bodies FROM log_0 WHERE seq = 2").toArray()).toEqual([{ bodies: body.body }]);
  for (let n = 0; n < wireLimits.maxTtlSettings; n++) {
    await one.say("between");
    await one.retain(hour * (2 + (n % 2)));
  }
  expect(await one.retain(null)).toBe("TOO_MANY");
});
