// Several tabs over one socket, against a model server: tabs open, close, crash, send and hear in any order.
import { array, assert, asyncProperty, constant, constantFrom, nat, oneof, record, type Arbitrary } from "fast-check";
import { expect, it } from "vitest";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { OutgoingMessage } from "../../sdk/entry.ts";
import { parametersOf } from "../support/fuzz-runs.ts";
import { settle } from "../support/sdk-fakes.ts";
import { Random } from "../../lab/kit/random.ts";
import { ModelServer } from "../support/sdk-model-server.ts";
import { signedInBrowser, type FakeBrowser, type FakeTab } from "../support/sdk-tabs.ts";

const conversations = ["direct_a", "direct_b"] as ConversationId[];
const conversation = constantFrom(...conversations);
const tab = nat(5);

const step = oneof(
  { weight: 3, arbitrary: record({ does: constant("open" as const) }) },
  { weight: 1, arbitrary: record({ does: constant("close" as const), tab }) },
  { weight: 2, arbitrary: record({ does: constant("crash" as const), tab }) },
  { weight: 8, arbitrary: record({ does: constant("send" as const), tab, to: conversation }) },
  { weight: 5, arbitrary: record({ does: constant("peer" as const), to: conversation }) },
  { weight: 12, arbitrary: record({ does: constant("handle" as const), how: constantFrom("well", "well", "mute") }) },
  { weight: 16, arbitrary: record({ does: constant("deliver" as const), how: constantFrom("well", "well", "twice") }) },
  { weight: 14, arbitrary: record({ does: constant("hear" as const), tab }) },
  { weight: 2, arbitrary: record({ does: constant("disconnect" as const) }) },
  { weight: 2, arbitrary: record({ does: constant("wait" as const), ms: nat(3_000) }) },
  { weight: 3, arbitrary: record({ does: constant("hurry" as const) }) },
);
type Step = typeof step extends Arbitrary<infer T> ? T : never;

/** A tab and what its app was told, and wrote. */
class Watched {
  readonly tab: FakeTab;
  readonly told = new Map(conversations.map((id): [ConversationId, number[]] => [id, []]));
  readonly sent: OutgoingMessage[] = [];

  constructor(opened: FakeTab) {
    this.tab = opened;
    opened.client.on("message", ({ conversationId, seq }) => this.told.get(conversationId)?.push(seq));
  }

  idsIn(conversationId: ConversationId): ClientMsgId[] {
    return this.sent.filter((one) => one.conversationId === conversationId).map(({ clientMsgId }) => clientMsgId);
  }
}

class Run {
  readonly server = new ModelServer(conversations);
  readonly #browser: FakeBrowser;
  readonly all: Watched[] = [];
  open: Watched[] = [];
  /** Their tab crashed before the store had them. */
  readonly #perhapsLost = new Set<ClientMsgId>();

  constructor(browserOf: FakeBrowser, server: ModelServer) {
    this.#browser = browserOf;
    this.server = server;
  }

  static async begin(): Promise<Run> {
    const server = new ModelServer(conversations);
    // Tabs tell themselves and their messages apart by random numbers.
    const random = new Random(1);
    server.world.random = () => random.next();
    const run = new Run(await signedInBrowser(server.world), server);
    await run.openTab();
    await run.hurry();
    return run;
  }

  async openTab(): Promise<void> {
    const watched = new Watched(await this.#browser.open());
    this.open.push(watched);
    this.all.push(watched);
  }

  async do(one: Step): Promise<void> {
    const { server } = this;
    const at = "tab" in one && this.open.length > 0 ? one.tab % this.open.length : 0;
    const watched = this.open[at];
    if (one.does === "open" && this.open.length < 4) await this.openTab();
    if (one.does === "close") this.#leave(at, (tabOf) => tabOf.close());
    if (one.does === "crash") this.#leave(at, (tabOf) => tabOf.crash());
    if (one.does === "send") watched?.sent.push(watched.tab.client.send(one.to, `text ${watched.sent.length}`));
    if (one.does === "peer") server.peerSends(one.to);
    if (one.does === "handle") server.handleNext(one.how);
    if (one.does === "deliver") server.deliverNext(one.how);
    if (one.does === "hear") watched?.tab.hearNext();
    if (one.does === "disconnect") server.disconnect();
    if (one.does === "wait") await server.world.clock.advance(one.ms);
    else if (one.does === "hurry") await this.hurry();
    else await settle();
  }

  get openSockets(): number {
    return this.server.world.sockets.filter(({ isOpen }) => isOpen).length;
  }

  /** It must be in the log, as the store had it. */
  hasToArrive(clientMsgId: ClientMsgId): boolean {
    return !this.#perhapsLost.has(clientMsgId);
  }

  /** The server and all tabs do what there is to do. */
  async hurry(): Promise<void> {
    do await this.#browser.hearAll();
    while (this.server.deliverNext() || this.server.handleNext());
  }

  async comeToRest(): Promise<void> {
    if (this.open.length === 0) await this.openTab();
    for (let round = 0; round < 120; round++) {
      if (round === 20) for (const id of conversations) this.server.peerSends(id);
      await this.server.world.clock.advance(1_000);
      await this.hurry();
      this.server.world.sockets.at(-1)?.sayText("pong");
    }
  }

  async closeAll(): Promise<void> {
    for (const { tab: at } of this.open) at.close();
    await this.#browser.hearAll();
  }

  #leave(at: number, how: (tabOf: FakeTab) => void): void {
    const [left] = this.open.splice(at, 1);
    if (left === undefined) return;
    how(left.tab);
    if (left.tab.isGone)
      for (const { state, clientMsgId } of left.sent) if (state === "storing") this.#perhapsLost.add(clientMsgId);
  }
}

function check(run: Run): void {
  for (const id of conversations) {
    const log = (run.server.logs.get(id) ?? []).map(({ clientMsgId }) => clientMsgId);
    expect(new Set(log).size).toBe(log.length);
    for (const watched of run.all) {
      const must = watched.idsIn(id).filter((clientMsgId) => run.hasToArrive(clientMsgId));
      expect(log.filter((clientMsgId) => must.includes(clientMsgId))).toEqual(must);
      const seqs = watched.told.get(id) ?? [];
      expect(seqs).toEqual(seqs.map((_, i) => (seqs[0] ?? 0) + i));
    }
    for (const { told, tab: at } of run.open) {
      expect(told.get(id)?.at(-1)).toBe(log.length);
      expect(at.client.conversations().find((entry) => entry.id === id)?.headSeq).toBe(log.length);
    }
  }
  for (const { tab: at, sent } of run.open) {
    expect(at.client.connection.state).toBe("live");
    expect(at.client.outgoing()).toEqual([]);
    expect(sent.filter(({ state }) => state !== "acked")).toEqual([]);
  }
}

it("[SDK-38] [SDK-39] over one socket each tab is told each message once and in order, and what any wrote is sent once, whichever tabs close or crash", async () => {
  const property = asyncProperty(array(step, { minLength: 20, maxLength: 140 }), async (steps) => {
    const run = await Run.begin();
    for (const one of steps) {
      await run.do(one);
      expect(run.openSockets).toBeLessThanOrEqual(1);
    }
    await run.comeToRest();
    check(run);
    await run.closeAll();
    expect([run.openSockets, run.server.world.clock.timers]).toEqual([0, 0]);
  });
  // A failure prints its seed and the shortest schedule.
  await expect(assert(property, parametersOf(60))).resolves.toBeUndefined();
});
