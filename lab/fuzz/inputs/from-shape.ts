// Makes a value that a Valibot shape accepts, as JSON. Reads shapes like the parser does, so new fields are fuzzed
// automatically.
import { sample, stringMatching } from "fast-check";
import * as v from "valibot";
import type { Random } from "../../kit/random.ts";
import { printTree, raw, textOf, type JsonField, type JsonTree } from "./json-tree.ts";
import { someText } from "./texts.ts";

/** Supplies ids, so that inputs reach existing things; undefined: any value that fits. */
export type IdSource = (shape: unknown, random: Random) => string | undefined;

/** The parts of Valibot's schemas that are read here. */
interface ShapeParts {
  readonly type: string;
  readonly literal?: string | number | boolean;
  readonly options?: readonly unknown[];
  readonly entries?: Readonly<Record<string, unknown>>;
  readonly item?: unknown;
  readonly key?: unknown;
  readonly value?: unknown;
  readonly wrapped?: unknown;
  readonly pipe?: readonly { readonly type: string; readonly requirement?: unknown }[];
}

/** @throws Error for a kind of shape that the protocol has not used so far */
export function fitting(shape: v.GenericSchema, random: Random, ids: IdSource): JsonTree {
  return make(shape, random, ids);
}

/** What a shape checks in code, nothing can be made for: so often it is tried. */
const maxTries = 200;

function make(shape: unknown, random: Random, ids: IdSource): JsonTree {
  const { pipe = [] } = shape as ShapeParts;
  let made = makeOnce(shape, random, ids);
  if (!pipe.some(({ type }) => type === "check")) return made;
  for (let left = maxTries; left > 0 && !v.is(shape as v.GenericSchema, JSON.parse(printTree(made))); left--)
    made = makeOnce(shape, random, ids);
  return made;
}

function makeOnce(shape: unknown, random: Random, ids: IdSource): JsonTree {
  const parts = shape as ShapeParts;
  switch (parts.type) {
    case "literal":
      return textOf(parts.literal ?? null);
    case "picklist":
      return textOf(random.pick(parts.options ?? []) as string);
    case "boolean":
      return textOf(random.chance(0.5));
    case "number":
      return textOf(someNumber(parts, random));
    case "string":
      return textOf(ids(shape, random) ?? someString(parts, random));
    case "strict_object":
      return { kind: "object", fields: fieldsOf(parts, random, ids) };
    case "custom":
      return someData(random);
    case "array":
      return { kind: "list", items: times(lengthOf(parts, random), () => make(parts.item, random, ids)) };
    case "record":
      return {
        kind: "object",
        fields: times(lengthOf(parts, random), () => [keyOf(parts, random, ids), make(parts.value, random, ids)]),
      };
    case "variant":
      return make(random.pick(parts.options ?? []), random, ids);
    case "nullable":
      return random.chance(0.3) ? raw("null") : make(parts.wrapped, random, ids);
    case "optional":
    case "exact_optional":
      return make(parts.wrapped, random, ids);
    default:
      throw new Error(`no way to make a ${parts.type}`);
  }
}

/** What an app of its own may send: a few fields, some of them nested. */
const someData = (random: Random): JsonTree => ({
  kind: "object",
  fields: times(random.below(4), (): JsonField => [
    JSON.stringify(someText(random, 0, 12)),
    random.chance(0.2) ? someData(random) : textOf(random.pick([null, true, random.below(1_000), "cup"])),
  ]),
});

const times = <T>(count: number, one: () => T): T[] => Array.from({ length: count }, one);

const keyOf = ({ key }: ShapeParts, random: Random, ids: IdSource): string => {
  const made = make(key, random, ids);
  return made.kind === "text" ? made.json : '""';
};

/** The requirement of a step of a pipe, if there is such a step. */
const demand = ({ pipe }: ShapeParts, type: string): unknown => pipe?.find((step) => step.type === type)?.requirement;

function fieldsOf({ entries = {} }: ShapeParts, random: Random, ids: IdSource): JsonField[] {
  return Object.entries(entries).flatMap(([key, entry]): JsonField[] => {
    const isOptional = (entry as ShapeParts).type.endsWith("optional");
    return isOptional && random.chance(0.7) ? [] : [[JSON.stringify(key), make(entry, random, ids)]];
  });
}

function lengthOf(parts: ShapeParts, random: Random): number {
  const min = Number(demand(parts, "min_length") ?? 0);
  const max = Number(demand(parts, "max_length") ?? demand(parts, "max_entries") ?? 10);
  if (random.chance(0.02)) return max;
  return Math.min(max, min + random.below(4));
}

function someNumber(parts: ShapeParts, random: Random): number {
  const min = Number(demand(parts, "min_value") ?? Number.MIN_SAFE_INTEGER);
  const max = Number(demand(parts, "max_value") ?? Number.MAX_SAFE_INTEGER);
  const wanted = random.weighted({ small: 8, edge: 2, time: 2 });
  if (wanted === "edge") return random.pick([min, max]);
  const number = wanted === "small" ? min + random.below(40) : Date.now() + (random.below(4) - 2) * 3_600_000;
  return Math.max(min, Math.min(max, number));
}

function someString(parts: ShapeParts, random: Random): string {
  const min = Number(demand(parts, "min_length") ?? 0);
  const max = Number(demand(parts, "max_length") ?? 40);
  const pattern = demand(parts, "regex");
  if (!(pattern instanceof RegExp)) return someText(random, min, max);
  const made = random.pick(matching(pattern));
  // Patterns that have a length too consist of one character class each.
  return made.padEnd(min, "0").slice(0, Math.max(max, min));
}

const matchingByPattern = new Map<RegExp, readonly string[]>();

/** Some hundred strings that a pattern accepts, always the same: making one takes a millisecond. */
function matching(pattern: RegExp): readonly string[] {
  const made = matchingByPattern.get(pattern) ?? sample(stringMatching(pattern), { numRuns: 300, seed: 1 });
  matchingByPattern.set(pattern, made);
  return made;
}
