// Messages with files against a model server, a bad network, and a device that dies: random schedules, one promise.
import {
  array,
  assert,
  asyncProperty,
  boolean,
  constant,
  constantFrom,
  float,
  infiniteStream,
  nat,
  oneof,
  record,
  type Arbitrary,
} from "fast-check";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { asClientMsgId, memoryStore, type KlatchClient, type OutgoingMessage } from "@klatch/sdk";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import { FakeFileServer, sha256Of, type CallFate } from "../support/fake-file-server.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { mortalStore, never, type Life } from "../support/mortal-store.ts";
import { me, session, settle } from "../support/sdk-fakes.ts";
import { ModelServer } from "../support/sdk-model-server.ts";

await import("../../sdk/files/file-work.ts");

const conversations = ["direct_a", "direct_b"] as ConversationId[];
const conversation = constantFrom(...conversations);
const fates: readonly CallFate[] = ["well", "well", "well", "lost", "unheard", "UNAVAILABLE", "RATE_LIMITED"];

const step = oneof(
  { weight: 3, arbitrary: record({ does: constant("text" as const), to: conversation }) },
  {
    weight: 5,
    arbitrary: record({ does: constant("file" as const), to: conversation, size: nat(14), inParts: boolean() }),
  },
  {
    weight: 10,
    arbitrary: record({
      does: constant("handle" as const),
      how: constantFrom("well", "well", "well", "mute", "UNAVAILABLE", "RATE_LIMITED"),
    }),
  },
  {
    weight: 12,
    arbitrary: record({ does: constant("deliver" as const), how: constantFrom("well", "well", "twice", "lost") }),
  },
  { weight: 8, arbitrary: record({ does: constant("wait" as const), ms: nat(3_000) }) },
  { weight: 2, arbitrary: record({ does: constant("disconnect" as const) }) },
  { weight: 2, arbitrary: record({ does: constant("crash" as const), inTheMiddle: boolean() }) },
  { weight: 1, arbitrary: record({ does: constant("expire" as const) }) },
  { weight: 2, arbitrary: record({ does: constant("pause" as const), which: nat(5), isPaused: boolean() }) },
  { weight: 1, arbitrary: record({ does: constant("discard" as const), which: nat(5) }) },
);
type Step = typeof step extends Arbitrary<infer T> ? T : never;

interface Written {
  readonly id: ClientMsgId;
  readonly to: ConversationId;
  readonly file: string | null;
  /** It was in the store once, or is in the outbox at the end: it must arrive unless it was discarded. */
  isKept: boolean;
  isDiscarded: boolean;
  /** It was paused, or has failed: later ones do not wait for it. */
  wasPassed: boolean;
  /** So often its upload has expired in this life of the device, before the message was there. */
  expired: number;
  /** That was once so often that it may have failed. */
  mayFail: boolean;
}

const justWritten = { isKept: false, isDiscarded: false, wasPassed: false, expired: 0, mayFail: false };

/** A message whose upload expires so often fails, until it is retried [SDK-208]. */
const maxUploads = 3;

beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterAll(() => void vi.useRealTimers());

class World {
  readonly files = new FakeFileServer(4);
  readonly server = new ModelServer(conversations, (content) => this.files.judge(content));
  readonly store = memoryStore();
  readonly written: Written[] = [];
  #life: Life = { isDead: true };
  #client: KlatchClient | null = null;

  constructor(random: () => number) {
    const { world } = this.server;
    world.features = ["files"];
    world.random = random;
    world.answer = this.files.answer;
    this.files.fate = () => fates[Math.floor(random() * fates.length)] ?? "well";
  }

