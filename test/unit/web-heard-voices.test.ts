// Which voice messages have a dot: those of others that were not heard on this device.
import { describe, expect, it } from "vitest";
import type { UserId } from "@klatch/sdk";
import { HeardVoices, heardKey, mostHeard } from "../../apps/web/media/heard-voices.ts";
import { direct } from "../support/sdk-fakes.ts";

const me = "user_me" as UserId;
const start = 1_800_000_000_000;
const voice = (seq: number, atMs = start + seq) => ({ conversationId: direct, seq, atMs });

function device() {
  const kept = new Map<string, string>();
  return {
    kept,
    storage: {
      getItem: (key: string) => kept.get(key) ?? null,
      setItem: (key: string, text: string) => kept.set(key, text),
    },
  };
}

describe("[WEB-374] voice messages that were not heard", () => {
  it("are those that came since this device is used, until they are played; a reload forgets nothing", () => {
    const { storage } = device();
    const heard = new HeardVoices(storage, me, start);
    expect([heard.has(voice(1, start)), heard.has(voice(2)), heard.has(voice(3))]).toEqual([true, false, false]);
    heard.add(voice(2));
    const again = new HeardVoices(storage, me, start + 1_000_000);
    expect([again.has(voice(1, start)), again.has(voice(2)), again.has(voice(3))]).toEqual([true, true, false]);
    expect(new HeardVoices(storage, "user_other" as UserId, start).has(voice(2))).toBe(false);
  });

  it("what another tab has heard stays, whichever writes last", () => {
    const { storage } = device();
    const [one, other] = [new HeardVoices(storage, me, start), new HeardVoices(storage, me, start)];
    one.add(voice(1));
    other.add(voice(2));
    one.add(voice(3));
    const later = new HeardVoices(storage, me, start);
    expect([1, 2, 3, 4].map((seq) => later.has(voice(seq)))).toEqual([true, true, true, false]);
  });

  it("are remembered up to a number: what is older than those counts as heard", () => {
    const { storage, kept } = device();
    const heard = new HeardVoices(storage, me, start);
    for (let seq = 2; seq <= mostHeard + 11; seq++) heard.add(voice(seq));
    expect(Object.keys((JSON.parse(kept.get(heardKey(me)) ?? "") as { heard: object }).heard)).toHaveLength(mostHeard);
    expect([heard.has(voice(1)), heard.has(voice(5)), heard.has(voice(mostHeard + 12))]).toEqual([true, true, false]);
  });

  it.each(["nonsense", "7", '{"sinceMs":"x","heard":{}}', '{"sinceMs":1,"heard":null}'])(
    "begin anew where %s is kept",
    (text) => {
      const { storage, kept } = device();
      kept.set(heardKey(me), text);
      const heard = new HeardVoices(storage, me, start);
      expect([heard.has(voice(0, start)), heard.has(voice(1))]).toEqual([true, false]);
    },
  );
});
