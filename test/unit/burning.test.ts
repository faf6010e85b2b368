// Messages that burn, in a log over SQLite: clocks, what is left, what it costs.
import { expect, it } from "vitest";
import { wholeLog } from "../../durable-objects/conversation/log/visibility.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import { edit, pin, react, talk, type Talk } from "../support/talk-log.ts";
import { alice, bob, item, refusalOf } from "../support/test-log.ts";

const minute = 60_000;
const burning = (one: Talk, text: string, burnAfterMs = minute): AppendItem => ({
  ...item(one.freshId(), text),
  burnAfterMs,
});

/** As the alarm does. */
async function expireAll(one: Talk): Promise<number> {
  let done = 0;
  for (let more = await one.log.expire(); more > 0; more = await one.log.expire()) done += more;
  return done;
}

const burnsAt = (one: Talk, seq: number): number | undefined => one.stateFor(bob, seq)?.burnsAt;

it("[EXPIRE-1] the clock begins when the recipient's mark covers the message, and at its time it is gone for both", async () => {
  const one = await talk();
  await one.send(alice, burning(one, "secret wörds"), item(one.freshId(), "plain"));
  expect(JSON.parse(one.log.range(2, 3, 1)[0]?.frame ?? "")).toMatchObject({ burnAfterMs: minute });
  await one.log.markRead(alice, 4);
  await one.log.markRead(bob, 2);
  expect(one.log.expiry.burns.dueAt()).toBeNull();
  one.clock += 5_000;
  await one.log.markRead(bob, 3);
  expect(burnsAt(one, 3)).toBe(one.clock + minute);
  one.restart();
  // A later mark does not begin it anew.
  one.clock += 1_000;
  await one.log.markRead(bob, 4);
  expect(one.log.expiry.burns.dueAt()).toBe(one.clock - 1_000 + minute);
  expect(await expireAll(one)).toBe(0);
  one.clock += minute;
  expect(await expireAll(one)).toBe(1);
  expect(JSON.parse(one.log.range(4, 5, 1)[0]?.frame ?? "")).toMatchObject({
    type: "messages-expired",
    targetSeqs: [3],
    fallback: "Messages have expired.",
  });
  expect(one.stored() + one.frames() + JSON.stringify(one.log.eventsAfter(0, 100))).not.toMatch(/secret|wörds/);
  expect(one.erasures).toEqual([3]);
  for (const userId of [alice, bob])
    expect(one.stateFor(userId, 3)).toEqual({ asOf: 5, recalled: { reason: "expired" } });
  expect(one.log.shownLast(0, 5, bob).preview).toMatchObject({ seq: 4, text: "plain" });
  expect(one.log.expiry.burns.dueAt()).toBeNull();
  expect(await expireAll(one)).toBe(0);
});

it("[EXPIRE-1] the clock begins in the flush in which it is sent and read", async () => {
  const one = await talk();
  await Promise.all([one.send(alice, burning(one, "quick")), one.log.markRead(bob, 3)]);
  expect(burnsAt(one, 3)).toBe(one.clock + minute);
});

it("[EXPIRE-2] edits, reactions, pins and replies go with it; one that was recalled before is only forgotten", async () => {
  const one = await talk();
  const [burns, taken] = [burning(one, "said at first"), burning(one, "taken back")];
  await one.send(alice, burns, taken);
  await one.does(alice, edit(3, "secret wörds"));
  await one.does(bob, react(3, "👍"));
  await one.does(bob, pin(3));
  await one.send(bob, { ...item(one.freshId(), "reply"), threadSeq: 3 });
  await one.send(alice, { ...burning(one, "hidden reply"), threadSeq: 1 });
  await one.log.markRead(bob, one.log.headSeq);
  await one.does(alice, { kind: "recall", seq: 4 });
  expect(one.stateFor(bob, 1)).toMatchObject({ thread: { count: 1 } });
  one.clock += minute;
  const head = one.log.headSeq;
  expect(await expireAll(one)).toBe(2);
  expect(JSON.parse(one.log.range(head, head + 1, 1)[0]?.frame ?? "")).toMatchObject({
    targetSeqs: [3, 9],
    threads: { 9: 1 },
  });
  expect(one.stored()).not.toMatch(/said at first|secret|wörds|taken back|hidden reply/);
  expect(one.stateFor(bob, 3)).toMatchObject({ recalled: { reason: "expired" }, thread: { count: 1 } });
  expect(one.stateFor(bob, 4)).toMatchObject({ recalled: { reason: "sender" } });
  expect(one.stateFor(bob, 1)).toMatchObject({ thread: { count: 0 } });
  const viewer = { userId: bob, intervals: wholeLog, asOf: one.log.headSeq };
  expect(one.changed.answer(viewer, { kind: "pins" })).toMatchObject({ items: [] });
  for (const op of [edit(3, "back"), react(3, "👍"), pin(3)])
    expect(await one.does(alice, op)).toBe("MESSAGE_NOT_FOUND");
  // A repeat is acked, whatever it says: nothing is left to compare it with.
  one.restart();
  expect(await one.log.append(alice, [burns])).toMatchObject([{ ack: { seq: 3 } }]);
});

it("[EXPIRE-3] many that are due at once are told of in few events, and a crash in between repeats nothing", async () => {
  const one = await talk();
  const count = wireLimits.maxExpiredPerEvent + 20;
  for (let n = 0; n < count; n++) await one.send(alice, burning(one, `secret ${n}`));
  await one.log.markRead(bob, one.log.headSeq);
  one.clock += minute;
  const head = one.log.headSeq;
  expect(await one.log.expire()).toBe(wireLimits.maxExpiredPerEvent);
  one.restart();
  expect(await expireAll(one)).toBe(20);
  expect(one.log.headSeq).toBe(head + 2);
  expect(one.stored()).not.toContain("secret");
});

it("[EXPIRE-4] so many may burn in a conversation, and one more is refused", async () => {
  const one = await talk();
  const items = Array.from({ length: wireLimits.maxBurning }, (_, n) => burning(one, `${n}`));
  await one.send(alice, ...items);
  const more = burning(one, "more");
  expect((await one.send(bob, more)).map(refusalOf)).toEqual(["TOO_MANY"]);
  expect((await one.send(alice, items[5] as AppendItem)).map(refusalOf)).toEqual(["acked"]);
  await one.does(alice, { kind: "recall", seq: 3 });
  expect((await one.send(bob, more)).map(refusalOf)).toEqual(["acked"]);
});

it("[EXPIRE-5] a message costs one row more if it burns, one when it is read, and nothing is read or written for others", async () => {
  const one = await talk();
  const cost = async (act: () => Promise<unknown>): Promise<number> => {
    one.rows = { read: 0, written: 0 };
    await act();
    return one.rows.written;
  };
  const mark = (userId: UserId) => one.log.markRead(userId, one.log.headSeq);
  await mark(bob);
  const plain = [await cost(() => one.send(alice)), await cost(() => mark(bob))];
  expect(await cost(() => one.send(alice, burning(one, "x")))).toBe(Number(plain[0]) + 1);
  expect(await cost(() => mark(bob))).toBe(Number(plain[1]) + 1);
  one.clock += minute;
  // Event, its own row overwritten, state, and that it burns no more.
  expect(await cost(() => expireAll(one))).toBe(4);
});