  get client(): KlatchClient {
    if (this.#client === null) throw new Error("there is no client");
    return this.#client;
  }

  async begin(): Promise<void> {
    await this.store.save(session);
    await this.#start();
    while (this.server.deliverNext() || this.server.handleNext()) await settle();
  }

  async act(one: Step): Promise<void> {
    const { server, client } = this;
    if (one.does === "text") this.#wrote(client.send(one.to, "text", { clientMsgId: this.#newId() }), null);
    if (one.does === "file") this.#sendFile(one.to, one.size, one.inParts);
    if (one.does === "handle") server.handleNext(one.how);
    if (one.does === "deliver") server.deliverNext(one.how);
    if (one.does === "disconnect") server.disconnect();
    if (one.does === "expire") this.#expire();
    if (one.does === "pause") this.#pause(one.which, one.isPaused);
    if (one.does === "discard") this.#discard(one.which);
    if (one.does === "crash") await this.#crash(one.inTheMiddle);
    if (one.does === "wait") await server.world.clock.advance(one.ms);
    else await settle();
  }

  /** The network is good from here on, and nothing is paused. */
  async comeToRest(): Promise<void> {
    this.files.fate = () => "well";
    for (let round = 0; round < 400; round++) {
      for (const message of this.client.outgoing()) {
        message.file?.resume();
        this.#retry(message);
      }
      // One more event in each conversation shows what was lost at the very end.
      if (round === 20) for (const id of conversations) this.server.peerSends(id);
      await this.server.world.clock.advance(1_000);
      this.server.world.sockets.at(-1)?.sayText("pong");
      while (this.server.deliverNext() || this.server.handleNext()) await settle();
      if (round > 100 && this.client.outgoing().length === 0) return;
    }
  }

  #sendFile(to: ConversationId, size: number, inParts: boolean): void {
    const text = `${this.written.length}`.padEnd(size + 2, "x");
    const previews = inParts ? { "320": new Blob(["small"]) } : {};
    this.#wrote(this.client.sendFile(to, new Blob([text]), { as: "file", previews, clientMsgId: this.#newId() }), text);
  }

  /** Whatever the device's random numbers are. */
  #newId(): ClientMsgId {
    return asClientMsgId(`written-${this.written.length}`);
  }

  #wrote(message: ReturnType<KlatchClient["send"]>, file: string | null): void {
    const { clientMsgId: id, conversationId: to } = message;
    this.written.push({ id, to, file, ...justWritten });
  }

  #expire(): void {
    const gone = this.files.expire();
    for (const one of this.written) {
      if (one.file === null || !gone.has(sha256Of(Buffer.from(one.file)))) continue;
      one.mayFail ||= ++one.expired >= maxUploads;
    }
  }

  /** Only one that may have failed is helped. */
  #retry(message: OutgoingMessage): void {
    const written = this.written.find(({ id }) => id === message.clientMsgId);
    if (written?.mayFail === true && message.retry()) written.wasPassed = true;
  }

  #pause(which: number, isPaused: boolean): void {
    const withFiles = this.client.outgoing().filter(({ file }) => file !== null);
    const message = withFiles[which % Math.max(1, withFiles.length)];
    const written = this.written.find(({ id }) => id === message?.clientMsgId);
    if (written === undefined) return;
    written.wasPassed ||= isPaused;
    if (isPaused) message?.file?.pause();
    else message?.file?.resume();
  }

  #discard(which: number): void {
    const all = this.client.outgoing();
    const message = all[which % Math.max(1, all.length)];
    const written = this.written.find(({ id }) => id === message?.clientMsgId);
    if (written !== undefined && message?.discard() === true) written.isDiscarded = true;
  }

  /** What the store had is there at the next start. */
  async #crash(inTheMiddle: boolean): Promise<void> {
    if (!inTheMiddle) await settle();
    this.#life.isDead = true;
    const state = await this.store.loadState(me);
    const stored = new Set([
      ...(state?.outbox.keys() ?? []),
      ...[...(state?.drafts.keys() ?? [])].filter((key) => key.startsWith("file ")).map((key) => key.slice(5)),
    ]);
    for (const one of this.written) one.isKept ||= stored.has(one.id);
    this.client.close();
    await settle();
    // What had not reached the store is lost with the device, unless it has arrived.
    await this.#start();
  }

  /** What is written from now on is either in the store, or in this life. */
  async #start(): Promise<void> {
    const life: Life = { isDead: false };
    this.#life = life;
    // What has expired in an earlier life counts once in this one: when it is sent.
    for (const one of this.written) one.expired = Math.min(one.expired, 1);
    const { runtime } = this.server.world;
    this.#client = this.server.world.client({
      store: mortalStore(this.store, life),
      runtime: {
        ...runtime,
        fetch: async (url, init) => {
          const answer = await (life.isDead ? never : runtime.fetch(url, init));
          return life.isDead ? never : answer;
        },
      },
    });
    await this.#client.start();
    await settle();
  }

  /** The device starts again, sends one more file, and is at rest. */
  async beginAnew(): Promise<void> {
    await this.#crash(false);
    this.#sendFile("direct_a" as ConversationId, 3, true);
    await this.comeToRest();
  }

  /** All that this life has written and not lost is kept: it ends well. */
  keepRest(): void {
    const here = new Set(this.client.outgoing().map(({ clientMsgId }) => clientMsgId));
    for (const one of this.written) one.isKept ||= here.has(one.id);
  }
}

