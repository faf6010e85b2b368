// The streams of one conversation side by side, against subscribers that are slow, dead or absent.
import { describe, expect, it } from "vitest";
import { streamLimits } from "../../durable-objects/stream/publishers.ts";
import { alice, bob, carol, FakeStreamHost } from "../support/fake-stream-host.ts";
import { turn } from "../support/quick-turns.ts";

const text = (frame: string) => (): string => frame;

describe("deliveries", () => {
  it("[STREAM-3] one in flight for each subscriber; one that never answers holds back nobody", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.commit(1);
    host.commit(1);
    expect(host.calls.map(({ to, seqs }) => [to, seqs])).toEqual([
      [alice, [1]],
      [bob, [1]],
    ]);
    await host.callTo(bob).take();
    await host.callTo(bob).take();
    host.commit(1);
    expect(host.callTo(bob).seqs).toEqual([3]);
    expect(host.callTo(alice).seqs).toEqual([1]);
    expect(host.publishers.settledSeq()).toBe(0);
  });

  it("[STREAM-7] what collected while one was in flight travels together, within limits", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.commit(streamLimits.maxEventsPerDelivery + 2);
    await host.callTo(alice).take();
    expect(host.callTo(alice).seqs).toHaveLength(streamLimits.maxEventsPerDelivery);
    expect(host.callTo(alice).delivery.unread).toBeNull();
    await host.callTo(alice).take();
    expect(host.callTo(alice).seqs).toEqual([258, 259]);
    expect(host.callTo(alice).delivery.unread).toBe(259);
  });

  it("[STREAM-6] each names the time after which its caller has given up", () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    expect(host.callTo(alice).delivery.deadlineAt).toBe(host.now() + streamLimits.deliveryTimeoutMs);
  });

  it("[STREAM-4] an absent subscriber is left alone until it reads, and goes on from the page's end", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    await host.callTo(alice).answer({ state: "idle", have: 0 });
    host.commit(3);
    host.publishers.signal("typing", text("typing"));
    expect(host.calls).toEqual([]);
    host.publishers.read(alice, 3);
    expect(host.callTo(alice).seqs).toEqual([4]);
    expect(host.callTo(alice).delivery.signals).toEqual([]);
  });

  it("[STREAM-4] a read while an idle answer is on its way: the events are delivered again, flagged", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.publishers.read(alice, 1);
    await host.callTo(alice).answer({ state: "idle", have: 0 });
    expect(host.callTo(alice).seqs).toEqual([1]);
    expect(host.callTo(alice).delivery.redelivered).toBe(true);
  });

  it("[STREAM-5] after a crash the unsettled rest is delivered again, flagged", async () => {
    const host = new FakeStreamHost(5, 3, [alice]);
    host.publishers.pump();
    expect(host.callTo(alice).delivery).toMatchObject({ prev: 3, redelivered: true });
    expect(host.callTo(alice).seqs).toEqual([4, 5]);
    await host.callTo(alice).take();
    host.commit(1);
    expect(host.callTo(alice).delivery).toMatchObject({ prev: 5, redelivered: false });
  });

  it("who is subscribed twice is delivered to once, strangers' reads change nothing", () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.publishers.subscribe(alice, 0);
    host.publishers.subscribe(bob, 0);
    host.publishers.read(carol, 0);
    host.commit(1);
    expect(host.calls.map(({ to }) => to)).toEqual([alice, bob]);
  });
});

describe("failures", () => {
  it("[STREAM-3] tries again after growing pauses, then leaves it to the next commit", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    const pausesMs: number[] = [];
    for (let attempt = 1; attempt < streamLimits.maxAttempts; attempt++) {
      await host.callTo(alice).fail();
      pausesMs.push(host.pauses[0]?.ms ?? 0);
      await host.pauses[0]?.end();
      expect(host.callTo(alice).delivery.redelivered).toBe(true);
    }
    expect(pausesMs).toEqual([200, 400, 800, 1_600]);
    await host.callTo(alice).fail();
    expect(host.calls).toEqual([]);
    expect(host.pauses).toEqual([]);
    host.commit(1);
    expect(host.callTo(alice).seqs).toEqual([1, 2]);
  });

  it("an answer in between starts the count anew", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    for (let round = 0; round < streamLimits.maxAttempts * 2; round++) {
      host.commit(1);
      await host.callTo(alice).fail();
      await host.pauses[0]?.end();
      await host.callTo(alice).take();
    }
    expect(host.publishers.settledSeq()).toBe(streamLimits.maxAttempts * 2);
  });
});

