// What becomes of messages in a log: edits, recalls, reactions, pins, and what a user deletes for themselves.
import { expect, it } from "vitest";
import { ViewedLog, type Intervals } from "../../durable-objects/conversation/log/viewed-log.ts";
import { wholeLog } from "../../durable-objects/conversation/log/visibility.ts";
import { toAppendItem } from "../../durable-objects/user-session/sending/append-item.ts";
import { hashBody } from "../../durable-objects/runtime/text.ts";
import { storedHash } from "../../schema/history/body-hash.ts";
import { canonicalEmoji } from "../../schema/protocol/emoji.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import type { MessageOp } from "../../schema/rpc/message-changes.ts";
import { edit, pin, react, Talk, talk } from "../support/talk-log.ts";
import { alice, bob, carol, item } from "../support/test-log.ts";

it("[CHANGE-1] an edit is an event, and the state has its words; its repeat changes nothing, whatever came later", async () => {
  const one = await talk();
  const op = edit(1, "better words");
  expect(await one.does(alice, op)).toBe(3);
  expect(await one.does(alice, edit(1, "best words"))).toBe(4);
  expect(await one.does(alice, op)).toBe(3);
  one.restart();
  expect(await one.does(alice, op)).toBe(3);
  expect(one.log.headSeq).toBe(4);
  expect(one.stateFor(bob, 1)).toEqual({
    asOf: 4,
    content: { type: "text", text: "best words" },
    editedAt: one.clock,
  });
  expect(JSON.parse(one.log.range(2, 3, 1)[0]?.frame ?? "")).toMatchObject({
    type: "message-edited",
    targetSeq: 1,
    senderId: alice,
    content: { type: "text", text: "better words" },
  });
  expect(one.changed.answer({ userId: bob, intervals: wholeLog, asOf: 4 }, { kind: "edits", seq: 1 })).toMatchObject({
    items: [{ seq: 1 }, { seq: 3 }, { seq: 4 }],
  });
});

it("[CHANGE-2] edits of what is not there, of changes, of another kind of content and what it says already make no event", async () => {
  const one = await talk();
  expect(await one.does(alice, edit(9, "x"))).toBe("MESSAGE_NOT_FOUND");
  expect(await one.does(alice, react(1, "👍"))).toBe(3);
  expect(await one.does(alice, edit(3, "x"))).toBe("MESSAGE_NOT_FOUND");
  expect(await one.does("user_eve" as UserId, edit(1, "x"))).toBe("CONVERSATION_NOT_FOUND");
  expect(await one.does(alice, { ...edit(1, "x"), contentType: "location" } as MessageOp)).toBe("INVALID_FRAME");
  expect(await one.does(alice, edit(1, "first words"))).toBe(1);
  expect(one.log.headSeq).toBe(3);
  for (let n = 0; n < 100; n++) await one.does(alice, edit(1, `words ${n}`));
  expect(await one.does(alice, edit(1, "too many"))).toBe("TOO_MANY");
});

it("[CHANGE-3] a recall overwrites the message and its edits in their places, and nothing is left of them in storage", async () => {
  const one = await talk();
  await one.does(alice, edit(1, "x"));
  await one.does(alice, edit(1, "secret wörds 🎈"));
  await one.does(bob, react(1, "❤️"));
  await one.does(bob, pin(1));
  const before = one.sqlite.sql.exec("SELECT length(CAST(bodies AS BLOB)) AS n FROM log_0 ORDER BY seq").toArray();
  expect(await one.does(alice, { kind: "recall", seq: 1 })).toBe(7);
  expect(await one.does(alice, { kind: "recall", seq: 1 })).toBe(7);
  const after = one.sqlite.sql.exec("SELECT length(CAST(bodies AS BLOB)) AS n FROM log_0 ORDER BY seq").toArray();
  expect(after.slice(0, 6)).toEqual(before);
  expect(one.erasures).toEqual([1, 3, 4]);
  expect(one.stored()).not.toMatch(/first words|secret|wörds/);
  expect(one.frames()).not.toMatch(/first words|secret|wörds/);
  // From memory, as subscribers get it.
  expect(JSON.stringify(one.log.eventsAfter(0, 100))).not.toMatch(/first words|secret|wörds/);
  for (const line of one.frames().split("\n")) JSON.parse(line);
  expect(one.stateFor(bob, 1)).toEqual({ asOf: 7, recalled: { reason: "sender", senderId: alice } });
  expect(one.changed.answer({ userId: bob, intervals: wholeLog, asOf: 7 }, { kind: "pins" })).toMatchObject({
    items: [],
  });
  for (const op of [edit(1, "back"), react(1, "👍"), pin(1)])
    expect(await one.does(alice, op)).toBe("MESSAGE_NOT_FOUND");
});

