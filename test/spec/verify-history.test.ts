// Recounting history against the log: faults planted in every tier, and each of them found.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { gunzip, gzip } from "../../durable-objects/conversation/projections/history/gzip.ts";
import { packEvents, unpackEvents } from "../../schema/history/packed-events.ts";
import { defaultHistorySettings } from "../../schema/history/settings.ts";
import { newUserId } from "../../schema/protocol/ids.ts";
import { conversationObject, uuidV7 } from "../support/actors.ts";
import { runIn, tamperWith } from "../support/log-rows.ts";
import { append, archivedMs, conversationWith, later, projectedMs, inTime } from "../support/history-actors.ts";
import {
  bodyOf,
  deleteSegment,
  fault,
  faultsOf,
  objectOf,
  rewriteEvents,
  rewriteSegment,
  verify,
} from "../support/history-faults.ts";

const { HISTORY, ARCHIVE } = env;
const { HISTORY_PROJECT_AFTER_MS } = defaultHistorySettings;

describe("[HISTORY-7] recounting finds nothing wrong", () => {
  it("where nothing is in history yet", async () => {
    const { id } = await conversationWith(10);
    expect(await verify(id)).toEqual({
      conversationId: id,
      headSeq: 10,
      floorSeq: 0,
      projectedSeq: 0,
      archivedSeq: 0,
      checked: 0,
      faults: [],
      moreFaults: false,
      after: null,
    });
  });

  it("in D1, in R2, and where both have the same events", async () => {
    const { id, bob } = await conversationWith(150, projectedMs);
    expect(await verify(id)).toMatchObject({
      headSeq: 150,
      projectedSeq: 150,
      archivedSeq: 0,
      checked: 150,
      faults: [],
    });
    await later(id, archivedMs);
    expect(await verify(id)).toMatchObject({ projectedSeq: 150, archivedSeq: 150, checked: 150, faults: [] });
    // The segment that was archived half full is written again, whole.
    await append(id, bob, 20);
    await later(id, projectedMs);
    expect(await verify(id)).toMatchObject({
      headSeq: 170,
      projectedSeq: 170,
      archivedSeq: 150,
      checked: 170,
      faults: [],
    });
  });

  it("in a long log, a part at a time", async () => {
    const { id, bob } = await conversationWith(2_048);
    for (let n = 0; n < 2; n++) await append(id, bob, 2_048);
    await append(id, bob, 100);
    await later(id, projectedMs);
    await append(id, bob, 100);
    await later(id, 2 * projectedMs);
    expect(await verify(id)).toMatchObject({ projectedSeq: 6_344, archivedSeq: 6_144 });
    await deleteSegment(id, 6_209);
    expect(await verify(id)).toMatchObject({ headSeq: 6_344, checked: 4_096, faults: [], after: 4_096 });
    expect(await verify(id, 4_096)).toMatchObject({
      checked: 2_248,
      faults: [fault("missing", "history", 6_209, 6_272)],
      after: null,
    });
  });
});

describe("[HISTORY-7] recounting finds", () => {
  it("a segment that was deleted from D1", async () => {
    const { id } = await conversationWith(150, projectedMs);
    await deleteSegment(id, 65);
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 65, 128)]);
  });

  it("a segment that ends too early", async () => {
    const { id } = await conversationWith(150, projectedMs);
    await rewriteSegment(id, 65, (body) => packEvents(unpackEvents(body).slice(0, 60)));
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 125, 128)]);
  });

  it("a segment that cannot be read", async () => {
    const { id } = await conversationWith(150, projectedMs);
    await rewriteSegment(id, 65, (body) => body.slice(0, 500));
    expect(await faultsOf(id)).toEqual([fault("unreadable", "d1", 65, 128)]);
  });

  it("two events that changed places", async () => {
    const { id } = await conversationWith(70, projectedMs);
    await rewriteEvents(id, 1, (event, all) => {
      const other = event.seq === 7 ? all[8] : event.seq === 9 ? all[6] : event;
      return { ...other, seq: event.seq };
    });
    expect(await faultsOf(id)).toEqual([fault("different", "d1", 7), fault("different", "d1", 9)]);
  });

  it.each([
    ["body", { body: bodyOf(-1) }],
    ["time", { createdAt: 1 }],
    ["sender", { senderId: newUserId() }],
    ["clientMsgId", { clientMsgId: uuidV7() }],
    ["hash", { bodyHash: "other" }],
  ])("an event whose %s was changed", async (_field, change) => {
    const { id } = await conversationWith(70, projectedMs);
    await rewriteEvents(id, 65, ({ seq }) => (seq === 66 ? change : {}));
    expect(await faultsOf(id)).toEqual([fault("different", "d1", 66)]);
  });

  it("an object that is gone from R2", async () => {
    const { id, bob } = await conversationWith(100, projectedMs, archivedMs);
    await append(id, bob, 10);
    await later(id, projectedMs);
    await ARCHIVE.delete(await objectOf(id));
    // D1 has the last segment again, as it grew.
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 1, 64)]);
  });

  it("an object that was cut off, or holds too little, or other events", async () => {
    const { id } = await conversationWith(100, projectedMs, archivedMs);
    const whole = (await (await ARCHIVE.get(await objectOf(id)))?.arrayBuffer()) ?? new ArrayBuffer(0);
    const events = unpackEvents(await gunzip(whole));
    const put = async (bytes: ArrayBuffer | Promise<ArrayBuffer>) => ARCHIVE.put(await objectOf(id), await bytes);
    await put(whole.slice(0, whole.byteLength / 2));
    expect(await faultsOf(id)).toEqual([fault("unreadable", "r2", 1, 100)]);
    await put(gzip(packEvents(events.slice(0, 90))));
    expect(await faultsOf(id)).toEqual([fault("missing", "history", 91, 100)]);
    await put(gzip(packEvents(events.map((event) => (event.seq === 33 ? { ...event, body: bodyOf(-1) } : event)))));
    expect(await faultsOf(id)).toEqual([fault("different", "r2", 33)]);
    await put(whole);
    expect(await faultsOf(id)).toEqual([]);
  });

  it("events that the log lacks, in its midst or after its end", async () => {
    const { id } = await conversationWith(100, projectedMs);
    await runInDurableObject(conversationObject(id), (_, state) =>
      tamperWith(runIn(state.storage.sql), (events) => events.filter(({ seq }) => seq !== 50)),
    );
    expect(await faultsOf(id)).toEqual([fault("missing", "log", 50)]);
    await HISTORY.prepare("UPDATE history_segment SET last_seq = 128 WHERE conversation_id = ? AND first_seq = 65")
      .bind(id)
      .run();
    expect(await faultsOf(id)).toEqual([fault("missing", "log", 50), fault("ahead", "d1", 101, 128)]);
  });

  it("history that stands still", async () => {
    const { id } = await conversationWith(70);
    const late = () => inTime(HISTORY_PROJECT_AFTER_MS + 3 * 3_600_000, () => faultsOf(id));
    expect(await late()).toEqual([fault("behind", "history", 1, 70)]);
    await later(id, projectedMs);
    expect(await late()).toEqual([]);
  });

  it("so many faults that it does not list all of them", async () => {
    const { id } = await conversationWith(300, projectedMs);
    for (const firstSeq of [1, 65, 129, 193])
      await rewriteEvents(id, firstSeq, ({ seq }) => (seq % 2 === 0 ? { createdAt: 1 } : {}));
    const { faults, moreFaults } = await verify(id);
    expect(faults).toHaveLength(100);
    expect(moreFaults).toBe(true);
  });
});
