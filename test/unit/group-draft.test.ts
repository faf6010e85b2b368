// What one flush may change, and that it costs nothing when it does not.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { GroupDraft } from "../../durable-objects/group/group-state.ts";
import { MapDraft } from "../../durable-objects/group/map-draft.ts";
import { adam, climbers, mona } from "../support/test-group.ts";

interface Thing {
  readonly size: number;
}
const key = fc.constantFrom("a", "b", "c", "d");
const action = fc.oneof(
  fc.record({ does: fc.constant("set" as const), key, size: fc.nat(9) }),
  fc.record({ does: fc.constant("delete" as const), key, size: fc.constant(0) }),
  fc.record({ does: fc.constant("clear" as const), key, size: fc.constant(0) }),
);

it("[GROUP-22] a draft of a map is a map, and leaves its base alone", () => {
  const contents = fc.dictionary(key, fc.record({ size: fc.nat(9) }));
  fc.assert(
    fc.property(contents, fc.array(action, { maxLength: 12 }), (record, actions) => {
      const base = new Map<string, Thing>(Object.entries(record));
      const untouched = new Map(base);
      const [draft, plain] = [new MapDraft(base), new Map(base)];
      for (const { does, key: at, size } of actions) {
        if (does === "set") {
          draft.set(at, { size });
          plain.set(at, { size });
        } else if (does === "delete") {
          draft.delete(at);
          plain.delete(at);
        } else {
          draft.clear();
          plain.clear();
        }
        const sorted = [...plain].toSorted(([one], [other]) => (one < other ? -1 : 1));
        expect([...draft.entries()].toSorted(([one], [other]) => (one < other ? -1 : 1))).toEqual(sorted);
        expect([...draft.keys()].toSorted()).toEqual(sorted.map(([name]) => name));
        expect([...draft.values()]).toHaveLength(plain.size);
        expect([draft.size, draft.has(at), draft.get(at)]).toEqual([plain.size, plain.has(at), plain.get(at)]);
      }
      expect(draft.finish()).toEqual(plain);
      expect(base).toEqual(untouched);
    }),
  );
});

describe("a draft of a group", () => {
  it("[GROUP-22] that was not touched is the state it came from: nothing is copied, nothing to store", () => {
    const { state } = climbers();
    const draft = new GroupDraft(state);
    expect([draft.isTouched, draft.finish() === state]).toEqual([false, true]);
  });

  it("[GROUP-22] copies only what changed", () => {
    const { state } = climbers();
    const draft = new GroupDraft(state);
    draft.editCore({ allSilenced: true });
    const after = draft.finish();
    expect(draft.isTouched).toBe(true);
    expect([after.members === state.members, after.bans === state.bans]).toEqual([true, true]);
    expect([after.core.allSilenced, state.core.allSilenced]).toEqual([true, false]);
  });

  it("[GROUP-22] leaves the state as it was, whatever it becomes", () => {
    const group = climbers();
    const before = group.store.load();
    const base = group.state;
    group.together([adam, { kind: "ban", userId: mona }], [adam, { kind: "announce", text: "Quiet" }]);
    expect(base).toEqual(before);
  });
});