it("[CHANGE-3] a message is recalled in the flush in which it was sent, and its repeat is acked", async () => {
  const one = await talk();
  const message = item(one.freshId(), "said too soon");
  const [sent, recalled] = await Promise.all([
    one.log.append(alice, [message]),
    one.log.changeMessage(alice, { kind: "recall", seq: 3 }),
  ]);
  expect(sent).toMatchObject([{ ack: { seq: 3 } }]);
  expect(recalled).toEqual({ seq: 4 });
  expect(one.stored()).not.toContain("too soon");
  expect(one.frames()).not.toContain("too soon");
  expect(await one.log.append(alice, [message])).toMatchObject([{ ack: { seq: 3 } }]);
  one.restart();
  expect(await one.log.append(alice, [message])).toMatchObject([{ ack: { seq: 3 } }]);
  expect(one.log.unreadOf(carol)).toBe(2);
});

it("[CHANGE-4] one reaction of a kind for each person; skin tones and variation selectors make no difference", async () => {
  const one = await talk();
  expect(["👍", "👍🏽", "👍\uFE0F", "❤", "❤️", "🧑🏻‍🤝‍🧑🏿", "🫱🏻‍🫲🏿", "1️⃣", "🇩🇪", "👁‍🗨"].map(canonicalEmoji)).toEqual([
    "👍",
    "👍",
    "👍",
    "❤️",
    "❤️",
    "🧑‍🤝‍🧑",
    "🤝",
    "1️⃣",
    "🇩🇪",
    "👁️‍🗨️",
  ]);
  for (const none of ["", "a", "ok", "👍👍", "🏽", "\uFE0F", "1", "👍".repeat(100), "🇩", "\u200D", "👍 "])
    expect([none, canonicalEmoji(none)]).toEqual([none, null]);
  const op = react(1, "👍");
  expect(await one.does(bob, op)).toBe(3);
  expect(await one.does(bob, react(1, "👍"))).toBe(3);
  expect(await one.does(carol, react(1, "👍"))).toBe(4);
  expect(await one.does(carol, react(1, "❤️"))).toBe(5);
  expect(one.stateFor(bob, 1)?.reactions).toEqual([
    { emoji: "👍", count: 2, mine: true },
    { emoji: "❤️", count: 1, mine: false },
  ]);
  expect(await one.does(bob, react(1, "👍", false))).toBe(6);
  // The answer to the first was lost: its retry must not undo what another device has done since.
  expect(await one.does(bob, op)).toBe(3);
  expect(one.stateFor(bob, 1)?.reactions?.[0]).toEqual({ emoji: "👍", count: 1, mine: false });
  expect(one.log.headSeq).toBe(6);
});

it("[CHANGE-4] a change that was so already is known again, so that its repeat undoes nothing", async () => {
  const one = await talk();
  await one.does(bob, react(1, "👍"));
  const again = react(1, "👍");
  expect(await one.does(bob, again)).toBe(3);
  expect(await one.does(bob, react(1, "👍", false))).toBe(4);
  expect(await one.does(bob, again)).toBe(3);
  await one.does(bob, pin(2));
  const pinAgain = pin(2);
  expect(await one.does(alice, pinAgain)).toBe(5);
  expect(await one.does(bob, pin(2, false))).toBe(6);
  expect(await one.does(alice, pinAgain)).toBe(5);
  expect(one.log.headSeq).toBe(6);
});

