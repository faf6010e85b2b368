// The whole client against a model server and a bad network: random schedules, one promise.
import {
  array,
  assert,
  asyncProperty,
  constant,
  constantFrom,
  float,
  infiniteStream,
  nat,
  oneof,
  record,
  type Arbitrary,
} from "fast-check";
import { expect, it } from "vitest";
import type { ConversationId } from "../../schema/protocol/ids.ts";
import type { OutgoingMessage } from "../../sdk/entry.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { settle } from "../support/sdk-fakes.ts";
import { ModelServer } from "../support/sdk-model-server.ts";

const conversations = ["direct_a", "direct_b"] as ConversationId[];
const conversation = constantFrom(...conversations);

const step = oneof(
  { weight: 6, arbitrary: record({ does: constant("send" as const), to: conversation }) },
  { weight: 4, arbitrary: record({ does: constant("peer" as const), to: conversation }) },
  {
    weight: 14,
    arbitrary: record({
      does: constant("handle" as const),
      how: constantFrom("well", "well", "well", "mute", "UNAVAILABLE", "RATE_LIMITED", "INTERNAL"),
    }),
  },
  {
    weight: 18,
    arbitrary: record({
      does: constant("deliver" as const),
      how: constantFrom("well", "well", "well", "twice", "lost"),
    }),
  },
  { weight: 2, arbitrary: record({ does: constant("lapse" as const), to: conversation }) },
  { weight: 2, arbitrary: record({ does: constant("disconnect" as const) }) },
  { weight: 5, arbitrary: record({ does: constant("wait" as const), ms: nat(4_000) }) },
);
type Step = typeof step extends Arbitrary<infer T> ? T : never;

/** From the first event, or from a head of 0 that the client has caught up with before anything goes wrong. */
async function begin(server: ModelServer, start: "start" | "head") {
  const client = server.world.client({ newConversations: start });
  await client.restore();
  const emitted = new Map(conversations.map((id): [ConversationId, number[]] => [id, []]));
  client.on("message", ({ conversationId, seq }) => emitted.get(conversationId)?.push(seq));
  void client.connect();
  await settle();
  if (start === "head") while (server.deliverNext() || server.handleNext()) await settle();
  return { client, emitted };
}

/** The network is good from here on, and one more event in each conversation shows what was lost at the very end. */
async function comeToRest(server: ModelServer, sent: readonly OutgoingMessage[]): Promise<void> {
  for (let round = 0; round < 400; round++) {
    if (round === 20) for (const id of conversations) server.peerSends(id);
    await server.world.clock.advance(1_000);
    server.world.sockets.at(-1)?.sayText("pong");
    while (server.deliverNext() || server.handleNext()) await settle();
    if (round > 90 && sent.every(({ state }) => state === "acked")) return;
  }
}

async function run(steps: readonly Step[], random: () => number, start: "start" | "head" = "head"): Promise<void> {
  const server = new ModelServer(conversations);
  server.world.random = random;
  if (start === "start") for (const id of [...conversations, ...conversations]) server.peerSends(id);
  const { client, emitted } = await begin(server, start);
  const sent: OutgoingMessage[] = [];
  for (const one of steps) {
    if (one.does === "send") sent.push(client.send(one.to, `text ${sent.length}`));
    if (one.does === "peer") server.peerSends(one.to);
    if (one.does === "handle") server.handleNext(one.how);
    if (one.does === "deliver") server.deliverNext(one.how);
    if (one.does === "lapse") server.lapse(one.to);
    if (one.does === "disconnect") server.disconnect();
    if (one.does === "wait") await server.world.clock.advance(one.ms);
    else await settle();
  }
  await comeToRest(server, sent);
  for (const [id, log] of server.logs) {
    const mine = sent.filter(({ conversationId }) => conversationId === id).map(({ clientMsgId }) => clientMsgId);
    expect(log.filter(({ sender }) => sender === "me").map(({ clientMsgId }) => clientMsgId)).toEqual(mine);
    expect(emitted.get(id)).toEqual(log.map((_, i) => i + 1));
  }
  for (const message of sent) {
    const { seq } = await message.acked;
    expect(server.logs.get(message.conversationId)?.[seq - 1]?.clientMsgId).toBe(message.clientMsgId);
  }
  client.close();
  expect(server.world.clock.timers).toBe(0);
}

const schedule = array(step, { minLength: 20, maxLength: 120 });
const randoms = infiniteStream(float({ min: 0, max: 1, maxExcluded: true, noNaN: true }));

it("[SDK-53] a client that did not know the conversations gets them from the first event, whatever the network does", async () => {
  const property = asyncProperty(schedule, randoms, (steps, stream) =>
    run(steps, () => stream.next().value as number, "start"),
  );
  await expect(assert(property, parametersOf(100))).resolves.toBeUndefined();
});

it("[SDK-8] [SDK-11] each message is in the log once, in the order sent, and is shown once, in order, whatever the network does", async () => {
  const property = asyncProperty(schedule, randoms, (steps, stream) => run(steps, () => stream.next().value as number));
  // A failure prints its seed and the shortest schedule.
  await expect(assert(property, parametersOf(150))).resolves.toBeUndefined();
});
