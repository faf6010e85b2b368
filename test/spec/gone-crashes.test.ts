// A recall whose conversation dies at any of the calls that follow: it ends there all the same, and nothing comes back.
import { env } from "cloudflare:workers";
import { runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ErasedEvents } from "../../durable-objects/conversation/projections/history/erased-events.ts";
import { gunzip } from "../../durable-objects/conversation/projections/history/gzip.ts";
import type { ConversationId, OpId } from "../../schema/protocol/ids.ts";
import type { MessageOp } from "../../schema/rpc/message-changes.ts";
import { itemOf, sessionObject, uuidV7, type TestUser } from "../support/actors.ts";
import { cutOff, type Cut } from "../support/cut-off.ts";
import { change as changeGroup, crash, group, groupObject, makeGroup, users } from "../support/group-actors.ts";
import { entryOf, untilSettled } from "../support/group-seen.ts";
import { archivedMs, inTime, later, objectsOf, projectedMs } from "../support/history-actors.ts";

const { HISTORY, ARCHIVE } = env;
const secret = "what nobody may find";

beforeEach(() => void vi.spyOn(console, "error").mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

interface Talk {
  readonly id: ConversationId;
  readonly people: readonly TestUser[];
  /** All that people do. They may do it again. */
  readonly act: () => Promise<void>;
  readonly ring: (ms: number) => Promise<boolean>;
}

const opId = (): OpId => uuidV7() as string as OpId;

/**
 * Messages with the secret lie in R2 (and an edit of one), in D1, and in the log alone. The last is shown by lists: by that
 * of who listens, and by those of who does not.
 */
async function talk(): Promise<Talk> {
  const people = users(4);
  const [olga, mona, mike, nina] = people;
  const id = await makeGroup(people);
  const say = async (...texts: readonly string[]): Promise<number> => {
    const results = await inTime(0, () => group(id).append({ senderId: mona.id, items: texts.map(itemOf) }));
    const [last] = results.slice(-1);
    if (last === undefined || "refusal" in last) throw new Error("not said");
    return last.ack.seq;
  };
  const change = async (user: TestUser, op: MessageOp): Promise<void> => {
    expect(await group(id).changeMessage({ userId: user.id, op })).not.toHaveProperty("refusal");
  };
  const ring = (ms: number): Promise<boolean> => later(id, ms, groupObject(id));
  const first = await say(...Array.from({ length: 66 }, (_, n) => `${n}`), `${secret} 1`);
  const body = itemOf(`${secret} again`).body;
  await inTime(0, () =>
    change(mona, { kind: "edit", seq: first, opId: opId(), contentType: "text", body, mentions: [] }),
  );
  await ring(projectedMs);
  await ring(archivedMs);
  const second = await say("short", `${secret} 2`);
  await ring(projectedMs);
  const third = await say(`${secret} 3`);
  for (const one of people) expect((await entryOf(one, id))?.preview?.text).toBe(`${secret} 3`);
  // A quiet event: whoever does not listen is silent from now on, and shows the message.
  await change(olga, { kind: "react", seq: first - 1, opId: opId(), emoji: "👍", active: true });
  await untilSettled(id);
  await entryOf(olga, id);
  const act = async (): Promise<void> => {
    await changeGroup(id, nina, { kind: "leave" });
    for (const seq of [first, second, third]) await change(olga, { kind: "recall", seq });
    await changeGroup(id, nina, { kind: "join" });
    await changeGroup(id, mike, { kind: "leave" });
  };
  return { id, people, act, ring };
}

/** Where the secret stands. */
async function found({ id, people }: Talk): Promise<string[]> {
  const rows = await HISTORY.prepare("SELECT body FROM history_segment WHERE conversation_id = ?").bind(id).all();
  const objects = (await objectsOf(id)).map(async (key) =>
    gunzip((await (await ARCHIVE.get(key))?.arrayBuffer()) ?? new ArrayBuffer(0)),
  );
  const inboxes = people.map((user) =>
    runInDurableObject(sessionObject(user.id), (_session, { storage }) =>
      storage.sql.exec("SELECT * FROM inbox").toArray(),
    ),
  );
  const log = runInDurableObject(groupObject(id), (_group, { storage }) => [
    ...storage.sql.exec("SELECT * FROM log_0"),
    ...storage.sql.exec("SELECT * FROM message_state"),
  ]);
  const places = {
    D1: rows.results,
    R2: await Promise.all(objects),
    inboxes: await Promise.all(inboxes),
    log: await log,
  };
  return Object.entries(places).flatMap(([name, place]) => (JSON.stringify(place).includes(secret) ? [name] : []));
}

interface Outcome {
  readonly calls: readonly string[];
  /** False: the cut would have been behind the last call. */
  readonly isCut: boolean;
  readonly found: readonly string[];
}

/** @param patienceMs a delivery that failed is repeated in a time of its own, which no jump of the clock shortens */
async function recallAndCrash(cut: Cut, patienceMs = 20_000): Promise<Outcome> {
  const one = await talk();
  expect(await found(one)).toEqual(["D1", "R2", "inboxes", "log"]);
  const off = cutOff(cut);
  let isOver = false;
  const acting = one
    .act()
    .then(() => one.ring(projectedMs))
    .catch(() => {})
    .finally(() => (isOver = true));
  await vi.waitFor(() => expect(isOver || off.isReached).toBe(true), { timeout: 5_000, interval: 2 });
  const calls = [...off.calls];
  await crash(groupObject(one.id));
  off.restore();
  await acting;
  // Whoever got no answer asks again.
  await one.act();
  // No ring waits for a session that is slow, and what is under way while the clock jumps comes too late.
  await vi.waitFor(() => untilSettled(one.id), { timeout: 20_000 });
  for (const hours of [0, 1, 2, 5, 10]) await one.ring(projectedMs + hours * 3_600_000);
  const until = performance.now() + patienceMs;
  while ((await found(one)).length > 0 && performance.now() < until) await new Promise((done) => setTimeout(done, 250));
  return { calls, isCut: off.isReached, found: await found(one) };
}

/** Cut off at each call, one after the other. */
async function* recallsAndCrashes(isDone: boolean): AsyncGenerator<Outcome & { readonly at: number }> {
  for (let at = 1; ; at++) {
    const outcome = await recallAndCrash({ at, isDone });
    if (!outcome.isCut) return;
    yield { at, ...outcome };
  }
}

describe("a recall", () => {
  it.each(["lost", "carried out"])(
    "[CHANGE-21] ends in every tier and inbox, whichever call is the last of its conversation's life: one that is %s",
    async (fate) => {
      const called = new Set<string>();
      for await (const { at, calls, found: left } of recallsAndCrashes(fate !== "lost")) {
        expect({ at, calls, left }).toEqual({ at, calls, left: [] });
        called.add(calls.at(-1)?.split(" ")[0] ?? "");
      }
      expect([...called].toSorted()).toEqual(["D1", "R2", "session"]);
    },
    240_000,
  );

  it("[CHANGE-21] would not, if what is left to do were known to memory only", async () => {
    const noted = new WeakMap<ErasedEvents, readonly number[]>();
    const add = Reflect.get(ErasedEvents.prototype, "add");
    vi.spyOn(ErasedEvents.prototype, "add").mockImplementation(function (this: ErasedEvents, seqs, now) {
      noted.set(this, [...(noted.get(this) ?? []), ...seqs]);
      return add.call(this, seqs, now);
    });
    vi.spyOn(ErasedEvents.prototype, "pending", "get").mockImplementation(function (this: ErasedEvents) {
      return noted.get(this) ?? [];
    });
    const outcome = await recallAndCrash({ at: 5, isDone: false }, 0);
    expect([outcome.isCut, outcome.found.includes("R2")]).toEqual([true, true]);
  });
});