it("[CHANGE-4] twenty kinds of reactions fit on a message, and any number of people", async () => {
  const one = await talk();
  const emojis = "😀 😃 😄 😁 😆 😅 😂 🙂 🙃 😉 😊 😇 😍 😘 😗 😚 😙 😋 😛 😜 😝".split(" ");
  for (const [index, emoji] of emojis.entries())
    expect(await one.does(bob, react(1, emoji))).toBe(index < 20 ? index + 3 : "TOO_MANY");
  expect(await one.does(carol, react(1, emojis[0] ?? ""))).toBe(23);
  const crowd = Array.from({ length: 40 }, (_, n) => `user_${n}` as UserId);
  (one.members as Set<UserId>).clear();
  for (const userId of [...crowd, alice, bob, carol]) (one.members as Set<UserId>).add(userId);
  for (const userId of crowd) await one.does(userId, react(2, "👍"));
  for (const userId of crowd.slice(0, 20)) await one.does(userId, react(2, "👍", false));
  for (const [index, userId] of crowd.entries())
    expect(one.stateFor(userId, 2)?.reactions).toEqual([{ emoji: "👍", count: 20, mine: index >= 20 }]);
  const viewer = { userId: alice, intervals: wholeLog, asOf: one.log.headSeq };
  const seen: string[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const page = one.changed.answer(viewer, {
      kind: "reactions",
      seq: 2,
      limit: 7,
      ...(cursor !== undefined && { cursor }),
    });
    if ("refusal" in page) throw new Error(page.refusal.code);
    seen.push(...page.items.map(({ userId }) => userId));
    cursor = page.next;
  }
  expect(seen.toSorted()).toEqual(crowd.slice(20).toSorted());
});

it("[CHANGE-5] at most fifty pins; a pin is shown with who pinned it", async () => {
  const one = new Talk();
  for (let n = 0; n < 51; n++) await one.send(alice, item(one.freshId(), `message ${n}`));
  for (let seq = 1; seq <= 51; seq++) expect(await one.does(bob, pin(seq))).toBe(seq <= 50 ? 51 + seq : "TOO_MANY");
  const viewer = { userId: alice, intervals: wholeLog, asOf: one.log.headSeq };
  const pins = one.changed.answer(viewer, { kind: "pins" });
  if ("refusal" in pins) throw new Error(pins.refusal.code);
  expect(pins.items.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => 50 - index));
  expect(pins.items[0]).toMatchObject({ pinnedBy: bob, state: { pinned: true } });
  expect(await one.does(alice, pin(50, false))).toBe(102);
  expect(one.stateFor(alice, 50)).toEqual({ asOf: 102 });
  // A message that is recalled is pinned no more, and makes room for another.
  expect(await one.does(alice, { kind: "recall", seq: 49 })).toBe(103);
  expect(await one.does(bob, pin(51))).toBe(104);
  expect(await one.does(bob, pin(50))).toBe(105);
});

it("[CHANGE-6] what a user deletes for themselves is hidden for them alone, at once and after a restart", async () => {
  const one = await talk();
  expect(one.log.unreadOf(carol)).toBe(2);
  expect(await one.log.changeMessage(carol, { kind: "hide", seqs: [1, 2] })).toEqual({ seq: 1, hides: 2 });
  expect(await one.log.changeMessage(carol, { kind: "hide", seqs: [2] })).toEqual({ seq: 2, hides: 2 });
  expect(await one.does(carol, { kind: "hide", seqs: [1, 9] })).toBe("MESSAGE_NOT_FOUND");
  one.restart();
  expect(one.log.headSeq).toBe(2);
  expect(one.log.unreadOf(carol)).toBe(0);
  expect(one.log.unreadOf(bob)).toBe(1);
  expect(one.stateFor(carol, 1)).toEqual({ asOf: 2, hidden: true });
  expect(one.stateFor(bob, 1)).toBeUndefined();
  const viewer = { userId: carol, intervals: wholeLog, asOf: 2 };
  expect(one.changed.answer(viewer, { kind: "hidden", after: 1 })).toEqual({ seqs: [2], hides: 2 });
});

