// Streams of people who come and go: where they begin and end, and what is settled meanwhile.
import { describe, expect, it } from "vitest";
import { alice, bob, carol, FakeStreamHost } from "../support/fake-stream-host.ts";
import { turn } from "../support/quick-turns.ts";

describe("a stream that ends", () => {
  it("[GROUP-43] brings the last event and nothing after it, then is forgotten", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.commit(2);
    host.publishers.unsubscribe(bob, 3);
    host.commit(3);
    await host.callTo(bob).take();
    expect(host.callTo(bob).seqs).toEqual([3]);
    expect(host.callTo(bob).delivery.unread).not.toBe(null);
    await host.callTo(bob).take();
    host.commit(1);
    expect(host.calls.map(({ to }) => to)).toEqual([alice]);
    host.publishers.read(bob, 6);
    host.publishers.signal("typing", () => "typing");
    expect(host.calls.map(({ to }) => to)).toEqual([alice]);
  });

  it("[GROUP-43] is tried again after failures, by the next commit too, and keeps what is settled back until then", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.publishers.unsubscribe(bob, 1);
    host.commit(1);
    await host.callTo(alice).take();
    for (let attempt = 1; attempt <= 5; attempt++) {
      await host.callTo(bob).fail();
      await host.pauses[0]?.end();
    }
    expect(host.calls).toEqual([]);
    expect(host.publishers.settledSeq()).toBe(0);
    host.commit(4);
    expect(host.callTo(bob).seqs).toEqual([1]);
    await host.callTo(alice).take();
    await host.callTo(bob).take();
    expect(host.publishers.settledSeq()).toBe(5);
  });

  it("[CHANGE-20] tells who does not listen of its last event, and of no other", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.commit(1);
    await host.callTo(bob).answer({ state: "idle", have: 0 });
    host.commit(3);
    host.publishers.unsubscribe(bob, 5);
    host.commit(1);
    await host.callTo(alice).take();
    await host.callTo(alice).take();
    expect(host.publishers.settledSeq()).toBe(4);
    expect(host.callTo(bob)).toMatchObject({ seqs: [5], delivery: { prev: 4, redelivered: false, last: true } });
    await host.callTo(bob).answer({ state: "idle", have: 4 });
    await turn();
    expect(host.calls).toEqual([]);
    expect([host.publishers.settledSeq(), host.settledTimes, host.publishers.has(bob)]).toEqual([5, 1, false]);
  });

  it("[CHANGE-20] tells of its last event who falls silent while they leave", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.commit(1);
    host.publishers.unsubscribe(bob, 2);
    host.commit(1);
    await host.callTo(bob).answer({ state: "idle", have: 0 });
    expect(host.callTo(bob)).toMatchObject({ seqs: [2], delivery: { prev: 1, last: true } });
    await host.callTo(bob).answer({ state: "idle", have: 1 });
    await turn();
    expect(host.publishers.has(bob)).toBe(false);
  });

  it("[CHANGE-20] does not end for who comes back before that was told", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.commit(1);
    await host.callTo(bob).answer({ state: "idle", have: 0 });
    host.publishers.unsubscribe(bob, 2);
    host.publishers.subscribe(bob, 2);
    host.commit(3);
    expect(host.callTo(bob).seqs).toEqual([2, 3, 4]);
    expect(host.callTo(bob).delivery.last).toBe(undefined);
  });

  it("[CHANGE-20] [GROUP-41] goes on for who comes back while their last event is on its way, though nobody listens to that", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.publishers.unsubscribe(bob, 1);
    host.commit(1);
    expect(host.callTo(bob)).toMatchObject({ seqs: [1], delivery: { last: true } });
    host.publishers.subscribe(bob, 1);
    host.commit(2);
    await host.callTo(bob).answer({ state: "idle", have: 0 });
    expect(host.callTo(bob).seqs).toEqual([1, 2, 3]);
    expect(host.callTo(bob).delivery.last).toBe(undefined);
    // That tells the inbox, and then nobody has to be told more.
    await host.callTo(bob).answer({ state: "idle", have: 0 });
    host.commit(1);
    await turn();
    expect(host.calls.map(({ to }) => to)).toEqual([alice]);
  });

  it("[GROUP-48] carries no sign of the others any more, neither a new one nor one that was waiting", async () => {
    const host = new FakeStreamHost(0, 0, [alice, bob]);
    host.commit(1);
    for (const user of [alice, bob]) await host.callTo(user).take();
    host.commit(1);
    host.publishers.signal("typing", () => "before");
    host.publishers.unsubscribe(bob, 3);
    host.commit(1);
    host.publishers.signal("typing", () => "after");
    await host.callTo(bob).take();
    expect(host.callTo(bob)).toMatchObject({ seqs: [3], delivery: { signals: [] } });
    await host.callTo(alice).take();
    expect(host.callTo(alice)).toMatchObject({ seqs: [3], delivery: { signals: ["after"] } });
  });
});

describe("a stream that begins", () => {
  it("[GROUP-42] with its first event, whatever the others lack", () => {
    const host = new FakeStreamHost(4, 2, [alice]);
    host.publishers.subscribe(bob, 4);
    host.commit(1);
    expect(host.calls.map(({ to, seqs }) => [to, seqs])).toEqual([
      [alice, [3, 4, 5]],
      [bob, [5]],
    ]);
    expect(host.callTo(bob).delivery).toMatchObject({ prev: 4, redelivered: false });
  });

  it("[GROUP-41] before the one of the stay before has ended goes on with it", async () => {
    const host = new FakeStreamHost(0, 0, [alice]);
    host.commit(1);
    host.publishers.unsubscribe(alice, 2);
    host.commit(2);
    host.publishers.subscribe(alice, 3);
    host.commit(1);
    await host.callTo(alice).take();
    expect(host.callTo(alice).seqs).toEqual([2, 3, 4]);
    await host.callTo(alice).take();
    host.commit(1);
    expect(host.callTo(alice).seqs).toEqual([5]);
  });
});

describe("after a crash", () => {
  it("[GROUP-43] who went gets their last event again, flagged, unless everybody is known to have it", async () => {
    const host = new FakeStreamHost(6, 3, []);
    host.publishers.resume(alice, { afterSeq: 0, untilSeq: 5 });
    host.publishers.resume(bob, { afterSeq: 0, untilSeq: 3 });
    host.publishers.resume(carol, { afterSeq: 4, untilSeq: null });
    expect(host.publishers.settledSeq()).toBe(3);
    host.publishers.pump();
    expect(host.calls.map(({ to, seqs, delivery }) => [to, seqs, delivery.redelivered])).toEqual([
      [alice, [4, 5], true],
      [carol, [5, 6], true],
    ]);
    await host.callTo(alice).take();
    await host.callTo(carol).take();
    expect(host.publishers.settledSeq()).toBe(6);
    host.commit(1);
    expect(host.calls.map(({ to }) => to)).toEqual([carol]);
  });
});