describe("signals", () => {
  it("[STREAM-7] travel with the events; the latest of a key wins", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.publishers.signal("typing", text("on"));
    host.publishers.signal("receipt", text("read"));
    host.publishers.signal("typing", text("off"));
    host.commit(1);
    await host.callTo(alice).take();
    expect(host.callTo(alice).seqs).toEqual([2]);
    expect(host.callTo(alice).delivery.signals).toEqual(["off", "read"]);
    await host.callTo(alice).take();
    expect(host.calls).toEqual([]);
  });

  it("are kept over a failure, unless a newer one came", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.publishers.signal("typing", text("on"));
    host.publishers.signal("receipt", text("read"));
    await host.callTo(alice).take();
    const retried = host.callTo(alice);
    expect(retried.delivery.signals).toEqual(["on", "read"]);
    host.publishers.signal("typing", text("off"));
    await retried.fail();
    await host.pauses[0]?.end();
    expect(host.callTo(alice).delivery.signals.toSorted()).toEqual(["off", "read"]);
  });

  it("[STREAM-4] are dropped when nobody listens: they are not shown to who comes later", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.publishers.signal("typing", text("on"));
    await host.callTo(alice).answer({ state: "idle", have: 0 });
    host.publishers.read(alice, 0);
    expect(host.callTo(alice).delivery).toMatchObject({ prev: 0, signals: [] });
  });

  it("leave even to a subscriber that claims to have more than there is", async () => {
    const host = new FakeStreamHost(3, 3, [alice]);
    host.publishers.signal("typing", text("on"));
    await host.callTo(alice).answer({ state: "live", have: 9 });
    host.publishers.signal("typing", text("off"));
    expect(host.callTo(alice).delivery.signals).toEqual(["off"]);
    await host.callTo(alice).answer({ state: "live", have: 9 });
    expect(host.calls).toEqual([]);
  });

  it("go only to those whom they concern", () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.publishers.signal("typing", (userId) => (userId === bob ? "typing" : null));
    expect(host.calls.map(({ to }) => to)).toEqual([bob]);
  });

  it("[UNREAD-5] are made when they leave, so that they count what left before them", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.cursors.set(alice, 1);
    host.publishers.signal("own-receipt", () => `unread ${host.countsOf(alice).unread}`);
    host.commit(1);
    await host.callTo(alice).take();
    expect(host.callTo(alice).delivery).toMatchObject({ unread: 1, cursorSeq: 1, signals: ["unread 1"] });
  });

  it("[UNREAD-5] wait until all events before them have left", async () => {
    const host = new FakeStreamHost(streamLimits.maxEventsPerDelivery + 1, 0, [alice]);
    host.publishers.signal("own-receipt", text("read"));
    expect(host.callTo(alice).delivery.signals).toEqual([]);
    await host.callTo(alice).take();
    expect(host.callTo(alice).delivery.signals).toEqual(["read"]);
  });
});

describe("what is settled", () => {
  it("[STREAM-5] is what every subscriber has or does not want", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob, carol]);
    host.commit(2);
    await host.callTo(alice).take();
    await host.callTo(bob).answer({ state: "idle", have: 0 });
    expect([host.publishers.settledSeq(), host.settledTimes]).toEqual([0, 0]);
    await host.callTo(carol).take();
    expect([host.publishers.settledSeq(), host.settledTimes]).toEqual([2, 1]);
  });

  it("is looked at once for all streams that come to rest in the same turn", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob, carol]);
    host.publishers.pump();
    await turn();
    expect(host.settledTimes).toBe(1);
  });
});
