// A client with its store, its timeline and its socket, while messages change: it shows what the server would say.
import { expect, it } from "vitest";
import { memoryStore, type KlatchClient, type Timeline } from "@klatch/sdk";
import { Random } from "../../lab/kit/random.ts";
import { firstSeed, runsOr } from "../support/fuzz-runs.ts";
import { conversationChanged, FakeWorld, me, peer, session, settle, type FakeAnswer } from "../support/sdk-fakes.ts";
import { group, StatesServer } from "../support/states-server.ts";

const withoutAsOf = (state: object | null): object =>
  Object.fromEntries(Object.entries(state ?? {}).filter(([key]) => key !== "asOf"));

interface Compared {
  readonly shown: unknown;
  readonly is: unknown;
}

class Run {
  readonly #random: Random;
  readonly #server = new StatesServer();
  readonly #world = new FakeWorld();
  /** Answers over HTTP that are on their way. */
  readonly #late: (() => void)[] = [];
  #told = 0;

  constructor(seed: number) {
    this.#random = new Random(seed);
    this.#world.answer = ({ path }) => this.#answer(path);
  }

  async do(): Promise<Compared[]> {
    const random = this.#random;
    for (let left = 12; left > 0; left--) this.#happen();
    const store = memoryStore({ maxEventsPerConversation: random.pick([4, 1_000]) });
    await store.save(session);
    const client = this.#world.client({ store });
    await client.start();
    await settle();
    this.#told = random.below(this.#server.head + 1);
    await this.#world.catchUp(conversationChanged({ conversationId: group, headSeq: this.#told }));
    const timeline = client.timeline(group, { at: random.pick(["end", random.between(1, 12)]), pageSize: 4 });
    for (let left = random.between(5, 25); left > 0; left--) await this.#step(timeline);
    const live = await this.#rest(client, timeline);
    timeline.close();
    const again = client.timeline(group, { at: random.between(1, 12), pageSize: 4 });
    const loaded = await this.#rest(client, again);
    client.close();
    return [live, loaded];
  }

  async #step(timeline: Timeline): Promise<void> {
    const random = this.#random;
    const does = random.weighted({ happen: 6, say: 6, older: 3, newer: 3, jump: 1, answer: 5, trim: 1 });
    if (does === "happen") this.#happen();
    if (does === "say") this.#say(1);
    if (does === "older") void timeline.loadOlder();
    if (does === "newer") void timeline.loadNewer();
    if (does === "jump") void timeline.jumpTo(random.between(1, 20));
    if (does === "answer") random.take(this.#late, 2)?.();
    if (does === "trim") timeline.trim({ fromSeq: random.between(1, 9), toSeq: random.between(9, 15) });
    if (random.chance(0.6)) await settle();
  }

  /** All is told and answered. @returns what it shows then, and what the server would say */
  async #rest(client: KlatchClient, timeline: Timeline): Promise<Compared> {
    for (let round = 0; round < 12; round++) {
      this.#say(100);
      for (const answer of this.#late.splice(0)) answer();
      await settle();
    }
    await timeline.opened;
    const messages = timeline.events.filter(({ type }) => type === "new-message");
    const states = messages.map(({ seq }) => [seq, withoutAsOf(this.#server.state(seq))]);
    const shown = timeline.items.map((item) =>
      item.kind === "event" ? [item.event.seq, withoutAsOf(item.state)] : [0, {}],
    );
    await client.stored();
    // Of the events, for nothing may be left of what was recalled.
    const frames = timeline.events.map(({ seq }) => this.#server.frame(seq));
    return { shown: [shown, timeline.events], is: [states, frames] };
  }

  #happen(): void {
    const random = this.#random;
    const server = this.#server;
    const on = random.pickOrNone(server.log.filter(({ type }) => type === "new-message").slice(-8))?.seq;
    const by = random.pick([peer, me]);
    const does = random.weighted({ send: 4, edit: 2, recall: 1, react: 4, pin: 1 });
    if (does === "send" || on === undefined) return server.send(by);
    if (does === "edit") server.do({ type: "message-edited", by, on });
    if (does === "recall") server.do({ type: "message-recalled", by, on });
    if (does === "react") server.do({ type: "reaction-changed", by, on, emoji: "👍", active: random.chance(0.6) });
    if (does === "pin") server.do({ type: "pin-changed", by, on, active: random.chance(0.6) });
  }

  #say(most: number): void {
    for (let left = most; left > 0 && this.#told < this.#server.head; left--)
      this.#world.socket.say(this.#server.frame(++this.#told));
  }

  /** What the server says now arrives now, or later. */
  #answer(path: string): FakeAnswer | Promise<FakeAnswer> {
    const { pathname, searchParams } = new URL(path, "http://server.test");
    const answer = {
      status: 200,
      body: pathname.endsWith("/states") ? this.#states(searchParams) : this.#page(searchParams),
    };
    if (this.#random.chance(0.3)) return answer;
    const { promise, resolve } = Promise.withResolvers<FakeAnswer>();
    this.#late.push(() => resolve(answer));
    return promise;
  }

  #states(query: URLSearchParams): object {
    return this.#server.states((query.get("seqs") ?? "").split(",").map(Number));
  }

  #page(query: URLSearchParams): object {
    const server = this.#server;
    const limit = Number(query.get("limit"));
    const before = Number(query.get("before") ?? server.head + 1);
    const after = query.has("after") ? Number(query.get("after")) : Math.max(0, before - 1 - limit);
    const events = server.log.slice(after, Math.min(before - 1, after + limit)).map(({ seq }) => server.frame(seq));
    const [first, last] = [events[0]?.seq ?? 1, events.at(-1)?.seq ?? 0];
    const { states, headSeq } = server.states(events.map(({ seq }) => seq));
    return { events, states, headSeq, before: first === 1 ? null : first, after: last === headSeq ? null : last };
  }
}

it("[SDK-143] a timeline over a real store and a late network shows what the server would say", async () => {
  const first = firstSeed();
  for (let seed = first; seed < first + runsOr(150); seed++)
    for (const { shown, is } of await new Run(seed).do()) expect(shown, `FUZZ_SEED=${seed} FUZZ_RUNS=1`).toEqual(is);
});
