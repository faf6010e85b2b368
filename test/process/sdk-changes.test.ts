// What people do to messages that were sent, through the SDK and the real server: what each device shows, live or loaded.
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import {
  contentText,
  KlatchClient,
  memoryStore,
  type ConversationId,
  type KlatchClientOptions,
  type MessageState,
  type Timeline,
} from "@klatch/sdk";
import { TestServer } from "../support/test-server.ts";

const password = "correct horse";
let server: TestServer;
let people = 0;
const clients: KlatchClient[] = [];

beforeAll(async () => {
  server = await TestServer.start({ vars: { RECONNECT_DELAY_MS: "50", LOG_LEVEL: "error" } });
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(() => server.stop());

async function device(username: string, options: Partial<KlatchClientOptions> = {}): Promise<KlatchClient> {
  const client = new KlatchClient({ url: server.url, store: memoryStore(), ...options });
  clients.push(client);
  await client.login({ username, password }).catch(() => client.register({ username, password }));
  return client;
}

/** Two people who have talked: `ann` has sent "one". */
async function pair(): Promise<{
  ann: KlatchClient;
  bob: KlatchClient;
  bobsName: string;
  id: ConversationId;
  seq: number;
}> {
  const [annsName, bobsName] = [`ann_${++people}`, `bob_${people}`];
  const [ann, bob] = [await device(annsName), await device(bobsName)];
  const { id } = await ann.openDirect({ username: bobsName });
  await bob.openDirect({ username: annsName });
  await Promise.all([ann.connect(), bob.connect()]);
  const { seq } = await ann.send(id, "one").acked;
  return { ann, bob, bobsName, id, seq };
}

/** What a timeline says of the message, once `isIt`. */
function shown(
  timeline: Timeline,
  seq: number,
  isIt: (state: MessageState | null | undefined, content: string) => boolean,
): Promise<MessageState | null | undefined> {
  return new Promise((resolve) => {
    const look = (): void => {
      const item = timeline.items.find((one) => one.kind === "event" && one.event.seq === seq);
      const event = item?.kind === "event" ? item.event : null;
      const state = item?.kind === "event" ? item.state : undefined;
      const content = event?.type === "new-message" ? contentText(event.content) : "";
      if (!isIt(state, content)) return;
      off();
      resolve(state);
    };
    const off = timeline.onChange(look);
    look();
  });
}

it("[SDK-140] [SDK-143] an edit, a reaction and a pin show on every device, live and loaded alike", async () => {
  const { ann, bob, bobsName, id, seq } = await pair();
  const [anns, bobs] = [ann.timeline(id), bob.timeline(id)];
  await shown(bobs, seq, (_, content) => content === "one");
  const edited = ann.edit(id, seq, "one, edited");
  await shown(anns, seq, (state) => state?.content !== undefined);
  await edited.done;
  await bob.react(id, seq, "👍🏽", true).done;
  await bob.pin(id, seq, true).done;
  const isWhole = (state: MessageState | null | undefined): boolean =>
    state?.pinned === true && state.reactions?.[0]?.emoji === "👍" && state.content !== undefined;
  const [atAnns, atBobs] = [await shown(anns, seq, isWhole), await shown(bobs, seq, isWhole)];
  expect(atAnns?.reactions).toEqual([{ emoji: "👍", count: 1, mine: false }]);
  expect(atBobs?.reactions).toEqual([{ emoji: "👍", count: 1, mine: true }]);

  const other = await device(bobsName);
  await other.connect();
  const { asOf: _, ...live } = atBobs ?? { asOf: 0 };
  expect(await shown(other.timeline(id), seq, isWhole)).toMatchObject(live);
  expect(await other.message(id, seq)).toMatchObject({ event: { seq }, state: live });
  const [edits, reactions, pins] = await Promise.all([other.edits(id, seq), other.reactions(id, seq), other.pins(id)]);
  expect(edits.items.map(({ content }) => contentText(content))).toEqual(["one", "one, edited"]);
  expect(reactions.items).toMatchObject([{ userId: bob.session?.user.id, emoji: "👍" }]);
  expect(pins.items).toMatchObject([{ event: { seq }, pinnedBy: bob.session?.user.id }]);
  expect([ann, bob].flatMap((client) => client.outgoingChanges())).toEqual([]);
});

it("[SDK-144] what is recalled is forgotten on every device; what is hidden, on one's own", async () => {
  const { ann, bob, bobsName, id, seq } = await pair();
  const bobs = bob.timeline(id);
  const other = await device(bobsName);
  await other.connect();
  const others = other.timeline(id);
  await shown(bobs, seq, (_, content) => content === "one");
  await ann.recall(id, seq).done;
  const state = await shown(bobs, seq, (known, content) => known?.recalled !== undefined && content === "");
  expect(state?.recalled).toEqual({ senderId: ann.session?.user.id, reason: "sender" });
  expect(bob.conversations()[0]?.preview).toMatchObject({ seq, type: "gone" });

  const { seq: second } = await ann.send(id, "two").acked;
  await shown(others, second, (_, content) => content === "two");
  await bob.hide(id, [second]).done;
  await shown(bobs, second, (known) => known === undefined);
  await shown(others, second, (known) => known === undefined);
  expect(await ann.message(id, second)).toMatchObject({ state: null });
  await expect(bob.edit(id, second, "not mine").done).rejects.toMatchObject({ code: "FORBIDDEN" });
});

it("[SDK-141] what is done without a connection waits, and is done in its order once there is one", async () => {
  const { ann, bob, id, seq } = await pair();
  ann.close();
  const changes = [ann.edit(id, seq, "offline"), ann.react(id, seq, "🎉", true)];
  const message = ann.send(id, "after");
  await ann.stored();
  expect(changes.map(({ state }) => state)).toEqual(["waiting", "waiting"]);
  const bobs = bob.timeline(id);
  await ann.connect();
  const seqs = await Promise.all([...changes.map(({ done }) => done), message.acked]);
  expect(seqs.map((one) => one.seq)).toEqual([seq + 1, seq + 2, seq + 3]);
  const state = await shown(bobs, seq, (known) => known?.reactions !== undefined);
  expect(state?.content).toMatchObject({ text: "offline" });
});
