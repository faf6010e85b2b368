// A conversation's past: projected into D1, archived into R2, and tiers that fail.
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { archiveEvents } from "../../schema/history/packed-events.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { pair, textMessage } from "../support/actors.ts";
import {
  append,
  archivedMs,
  later,
  logOf,
  objectsOf,
  progressOf,
  projectedMs,
  segmentsOf,
  store,
} from "../support/history-actors.ts";

const { ARCHIVE } = env;
const { HISTORY_PROJECT_AFTER_MS } = defaultHistorySettings;

afterEach(() => vi.restoreAllMocks());

describe("history", () => {
  it("[HISTORY-1] events of an age are written to D1 in packed segments, by the alarm", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 150);
    await later(id, 60_000);
    expect(await progressOf(id)).toBe(null);
    await later(id, projectedMs);
    expect(await progressOf(id)).toEqual({ projected: 150, archived: 0 });
    expect(await segmentsOf(id)).toEqual([
      { first: 1, last: 64 },
      { first: 65, last: 128 },
      { first: 129, last: 150 },
    ]);
    expect(await store.load(id, 0, 150)).toEqual(await logOf(id, 150));
    // The newest segment fills up in its place.
    await append(id, bob, 50);
    await later(id, projectedMs);
    expect(await segmentsOf(id)).toEqual([
      { first: 1, last: 64 },
      { first: 65, last: 128 },
      { first: 129, last: 192 },
      { first: 193, last: 200 },
    ]);
    expect(await store.load(id, 0, 200)).toEqual(await logOf(id, 200));
  });

  it("[HISTORY-1] much at once does not wait for its age", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 1_100);
    await later(id, 0);
    expect(await progressOf(id)).toEqual({ projected: 1_088, archived: 1_024 });
    expect(await store.load(id, 0, 1_088)).toEqual(await logOf(id, 1_088));
  });

  it("[HISTORY-25] what fills a block moves on at once, of events or of bytes, and the rest waits", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 1_000);
    await later(id, projectedMs);
    expect(await progressOf(id)).toEqual({ projected: 1_000, archived: 0 });
    await append(id, bob, 50);
    await later(id, 2 * projectedMs);
    expect(await progressOf(id)).toEqual({ projected: 1_050, archived: 1_024 });
    expect(await segmentsOf(id)).toEqual([{ first: 1_025, last: 1_050 }]);
    expect(await objectsOf(id)).toHaveLength(1);
    // The alarm is for the age of the rest: another ring changes nothing.
    await later(id, 3 * projectedMs);
    expect(await segmentsOf(id)).toEqual([{ first: 1_025, last: 1_050 }]);
    expect(await store.load(id, 0, 1_050)).toEqual(await logOf(id, 1_050));
  });

  it("[HISTORY-2] from an age on segments move to R2, compressed, a block in an object", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, projectedMs);
    await later(id, archivedMs);
    expect(await progressOf(id)).toEqual({ projected: 100, archived: 100 });
    expect(await segmentsOf(id)).toEqual([]);
    const object = await ARCHIVE.get((await objectsOf(id))[0] ?? "");
    expect([...new Uint8Array((await object?.arrayBuffer()) ?? new ArrayBuffer(0)).subarray(0, 2)]).toEqual([
      0x1f, 0x8b,
    ]);
    await append(id, bob, 30);
    await later(id, projectedMs);
    expect(await store.load(id, 0, 130)).toEqual(await logOf(id, 130));
    await later(id, archivedMs);
    expect(await progressOf(id)).toEqual({ projected: 130, archived: 130 });
    expect(await store.load(id, 0, 130)).toEqual(await logOf(id, 130));
  });

  it("[HISTORY-2] a block that was begun grows in its place, whatever blocks stand before it", async () => {
    const { bob, id } = await pair();
    await append(id, bob, archiveEvents + 76);
    for (const count of [0, 30]) {
      await append(id, bob, count);
      await later(id, projectedMs);
      await later(id, archivedMs);
      const head = archiveEvents + 76 + count;
      expect(await progressOf(id)).toEqual({ projected: head, archived: head });
      expect(await segmentsOf(id)).toEqual([]);
      expect(await store.load(id, 0, head)).toEqual(await logOf(id, head));
    }
  });

  it("[HISTORY-3] a tier that fails delays nobody and loses nothing; progress comes after success only", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    await append(id, bob, 70);
    for (const socket of [phone, other]) await socket.take("new-message", ({ seq }) => seq === 70);
    const failing = vi
      .spyOn(HistoryStore.prototype, "saveSegments")
      .mockRejectedValue(new Error("planted: D1 is down"));
    await later(id, projectedMs);
    expect(failing).toHaveBeenCalled();
    expect(await progressOf(id)).toBe(null);
    other.send(textMessage(id, "still here"));
    expect(await phone.take("new-message", ({ seq }) => seq === 71)).toBeTruthy();
    failing.mockRestore();
    await later(id, HISTORY_PROJECT_AFTER_MS + 120_000);
    expect(await progressOf(id)).toEqual({ projected: 71, archived: 0 });
    expect(await store.load(id, 0, 71)).toEqual(await logOf(id, 71));
  });

  it("[HISTORY-3] a tier that is slow holds back no send", async () => {
    const { alice, bob, id } = await pair();
    const [phone, other] = [await alice.live(), await bob.live()];
    await append(id, bob, 10);
    for (const socket of [phone, other]) await socket.take("new-message", ({ seq }) => seq === 10);
    const steps: string[] = [];
    const slow = vi.spyOn(HistoryStore.prototype, "saveSegments").mockImplementation(async () => {
      await scheduler.wait(500);
      steps.push("the tier answers");
      return true;
    });
    const ringing = later(id, projectedMs);
    await vi.waitFor(() => expect(slow).toHaveBeenCalled());
    other.send(textMessage(id, "meanwhile"));
    await phone.take("new-message", ({ seq }) => seq === 11);
    steps.push("the event is delivered");
    await ringing;
    expect(steps).toEqual(["the event is delivered", "the tier answers"]);
    expect(await progressOf(id)).toEqual({ projected: 10, archived: 0 });
  });
});
