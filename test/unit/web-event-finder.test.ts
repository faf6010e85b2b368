// Quoted messages: asked for once, again when the connection is back, and called missing only on the server's word.
import { describe, expect, it } from "vitest";
import { KlatchError } from "../../sdk/client/klatch-error.ts";
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { EventFinder, type FoundEvent } from "../../apps/web/conversation/event-finder.ts";
import { direct, message, settle } from "../support/sdk-fakes.ts";

/** A client whose answers the test gives. */
class FakeSource {
  readonly asked: { readonly seq: number; readonly signal: AbortSignal }[] = [];
  readonly states = new Map<number, MessageState>();
  answer: (seq: number) => EventFrame | null | Promise<EventFrame | null> = (seq) => message(seq);
  caughtUp = (): void => {};
  setBack = (): void => {};
  change = (_id: typeof direct, _seqs: readonly number[]): void => {};
  readonly finder = new EventFinder({
    find: async (_, seq, signal) => {
      this.asked.push({ seq, signal });
      const event = await this.answer(seq);
      return event === null ? null : { event, state: this.states.get(seq) ?? null };
    },
    onCaughtUp: (listener) => (this.caughtUp = listener),
    onSetBack: (listener) => (this.setBack = listener),
    onChange: (listener) => (this.change = listener),
  });

  watch(seq: number): { readonly seen: FoundEvent["state"][]; readonly stop: () => void } {
    const seen: FoundEvent["state"][] = [];
    return { seen, stop: this.finder.watch(direct, seq, ({ state }) => seen.push(state)) };
  }

  fail(code: "UNAVAILABLE" | "CONVERSATION_NOT_FOUND"): void {
    this.answer = () => Promise.reject(new KlatchError(code, code));
  }
}

describe("[WEB-91] a quoted message", () => {
  it("is asked for once for all who quote it, and known at once later", async () => {
    const source = new FakeSource();
    const [first, second] = [source.watch(7), source.watch(7)];
    await settle();
    expect([first.seen, second.seen]).toEqual([
      ["loading", "found"],
      ["loading", "found"],
    ]);
    first.stop();
    second.stop();
    expect(source.watch(7).seen).toEqual(["found"]);
    expect(source.asked).toHaveLength(1);
  });

  it("is not loaded while the server cannot be reached, and asked for again when the device has caught up", async () => {
    const source = new FakeSource();
    source.fail("UNAVAILABLE");
    const { seen } = source.watch(7);
    await settle();
    expect(seen).toEqual(["loading", "unreachable"]);
    source.answer = (seq) => message(seq);
    source.caughtUp();
    await settle();
    expect(seen).toEqual(["loading", "unreachable", "found"]);
    source.caughtUp();
    expect(source.asked).toHaveLength(2);
  });

  it("is missing when the server says so, and only then", async () => {
    const source = new FakeSource();
    source.answer = () => null;
    const gone = source.watch(7);
    await settle();
    source.fail("CONVERSATION_NOT_FOUND");
    const hidden = source.watch(8);
    await settle();
    expect([gone.seen.at(-1), hidden.seen.at(-1)]).toEqual(["none", "none"]);
    source.caughtUp();
    expect(source.asked).toHaveLength(2);
  });

  it("that is scrolled past is not waited for; it is asked for again when it comes back", async () => {
    const source = new FakeSource();
    let reply = (_: EventFrame): void => {};
    source.answer = () => new Promise((resolve) => (reply = resolve));
    const passed = source.watch(7);
    passed.stop();
    expect(source.asked[0]?.signal.aborted).toBe(true);
    reply(message(7));
    const back = source.watch(7);
    await settle();
    expect([passed.seen, back.seen]).toEqual([["loading"], ["loading"]]);
    reply(message(7));
    await settle();
    expect(back.seen).toEqual(["loading", "found"]);
  });

  it("may be another one after the server has lost events", async () => {
    const source = new FakeSource();
    const { seen } = source.watch(7);
    source.watch(8).stop();
    await settle();
    source.answer = () => null;
    source.setBack();
    await settle();
    expect(seen).toEqual(["loading", "found", "none"]);
    expect(source.asked.map(({ seq }) => seq)).toEqual([7, 8, 7]);
  });

  it("is forgotten when many others are known and nobody shows it", async () => {
    const source = new FakeSource();
    for (let seq = 1; seq <= 600; seq++) {
      const { stop } = source.watch(seq);
      await settle();
      stop();
    }
    const { seen } = source.watch(1);
    expect([source.watch(600).seen, seen]).toEqual([["found"], ["loading"]]);
  });
});

it("[WEB-240] a quoted message that was changed is asked for again, others are not", async () => {
  const source = new FakeSource();
  const seen: FoundEvent[] = [];
  source.finder.watch(direct, 7, (found) => seen.push(found));
  await settle();
  expect(seen.at(-1)).toMatchObject({ state: "found", became: null });
  source.states.set(7, { asOf: 9, content: { type: "text", text: "other" } });
  source.change(direct, [6, 8]);
  await settle();
  expect(source.asked).toHaveLength(1);
  source.change(direct, [7]);
  await settle();
  expect(seen.at(-1)).toMatchObject({ state: "found", became: { content: { text: "other" } } });
});
