// What a message costs, counted by the runtime while a server with meters lives through fixed scenarios. The numbers are
// records: a change that needs more operations fails here, one that needs fewer should lower them.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unstable_readConfig } from "wrangler";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { changes, costsOfChanges } from "../../lab/bench/cost/change-scenarios.ts";
import { LabGroup } from "../../lab/bench/cost/group-scenarios.ts";
import { Device } from "../../lab/bench/cost/device.ts";
import { Lab } from "../../lab/bench/cost/lab.ts";
import {
  aftermathMs,
  objectsOf,
  rest,
  sendsLater,
  sendUnderLoad,
  settled,
  talkBothOnline,
  talkRecipientAway,
  type Counted,
} from "../../lab/bench/cost/scenarios.ts";
import { measureColdRows } from "../../lab/bench/measure/cold-rows.ts";
import { linesAt, totalOf } from "../../lab/bench/meter/counts.ts";
import { uuidV7 } from "../../lab/bench/load/frames.ts";
import { ApiClient } from "../../lab/kit/api-client.ts";
import { makePairs } from "../../lab/kit/people.ts";
import { peopleLimits, raisedLimits } from "../../lab/kit/server.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { noCounts } from "../support/no-counts.ts";

let stateDir: string;
/** With the limits that a deployment has. */
let lab: Lab;
let startedRaised: Promise<Lab> | undefined;

/** With raised limits, and every user is of the sample by which sockets are counted. */
const raisedLab = (): Promise<Lab> => {
  startedRaised ??= Lab.start(join(stateDir, "raised"), { ...raisedLimits, SOCKET_SAMPLE_ONE_IN: "1" });
  return startedRaised;
};

beforeAll(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "klatch-cost-"));
  lab = await Lab.start(join(stateDir, "usual"), peopleLimits);
});

afterAll(async () => {
  await Promise.all([lab.stop(), startedRaised?.then((raised) => raised.stop())]);
  await rm(stateDir, { recursive: true });
});

/** What is billed, with the whole aftermath: history in D1 and a month later in R2. */
const billed = ({ counts }: Counted) => ({
  rowsWritten: totalOf(counts.rowsWritten),
  objectRequests: totalOf(counts.objectRequests),
  workerRequests: counts.workerRequests,
  socketMessagesIn: counts.socketMessagesIn,
  queueMessages: counts.queueMessages,
  r2Writes: counts.r2Writes,
  r2Reads: counts.r2Reads,
  logLines: linesAt("warn", counts),
});

/** What is higher than on record. */
const higher = (counted: ReturnType<typeof billed>, record: ReturnType<typeof billed>) =>
  Object.entries(counted).filter(([kind, count]) => count > record[kind as keyof typeof record]);

it("[COST-1] ten messages and ten read marks within five minutes between two who are online", async () => {
  const record = {
    rowsWritten: 33,
    objectRequests: 63,
    workerRequests: 0,
    socketMessagesIn: 20,
    queueMessages: 0,
    r2Writes: 1,
    r2Reads: 0,
    logLines: 0,
  };
  expect(higher(billed(await talkBothOnline(lab, 1)), record)).toEqual([]);
});

it("[COST-2] ten messages within five minutes to one who is away, comes back an hour later and reads them", async () => {
  const record = {
    // One of them when the reader was last seen.
    rowsWritten: 26,
    objectRequests: 39,
    workerRequests: 1,
    socketMessagesIn: 12,
    queueMessages: 0,
    r2Writes: 1,
    r2Reads: 0,
    logLines: 0,
  };
  expect(higher(billed(await talkRecipientAway(lab, 1)), record)).toEqual([]);
});

it("[COST-3] under load a message costs a tenth of a row", async () => {
  const load = await sendUnderLoad(await raisedLab(), 1, 500, 2_000);
  const { rowsWritten, objectRequests, socketMessagesIn, ...others } = billed(load);
  expect(rowsWritten / load.messages).toBeLessThan(0.1);
  expect(objectRequests / load.messages).toBeLessThan(0.15);
  // Sixteen go together; beside them a socket echoes each probe, one in 128 KB.
  expect(socketMessagesIn * 16).toBeGreaterThanOrEqual(load.messages);
  expect(socketMessagesIn * 12).toBeLessThan(load.messages);
  expect(others).toMatchObject({ workerRequests: 0, queueMessages: 0, r2Reads: 0 });
});

it("[LATER-12] two scheduled messages, one after the other, to one who is away", async () => {
  const record = {
    rowsWritten: 42,
    objectRequests: 17,
    workerRequests: 2,
    socketMessagesIn: 0,
    queueMessages: 0,
    r2Writes: 1,
    r2Reads: 0,
    logLines: 0,
  };
  expect(higher(billed(await sendsLater(lab, 2)), record)).toEqual([]);
});

