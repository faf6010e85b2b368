// What a device asks for of the messages that its user has deleted for themselves elsewhere.
import { expect, it } from "vitest";
import { Hides } from "../../sdk/states/hides.ts";
import type { HiddenResult } from "../../schema/protocol/http-messages.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

const direct = "direct_a" as ConversationId;

interface Asked {
  readonly after: number;
  answer(items: readonly number[], hides: number): Promise<void>;
  fail(): Promise<void>;
}

function device() {
  const asked: Asked[] = [];
  const hidden: number[] = [];
  const hides = new Hides(
    {
      keeper: { put: () => {} } as never,
      fetch: (_, after) =>
        new Promise<HiddenResult>((resolve, reject) => {
          asked.push({
            after,
            answer: async (items, count) => (resolve({ items: [...items], next: null, hides: count }), turn()),
            fail: async () => (reject(new Error("no network")), turn()),
          });
        }),
      onHidden: (_, seqs) => hidden.push(...seqs),
    },
    null,
  );
  return { hides, asked, hidden };
}

it("[SDK-147] what it could not be told is asked for again, when it has caught up while the call was under way", async () => {
  const { hides, asked, hidden } = device();
  hides.listed(direct, 1, false);
  expect(asked.map(({ after }) => after)).toEqual([0]);
  // Caught up: no other sync follows. Then the call fails, which hung on a dead connection.
  hides.retry();
  await asked[0]?.fail();
  expect(asked).toHaveLength(2);
  await asked[1]?.answer([6], 1);
  expect(hidden).toEqual([6]);
  // Without a reason nothing is asked again.
  hides.listed(direct, 2, false);
  await asked[2]?.fail();
  expect(asked).toHaveLength(3);
  hides.retry();
  expect(asked).toHaveLength(4);
});

it("[SDK-147] what is hidden while it asks is asked for, too", async () => {
  const { hides, asked, hidden } = device();
  hides.listed(direct, 1, false);
  hides.heard({ type: "messages-hidden", conversationId: direct, seqs: [7], hides: 2 });
  await asked[0]?.answer([6], 1);
  expect(asked.map(({ after }) => after)).toEqual([0, 1]);
  await asked[1]?.answer([7], 2);
  expect(hidden).toEqual([7, 6, 7]);
  hides.listed(direct, 2, false);
  expect(asked).toHaveLength(2);
});
