// Steps of history that come twice, too late or half done: after each, history is what the log was.
import { env } from "cloudflare:workers";
import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it, vi } from "vitest";
import { HistoryStore } from "../../durable-objects/conversation/projections/history/history-store.ts";
import { rowsOf, archiveEvents } from "../../schema/history/packed-events.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { conversationObject, pair } from "../support/actors.ts";
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
  unerased,
} from "../support/history-actors.ts";
import { homeIn } from "../support/history-homes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const { HISTORY, ARCHIVE } = env;
const { HISTORY_ARCHIVE_AFTER_MS } = defaultHistorySettings;

describe("history", () => {
  it("[HISTORY-4] every step may be repeated: a crash between a tier's write and our own changes nothing", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, projectedMs);
    await runInDurableObject(conversationObject(id), (_, state) =>
      state.storage.sql.exec("DELETE FROM history_progress"),
    );
    await evictDurableObject(conversationObject(id));
    await append(id, bob, 5);
    await later(id, projectedMs);
    expect(await progressOf(id)).toEqual({ projected: 105, archived: 0 });
    expect(await store.load(id, 0, 105)).toEqual(await logOf(id, 105));
    // An object in R2 whose index was never written: the next attempt takes its place.
    await ARCHIVE.put(`history/${id}/1-105.json.gz`, "half an attempt");
    expect(await store.load(id, 0, 105)).toEqual(await logOf(id, 105));
    await later(id, archivedMs);
    expect(await store.load(id, 0, 105)).toEqual(await logOf(id, 105));
  });

  it.each([0, 70])(
    "[HISTORY-4] a crash between the archive's index and our own progress changes nothing (%d archived before)",
    async (before) => {
      const { bob, id } = await pair();
      await append(id, bob, before);
      await later(id, projectedMs);
      await later(id, archivedMs);
      await append(id, bob, 100 - before);
      await later(id, projectedMs);
      // As an attempt whose end the conversation did not live to hear of.
      await store.archive(id, before, Date.now() + HISTORY_ARCHIVE_AFTER_MS, unerased());
      expect([await progressOf(id), await segmentsOf(id)]).toEqual([{ projected: 100, archived: before }, []]);
      await append(id, bob, 30);
      await later(id, projectedMs);
      await later(id, archivedMs);
      expect(await progressOf(id)).toEqual({ projected: 130, archived: 130 });
      expect(await store.load(id, 0, 130)).toEqual(await logOf(id, 130));
    },
  );

  it("[HISTORY-4] nor does one after a block was filled: the next one is begun", async () => {
    const { bob, id } = await pair();
    await append(id, bob, archiveEvents);
    await later(id, projectedMs);
    await store.archive(id, 0, Date.now() + HISTORY_ARCHIVE_AFTER_MS, unerased());
    await append(id, bob, 10);
    await later(id, projectedMs);
    await later(id, archivedMs);
    const head = archiveEvents + 10;
    expect(await progressOf(id)).toEqual({ projected: head, archived: head });
    expect(await store.load(id, 0, head)).toEqual(await logOf(id, head));
  });

  it("[HISTORY-4] segments that come again after they were archived take nothing back", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, projectedMs);
    await later(id, archivedMs);
    const whole = await store.load(id, 0, 100);
    await store.saveSegments(id, rowsOf(whole.slice(0, 64)), 0);
    const moved = await store.archive(id, 0, Date.now() + HISTORY_ARCHIVE_AFTER_MS, unerased());
    expect(moved).toEqual({ handledSeq: 0, archivedSeq: 100, left: { bytes: 0, oldestAt: null } });
    expect(await store.load(id, 0, 100)).toEqual(whole);
    expect(await segmentsOf(id)).toEqual([]);
  });

  it("[HISTORY-4] an archiving that was given up and comes late takes nothing back", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 100);
    await later(id, projectedMs);
    // It has put its object and stands before the index when everything goes on without it.
    let goOn = (): void => {};
    const late = new HistoryStore(
      homeIn(HISTORY),
      standInFor<R2Bucket>({
        get: (key: string) => ARCHIVE.get(key),
        delete: (keys: string[]) => ARCHIVE.delete(keys),
        put: async (key: string, value: ArrayBuffer) => {
          await ARCHIVE.put(key, value);
          await new Promise<void>((resolve) => (goOn = resolve));
        },
      }),
    ).archive(id, 0, Date.now() + HISTORY_ARCHIVE_AFTER_MS, unerased());
    await vi.waitFor(async () => expect(await objectsOf(id)).toHaveLength(1));
    await append(id, bob, 20);
    await later(id, projectedMs);
    await later(id, archivedMs);
    await append(id, bob, 5);
    await later(id, projectedMs);
    goOn();
    await expect(late).rejects.toThrow("the tiers have changed");
    expect(await store.load(id, 0, 125)).toEqual(await logOf(id, 125));
  });

  it("[HISTORY-4] a late repeat of an earlier attempt takes nothing back", async () => {
    const { bob, id } = await pair();
    await append(id, bob, 20);
    await later(id, projectedMs);
    const whole = await store.load(id, 0, 20);
    await store.saveSegments(id, rowsOf(whole.slice(0, 10)), 0);
    expect(await store.load(id, 0, 20)).toEqual(whole);
  });
});
