// Actors that are overloaded, never answer or always throw: their callers hear of it, and nobody storms them.
import { describe, expect, it } from "vitest";
import { streamLimits } from "../../durable-objects/stream/publishers.ts";
import { callActor } from "../../durable-objects/runtime/calls.ts";
import { SendQueue } from "../../durable-objects/user-session/sending/send-queue.ts";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import { alice, bob, carol, FakeStreamHost } from "../support/fake-stream-host.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";
import { item } from "../support/test-log.ts";

const id = "direct_a_b" as ConversationId;
const overloaded = (): Error => Object.assign(new Error("Durable Object is overloaded."), { overloaded: true });

describe("a conversation that is overloaded", () => {
  useQuickTurns();

  it("[FAULT-4] refuses with UNAVAILABLE and a time to wait; one call for all that came together, none of it made again", async () => {
    let isOverloaded = true;
    const calls: number[] = [];
    const append = async (_id: ConversationId, items: readonly AppendItem[]): Promise<AppendResult[]> => {
      calls.push(items.length);
      if (isOverloaded) throw overloaded();
      return items.map((_, index) => ({ ack: { seq: index + 1, createdAt: 1 } }));
    };
    const queue = new SendQueue(
      (to, items) => callActor(() => append(to, items)),
      () => {},
    );
    const sends = Array.from({ length: 100 }, (_, n) => queue.send(id, [item(`m${n}`)]));
    const answers = (await Promise.all(sends)).flat();
    expect(new Set(answers.map((one) => JSON.stringify(one)))).toEqual(
      new Set([JSON.stringify({ refusal: { code: "UNAVAILABLE", retryAfterMs: 1_000 } })]),
    );
    expect(calls.reduce((sum, count) => sum + count, 0)).toBe(100);
    expect(calls.length).toBeLessThanOrEqual(2);
    isOverloaded = false;
    expect(await queue.send(id, [item("later")])).toEqual([{ ack: { seq: 1, createdAt: 1 } }]);
  });
});

/** Everybody else takes what comes. */
async function othersTake(host: FakeStreamHost): Promise<void> {
  for (let call = host.calls.find(({ to }) => to !== bob); call !== undefined;) {
    await call.take();
    call = host.calls.find(({ to }) => to !== bob);
  }
}

describe("a subscriber", () => {
  it("[FAULT-5] that never answers has one call open, whatever is written; the others get everything", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob, carol]);
    for (let n = 0; n < 50; n++) {
      host.commit(1);
      await othersTake(host);
    }
    expect(host.calls.map(({ to }) => to)).toEqual([bob]);
    expect(host.publishers.settledSeq()).toBe(0);
    // It comes back: what it missed comes in one, after the rest of what was on its way.
    await host.callTo(bob).take();
    expect(host.callTo(bob).seqs).toEqual(Array.from({ length: 49 }, (_, n) => n + 2));
    await host.callTo(bob).take();
    expect(host.publishers.settledSeq()).toBe(50);
  });

  it("[FAULT-5] that always throws is tried less and less often, and not at all until somebody writes or the alarm rings", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob, carol]);
    let attempts = 0;
    for (let n = 0; n < 20; n++) {
      host.commit(1);
      await othersTake(host);
      for (let failing = true; failing;) {
        const call = host.calls.find(({ to }) => to === bob);
        const [pause] = host.pauses;
        if (call !== undefined) {
          attempts += 1;
          await call.fail();
        } else if (pause !== undefined) await pause.end();
        else failing = false;
      }
    }
    await turn();
    expect(attempts).toBe(20 * streamLimits.maxAttempts);
    expect([host.calls, host.pauses]).toEqual([[], []]);
    host.publishers.pump();
    const { delivery, seqs } = host.callTo(bob);
    expect([delivery.redelivered, seqs]).toEqual([true, Array.from({ length: 20 }, (_, n) => n + 1)]);
    await host.callTo(bob).take();
    expect(host.publishers.settledSeq()).toBe(20);
  });
});
