// Messages on their way to conversations: one FIFO each, one append in flight, everything answered.
import { beforeEach, describe, expect, it } from "vitest";
import { SendQueue, sendQueueLimits } from "../../durable-objects/user-session/sending/send-queue.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import { turn, useQuickTurns } from "../support/quick-turns.ts";

useQuickTurns();

const [a, b] = ["direct_a", "direct_b"] as [ConversationId, ConversationId];
const item = (id: string, body = "{}"): AppendItem => ({ clientMsgId: id as ClientMsgId, body, bodyHash: "" });

interface Flight {
  readonly to: ConversationId;
  readonly ids: readonly string[];
  land(results?: readonly AppendResult[]): Promise<void>;
  crash(): Promise<void>;
}

let flights: Flight[];
let queue: SendQueue;
let reported: unknown[];

beforeEach(() => {
  let seq = 0;
  flights = [];
  reported = [];
  queue = new SendQueue(
    (to, items) =>
      new Promise((resolve, reject) => {
        const acks = items.map(() => ({ ack: { seq: ++seq, createdAt: 0 } }));
        const flight: Flight = {
          to,
          ids: items.map(({ clientMsgId }) => clientMsgId),
          land: (results = acks) => (resolve(results), settle()),
          crash: () => (reject(new Error("unreachable")), settle()),
        };
        flights.push(flight);
      }),
    (to, cause) => reported.push([to, String(cause)]),
  );
});

/** Until what was sent is on its way, however loaded. */
async function settle(): Promise<void> {
  await turn();
  await turn();
}

const take = (): Flight => flights.shift() as Flight;
const idsOnTheirWay = (): unknown[] => flights.map(({ to, ids }) => [to, ...ids]);
const codesOf = (results: readonly AppendResult[]): unknown[] =>
  results.map((result) => ("ack" in result ? result.ack.seq : result.refusal.code));

describe("a send queue", () => {
  it("[CHANGE-9] what is done to messages goes after all that was sent before it, and before what was sent later", async () => {
    const done: string[] = [];
    const act = (name: string) => (): Promise<void> => {
      done.push(`${name} after ${idsOnTheirWay().length} in flight`);
      return Promise.resolve();
    };
    void queue.send(a, [item("1")]);
    await settle();
    void queue.send(a, [item("2")]);
    void queue.inTurn(a, act("edit"));
    void queue.send(a, [item("3")]);
    void queue.inTurn(a, act("recall"));
    await settle();
    expect([idsOnTheirWay(), done]).toEqual([[[a, "1"]], []]);
    await take().land();
    expect([idsOnTheirWay(), done]).toEqual([[[a, "2"]], []]);
    await take().land();
    await settle();
    expect([idsOnTheirWay(), done]).toEqual([[[a, "3"]], ["edit after 0 in flight"]]);
    await take().land();
    await settle();
    expect(done).toEqual(["edit after 0 in flight", "recall after 0 in flight"]);
  });

  it("[SEND-9] one append in flight for each conversation; the next carries what queued up meanwhile, in order", async () => {
    const first = queue.send(a, [item("1")]);
    await settle();
    const rest = [queue.send(a, [item("2"), item("3")]), queue.send(a, [item("4")])];
    await settle();
    expect(idsOnTheirWay()).toEqual([[a, "1"]]);
    await take().land();
    expect(idsOnTheirWay()).toEqual([[a, "2", "3", "4"]]);
    await take().land();
    expect((await Promise.all([first, ...rest])).map(codesOf)).toEqual([[1], [2, 3], [4]]);
    void queue.send(a, [item("5")]);
    await settle();
    expect(idsOnTheirWay()).toEqual([[a, "5"]]);
  });

  it("what comes in one turn travels together; a conversation that hangs holds up no other", async () => {
    void queue.send(a, [item("1")]);
    void queue.send(b, [item("2")]);
    void queue.send(a, [item("3")]);
    await settle();
    expect(idsOnTheirWay()).toEqual([
      [a, "1", "3"],
      [b, "2"],
    ]);
    void queue.send(b, [item("4")]);
    await flights[1]?.land();
    expect(flights.at(-1)?.ids).toEqual(["4"]);
  });

  it("an append holds so many items and characters at most, and always what came together", async () => {
    const all = Array.from({ length: sendQueueLimits.maxItemsPerAppend + 1 }, (_, i) =>
      queue.send(a, [item(String(i))]),
    );
    const large = "x".repeat(sendQueueLimits.maxBodyCharsPerAppend);
    const larger = ["x", "y"].map((id) => queue.send(b, [item(id, `${large}!`), item(`${id}2`)]));
    await settle();
    expect(flights.map(({ ids }) => ids.length)).toEqual([sendQueueLimits.maxItemsPerAppend, 2]);
    for (let flight = flights.shift(); flight !== undefined; flight = flights.shift()) await flight.land();
    const results = (await Promise.all([...all, ...larger])).flat();
    expect(results.every((result) => "ack" in result)).toBe(true);
  });

  it("an append holds exactly as many characters as it may", async () => {
    const half = "x".repeat(sendQueueLimits.maxBodyCharsPerAppend / 2);
    for (const id of ["1", "2", "3"]) void queue.send(a, [item(id, half)]);
    await settle();
    expect(idsOnTheirWay()).toEqual([[a, "1", "2"]]);
  });

  it("[SEND-2] [FAULT-7] a batch that could not be delivered is UNAVAILABLE, to be sent again; what follows goes on", async () => {
    const lost = queue.send(a, [item("1")]);
    await settle();
    const next = queue.send(a, [item("2")]);
    await take().crash();
    expect(codesOf(await lost)).toEqual(["UNAVAILABLE"]);
    expect(reported).toEqual([[a, "Error: unreachable"]]);
    await take().land();
    expect(codesOf(await next)).toEqual([2]);
  });

  it("each gets its own results", async () => {
    const sent = [queue.send(a, [item("1"), item("2")]), queue.send(a, [item("3")])];
    await settle();
    await take().land([
      { refusal: { code: "DUPLICATE_MESSAGE" } },
      { ack: { seq: 8, createdAt: 0 } },
      { refusal: { code: "INTERNAL" } },
    ]);
    expect((await Promise.all(sent)).map(codesOf)).toEqual([["DUPLICATE_MESSAGE", 8], ["INTERNAL"]]);
  });

  it("takes no more than it can hold, and takes again once there is room", async () => {
    const most = Array.from({ length: sendQueueLimits.maxQueuedItems }, (_, i) => item(String(i)));
    const held = queue.send(a, most);
    expect(codesOf(await queue.send(b, [item("x"), item("y")]))).toEqual(["UNAVAILABLE", "UNAVAILABLE"]);
    await settle();
    while (flights.length > 0) await take().land();
    expect((await held).every((result) => "ack" in result)).toBe(true);
    void queue.send(b, [item("z")]);
    await settle();
    expect(idsOnTheirWay()).toEqual([[b, "z"]]);
  });
});