it("[CHANGE-7] who was out sees neither a change made meanwhile nor a change of what they do not see", async () => {
  const one = await talk();
  await one.does(alice, edit(1, "while all were there"));
  await one.does(bob, react(1, "👍"));
  await one.does(alice, edit(1, "while carol was out"));
  await one.does(bob, react(1, "👍", false));
  await one.does(bob, pin(1));
  await one.does(alice, edit(1, "carol is back"));
  const out: Intervals = [
    { fromSeq: 1, toSeq: 4 },
    { fromSeq: 9, toSeq: null },
  ];
  const viewer = { userId: carol, intervals: out, asOf: one.log.headSeq };
  expect(one.changed.statesWithin(viewer, 0, 1)[1]).toEqual({
    asOf: 8,
    content: { type: "text", text: "while all were there" },
    editedAt: one.clock,
    reactions: [{ emoji: "👍", count: 1, mine: false }],
  });
  expect(one.changed.answer(viewer, { kind: "edits", seq: 1 })).toMatchObject({ items: [{ seq: 1 }, { seq: 3 }] });
  // Joined later: what becomes of a message from before is a void, as the message is.
  const late: Intervals = [{ fromSeq: 2, toSeq: null }];
  const view = new ViewedLog(one.conversationId, one.log);
  const seen = view.eventsAfter(late, 1, 100).map(({ frame }) => JSON.parse(frame) as { type: string; seq: number });
  expect(seen.map(({ type }) => type)).toEqual(["new-message", ...Array.from({ length: 6 }, () => "void")]);
  expect(view.range(late, 0, 8).events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(view.eventsAfter([{ fromSeq: 1, toSeq: null }], 1, 100)).toHaveLength(7);
});

it("[COST-11] an edit or a pin is at most three rows, a reaction three; a page of 50 changed messages reads 110", async () => {
  const one = new Talk();
  for (let n = 0; n < 50; n++) await one.send(alice, item(one.freshId(), `message ${n}`));
  const written = async (act: () => Promise<unknown>): Promise<number> => {
    one.rows.written = 0;
    await act();
    return one.rows.written;
  };
  // Once in 64 rows there is a checkpoint besides.
  const costs: Record<string, number[]> = { edit: [], react: [], unreact: [], pin: [] };
  for (let seq = 1; seq <= 50; seq++) {
    costs["edit"]?.push(await written(() => one.does(alice, edit(seq, `edited ${seq}`))));
    costs["react"]?.push(await written(() => one.does(bob, react(seq, "👍"))));
    costs["unreact"]?.push(await written(() => one.does(bob, react(seq, "👍", false))));
    costs["pin"]?.push(await written(() => one.does(bob, pin(seq))));
    await one.does(bob, react(seq, "🎈"));
  }
  const usual = Object.fromEntries(
    Object.entries(costs).map(([name, rows]) => [name, rows.toSorted((a, b) => a - b)[25]]),
  );
  expect(usual).toEqual({ edit: 2, react: 3, unreact: 3, pin: 3 });
  one.restart();
  one.rows.read = 0;
  const viewer = { userId: carol, intervals: wholeLog, asOf: one.log.headSeq };
  const view = new ViewedLog(one.conversationId, one.log);
  expect(view.range(wholeLog, 0, 50).events).toHaveLength(50);
  expect(Object.keys(one.changed.statesWithin(viewer, 0, 50))).toHaveLength(50);
  expect(one.rows.read).toBeLessThanOrEqual(110);
});

it("[HISTORY-14] what is stored otherwise than it was submitted is verified by its own hash, and its repeat by the submitted", async () => {
  const one = new Talk();
  const content = { type: "text", text: "hush" } as const;
  const silent = toAppendItem(one.conversationId, { clientMsgId: one.freshId(), content, silent: true });
  const plain = toAppendItem(one.conversationId, { clientMsgId: one.freshId(), content });
  if ("refusal" in silent || "refusal" in plain) throw new Error("both are good");
  await one.send(alice, silent, plain);
  for (const { body, bodyHash } of one.log.historyEvents(0, 2)) expect(storedHash(bodyHash)).toBe(hashBody(body));
  one.restart();
  expect(await one.log.append(alice, [silent])).toMatchObject([{ ack: { seq: 1 } }]);
});
