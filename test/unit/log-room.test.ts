// A log that nears the end of its object's storage: messages are refused before storage fails, and everything else goes on.
import { expect, it } from "vitest";
import { Room } from "../../durable-objects/conversation/log/room.ts";
import { useQuickTurns } from "../support/quick-turns.ts";
import { alice, bob, item, refusalOf, TestLog } from "../support/test-log.ts";

useQuickTurns();

it("[HISTORY-27] refuses new messages with a code; repeats are acked, marks move, and room that comes back is taken", async () => {
  const test = new TestLog();
  const known = item(test.freshId());
  expect((await test.send(alice, known, item(test.freshId()))).map(refusalOf)).toEqual(["acked", "acked"]);
  test.maxBytes = 1;
  test.restart();
  const fresh = item(test.freshId());
  const answers = await Promise.all([
    test.send(bob, fresh),
    test.send(alice, known),
    test.send(alice, { ...known, bodyHash: "other" }),
  ]);
  expect(answers.flat().map(refusalOf)).toEqual(["CONVERSATION_FULL", "acked", "DUPLICATE_MESSAGE"]);
  expect(await test.log.markRead(bob, 2)).toMatchObject({ cursorSeq: 2 });
  expect(test.log.headSeq).toBe(2);
  test.maxBytes = Number.MAX_SAFE_INTEGER;
  test.restart();
  expect((await test.send(bob, fresh)).map(refusalOf)).toEqual(["acked"]);
});

it("[HISTORY-27] storage is asked once in 256 events, and each time while it is full", () => {
  let asked = 0;
  let bytes = 10;
  const sql = {
    get databaseSize(): number {
      asked += 1;
      return bytes;
    },
  };
  const room = new Room(sql, 100);
  expect([0, 100, 255].map((seq) => room.isFull(seq))).toEqual([false, false, false]);
  expect(asked).toBe(1);
  bytes = 101;
  expect([256, 256].map((seq) => room.isFull(seq))).toEqual([true, true]);
  expect(asked).toBe(3);
  bytes = 100;
  expect([256, 257].map((seq) => room.isFull(seq))).toEqual([false, false]);
  expect(asked).toBe(4);
});
