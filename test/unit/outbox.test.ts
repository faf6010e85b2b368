// Messages on their way to conversations: one FIFO each, one append in flight, everything answered.
import { beforeEach, describe, expect, it } from "vitest";
import { Outbox, outboxLimits } from "../../durable-objects/user-session/outbox.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/conversation.ts";
import { turn } from "../support/fake-session.ts";

const [a, b] = ["direct_a", "direct_b"] as [ConversationId, ConversationId];
const item = (id: string, body = "{}"): AppendItem => ({ clientMsgId: id as ClientMsgId, body, bodyHash: "" });

interface Flight {
  readonly to: ConversationId;
  readonly ids: readonly string[];
  land(results?: readonly AppendResult[]): Promise<void>;
  crash(): Promise<void>;
}

let flights: Flight[];
let outbox: Outbox;

beforeEach(() => {
  let seq = 0;
  flights = [];
  outbox = new Outbox(
    (to, items) =>
      new Promise((resolve, reject) => {
        const acks = items.map(() => ({ ack: { seq: ++seq, createdAt: 0 } }));
        const flight: Flight = {
          to,
          ids: items.map(({ clientMsgId }) => clientMsgId),
          land: (results = acks) => (resolve(results), turn()),
          crash: () => (reject(new Error("unreachable")), turn()),
        };
        flights.push(flight);
      }),
  );
});

const take = (): Flight => flights.shift() as Flight;

describe("an outbox", () => {
  it("[SEND-9] one append in flight for each conversation; the next carries what queued up meanwhile, in order", async () => {
    const first = outbox.send(a, item("1"));
    await turn();
    const rest = ["2", "3"].map((id) => outbox.send(a, item(id)));
    await turn();
    expect(flights.map(({ ids }) => ids)).toEqual([["1"]]);
    await take().land();
    expect(flights.map(({ ids }) => ids)).toEqual([["2", "3"]]);
    await take().land();
    expect(await Promise.all([first, ...rest])).toMatchObject([
      { ack: { seq: 1 } },
      { ack: { seq: 2 } },
      { ack: { seq: 3 } },
    ]);
    void outbox.send(a, item("4"));
    await turn();
    expect(flights.map(({ ids }) => ids)).toEqual([["4"]]);
  });

  it("frames of one turn travel together; a conversation that hangs holds up no other", async () => {
    void outbox.send(a, item("1"));
    void outbox.send(b, item("2"));
    void outbox.send(a, item("3"));
    await turn();
    expect(flights.map(({ to, ids }) => [to, ids])).toEqual([
      [a, ["1", "3"]],
      [b, ["2"]],
    ]);
    const [, toB] = flights;
    void outbox.send(b, item("4"));
    await toB?.land();
    expect(flights.at(-1)?.ids).toEqual(["4"]);
  });

  it("an append holds so many items and characters at most, and always one", async () => {
    const all = Array.from({ length: outboxLimits.maxItemsPerAppend + 1 }, (_, i) => outbox.send(a, item(String(i))));
    const large = "x".repeat(outboxLimits.maxBodyCharsPerAppend);
    const larger = ["x", "y"].map((id) => outbox.send(b, item(id, `${large}!`)));
    await turn();
    expect(flights.map(({ ids }) => ids.length)).toEqual([outboxLimits.maxItemsPerAppend, 1]);
    for (let flight = flights.shift(); flight !== undefined; flight = flights.shift()) await flight.land();
    expect((await Promise.all([...all, ...larger])).every((result) => "ack" in result)).toBe(true);
  });

  it("[SEND-2] a batch that could not be delivered is UNAVAILABLE, to be sent again; what follows goes on", async () => {
    const lost = outbox.send(a, item("1"));
    await turn();
    const next = outbox.send(a, item("2"));
    await take().crash();
    expect(await lost).toMatchObject({ refusal: { code: "UNAVAILABLE" } });
    await take().land();
    expect(await next).toMatchObject({ ack: {} });
  });

  it("gives each item its own result, and one to each even when the answer lacks some", async () => {
    const sent = ["1", "2"].map((id) => outbox.send(a, item(id)));
    await turn();
    await take().land([{ refusal: { code: "DUPLICATE_MESSAGE" } }]);
    expect(await Promise.all(sent)).toEqual([
      { refusal: { code: "DUPLICATE_MESSAGE" } },
      { refusal: { code: "INTERNAL" } },
    ]);
  });

  it("takes no more than it can hold, and takes again once there is room", async () => {
    const held = Array.from({ length: outboxLimits.maxQueuedItems }, (_, i) => outbox.send(a, item(String(i))));
    expect(await outbox.send(b, item("x"))).toMatchObject({ refusal: { code: "UNAVAILABLE" } });
    await turn();
    await take().land();
    void outbox.send(b, item("y"));
    await turn();
    expect(flights.map(({ to }) => to)).toEqual([a, b]);
    while (flights.length > 0) await take().land();
    expect((await Promise.all(held)).every((result) => "ack" in result)).toBe(true);
  });
});