/** What must hold at rest. */
async function findFaults(world: World): Promise<string[]> {
  const faults: string[] = [];
  const hold = (what: string, is: unknown, due: unknown): void => {
    const [left, right] = [JSON.stringify(is), JSON.stringify(due)];
    if (left !== right) faults.push(`${what}: ${left} instead of ${right}`);
  };
  for (const [id, log] of world.server.logs) {
    const mine = log.filter(({ sender }) => sender === "me");
    const arrived = mine.map(({ clientMsgId }) => clientMsgId);
    const here = world.written.filter(({ to }) => to === id);
    // Once each, and all that the store had.
    hold("doubled", new Set(arrived).size, arrived.length);
    const due = here.filter(({ isKept, isDiscarded }) => isKept && !isDiscarded);
    hold(
      "missing",
      due.filter((one) => !arrived.includes(one.id)),
      [],
    );
    const inOrder = (kind: (one: Written) => boolean): void => {
      const ids = here.filter(kind).map((one) => one.id);
      hold(
        "order",
        arrived.filter((one) => ids.includes(one)),
        ids.filter((one) => arrived.includes(one)),
      );
    };
    inOrder(({ file }) => file === null);
    inOrder(({ file, wasPassed }) => file !== null && !wasPassed);
    for (const { clientMsgId, content } of mine) {
      const { file = null } = here.find((one) => one.id === clientMsgId) ?? {};
      if (file === null) continue;
      const fileId = content !== undefined && "fileId" in content ? content.fileId : "none";
      hold("bytes", Buffer.from(world.files.bytesOf(fileId ?? "none") ?? "").toString(), file);
    }
  }
  const left = world.client.outgoing().map(({ state, error, file }) => [state, error?.code, file?.progress.state]);
  hold("outgoing", left, []);
  // What a crash has cut off is erased an hour later, with the next file.
  vi.setSystemTime(Date.now() + 2 * 3_600_000);
  await world.beginAnew();
  hold("kept bytes", await world.store.files?.list(me), []);
  world.client.close();
  await settle();
  hold("timers", world.server.world.clock.timers, 0);
  return faults;
}

async function run(steps: readonly Step[], random: () => number): Promise<void> {
  const world = new World(random);
  await world.begin();
  for (const one of steps) await world.act(one);
  world.keepRest();
  await world.comeToRest();
  expect(await findFaults(world)).toEqual([]);
}

it("[SDK-207] [SDK-208] [SDK-213] each message with a file arrives once, with its bytes, in order, whatever the network does and wherever the device dies", async () => {
  const schedule = array(step, { minLength: 15, maxLength: 90 });
  const randoms = infiniteStream(float({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
  const property = asyncProperty(schedule, randoms, (steps, stream) => run(steps, () => stream.next().value as number));
  await expect(assert(property, parametersOf(150))).resolves.toBeUndefined();
});