it("[COST-12] an edit, a reaction and a recall in a pair, history included", async () => {
  const { "an edit": edit, "a reaction": reaction, "a recall": recall } = changes;
  const costs = await costsOfChanges(lab, { edit, reaction, recall });
  const spent = Object.entries(costs).map(([name, { rowsWritten, objectRequests, r2Writes }]) => [
    name,
    { rowsWritten, objectRequests, r2Writes },
  ]);
  expect(Object.fromEntries(spent)).toEqual({
    edit: { rowsWritten: 2, objectRequests: 1, r2Writes: 0 },
    reaction: { rowsWritten: 3, objectRequests: 1, r2Writes: 0 },
    recall: { rowsWritten: 16, objectRequests: 3, r2Writes: 0 },
  });
});

it("[COST-8] a message to a group of 20 whose actors all sleep", async () => {
  const group = await LabGroup.open(lab, 20);
  const talk = await group.talk({ messages: 5, read: false });
  group.close();
  const record = {
    rowsWritten: 19,
    objectRequests: 107,
    workerRequests: 0,
    socketMessagesIn: 5,
    queueMessages: 0,
    r2Writes: 1,
    r2Reads: 1,
    logLines: 0,
  };
  expect(higher(billed(talk), record)).toEqual([]);
});

it("[OPS-35] of sampled users messages cost nothing more, and a socket that opens and closes two calls and two rows", async () => {
  const raised = await raisedLab();
  const [pair] = await settled(raised, makePairs(raised.url, 1));
  if (pair === undefined) throw new Error("a pair");
  const [sender, receiver] = [
    await Device.connect(raised.url, pair.sender),
    await Device.connect(raised.url, pair.receiver),
  ];
  const fleetCalls = async (work: () => Promise<unknown>) => {
    const { objectRequests, rowsWritten } = await raised.counted(work);
    return { calls: objectRequests["Fleet.tellSockets"] ?? 0, rows: rowsWritten["Fleet sampled_user"] ?? 0 };
  };
  const talking = await fleetCalls(async () => {
    for (let message = 0; message < 5; message++) {
      const seq = await sender.say(pair.conversationId, uuidV7(raised.now()));
      await receiver.hears(seq);
      await receiver.reads(pair.conversationId, seq);
      await raised.pass(30_000, objectsOf(pair));
    }
  });
  const leaving = await fleetCalls(async () => {
    sender.leave();
    receiver.leave();
    // The server notices by itself that they are gone.
    await vi.waitFor(async () => {
      const { counts } = await raised.rests();
      expect(counts.objectRequests["Fleet.tellSockets"]).toBe(2);
    }, 20_000);
  });
  const coming = await fleetCalls(() => Device.connect(raised.url, pair.sender));
  expect([talking, leaving, coming]).toEqual([
    { calls: 0, rows: 0 },
    { calls: 2, rows: 2 },
    { calls: 1, rows: 1 },
  ]);
});

it("[COST-20] no message writes a log line at the deployment's level; at `info` each HTTP request is one", async () => {
  const [pair] = await settled(lab, makePairs(lab.url, 1));
  if (pair === undefined) throw new Error("a pair");
  const api = new ApiClient(lab.url);
  const counts = await lab.counted(async () => {
    for (let message = 0; message < 10; message++)
      await api.sendText(pair.sender.accessToken, pair.conversationId, uuidV7(lab.now()), "Hello");
    await lab.pass(aftermathMs, objectsOf(pair));
  });
  expect(linesAt("warn", counts)).toBe(0);
  expect(counts.logLines).toEqual({ "info request": 10 });
  const { vars, observability } = unstable_readConfig({ config: inRepository("wrangler.toml") });
  expect(vars["LOG_LEVEL"]).toBe("warn");
  // Errors are rare: a sample of them would lose most.
  expect(observability?.logs).toMatchObject({ enabled: true, invocation_logs: false, head_sampling_rate: 1 });
  expect(observability?.traces?.enabled).toBe(false);
});

it("[COST-4] a month of an idle user who is connected costs no operation", async () => {
  const { counts } = await rest(lab);
  expect(counts).toEqual(noCounts);
});

it("[COST-5] what a cold start reads does not grow with the log", async () => {
  for (const events of [1_000, 100_000]) {
    const { send, sync, unread } = await measureColdRows(lab, events);
    for (const rows of [send, sync, unread]) expect(rows).toBeLessThanOrEqual(146);
  }
});
