// Mutates valid inputs into invalid ones: changes of a JSON tree and of its text.
import {
  inheritedKeys,
  loneSurrogates,
  malformedIds,
  malformedNumbers,
  nestedArrays,
  nestedObjects,
} from "../../../test/contract/hostile-inputs.ts";
import type { Random } from "../../kit/random.ts";
import { changeAt, raw, sizeOf, type JsonField, type JsonTree } from "./json-tree.ts";

const quoted = (text: string): string => `"${text}"`;
const numbers = [...malformedNumbers, "0", "-0", "1", "9007199254740991", "1e2", "1E+2", "0.0", "1e-400", "2147483648"];
const others = [
  "null",
  "true",
  "false",
  '""',
  "[]",
  "{}",
  '"null"',
  '{"toJSON":1}',
  '{"length":1000000}',
  '"__proto__"',
];

/** An extreme value as JSON text. */
function edgeValue(random: Random): string {
  switch (random.weighted({ number: 4, other: 4, id: 3, surrogate: 3, deep: 1, long: 1 })) {
    case "number":
      return random.pick(numbers);
    case "other":
      return random.pick(others);
    case "id":
      return quoted(random.pick(malformedIds));
    case "surrogate":
      return quoted(random.pick(loneSurrogates));
    case "deep":
      return random.pick([nestedArrays, nestedObjects])(random.pick([2, 40, 2_000, 8_000]));
    case "long":
      return quoted(random.pick(["a", "€", "\\u0000", "\u{1f600}"]).repeat(random.pick([65, 200, 5_500, 16_400])));
  }
}

/** Makes one to three changes somewhere in the tree. */
export function mutateTree(tree: JsonTree, random: Random): JsonTree {
  let mutated = tree;
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    mutated = changeAt(mutated, random.below(sizeOf(mutated)), (place) => mutatePlace(place, random));
  }
  return mutated;
}

function mutatePlace(tree: JsonTree, random: Random): JsonTree {
  if (random.chance(0.05)) return { kind: "list", items: [tree] };
  if (random.chance(0.05)) return { kind: "object", fields: [['"value"', tree]] };
  if (tree.kind === "text") return raw(random.chance(0.3) ? mutateScalar(tree.json, random) : edgeValue(random));
  if (random.chance(0.1)) return raw(edgeValue(random));
  return tree.kind === "list"
    ? { kind: "list", items: mutateItems(tree.items, random) }
    : { kind: "object", fields: mutateFields(tree.fields, random) };
}

function mutateScalar(json: string, random: Random): string {
  if (!json.startsWith('"')) return random.pick([`-${json}`, `${json}0`, `${json}.5`, quoted(json), `${json}e3`]);
  const inside = json.slice(1, -1);
  return quoted(
    random.pick([
      `${inside}${random.pick(loneSurrogates)}`,
      `${random.pick([" ", "\\u0000", "\ufeff", "\\n"])}${inside}`,
      inside.toUpperCase(),
      inside.slice(0, Math.floor(inside.length / 2)).replace(/\\+(u[^"]{0,3})?$/, ""),
      inside.repeat(random.pick([2, 10])),
      // The same string for a parser.
      inside.replace(/^[a-z]/, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
    ]),
  );
}

function mutateItems(items: readonly JsonTree[], random: Random): readonly JsonTree[] {
  const [first = raw(edgeValue(random))] = items;
  return random.pick<() => readonly JsonTree[]>([
    () => [...items, raw(edgeValue(random))],
    () => items.slice(1),
    () => [...items, ...items],
    () => Array.from({ length: random.pick([51, 60, 501]) }, () => first),
    () => items.toReversed(),
  ])();
}

function mutateFields(fields: readonly JsonField[], random: Random): readonly JsonField[] {
  const at = random.below(Math.max(1, fields.length));
  const [key = '"x"', value = raw("1")] = fields[at] ?? [];
  const rest = fields.toSpliced(at, 1);
  return random.pick<() => readonly JsonField[]>([
    () => rest,
    // Of two equal keys the last one counts.
    () => [...fields, [key, raw(edgeValue(random))]],
    () => [[key, raw(edgeValue(random))], ...fields],
    () => [...fields, [quoted(random.pick(["extra", ...inheritedKeys])), raw(edgeValue(random))]],
    () => [...fields, [quoted(random.pick(loneSurrogates)), raw("1")]],
    () => [...rest, [key.toUpperCase(), value]],
    () => [...rest, [`"${key.slice(1, -1)} "`, value]],
    () => [...fields, ...Array.from({ length: 300 }, (_, index): JsonField => [`"f${index}"`, raw("0")])],
  ])();
}

/** Changes the text itself once: mostly the result is not JSON. */
export function mutateText(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const [head, tail] = [text.slice(0, at), text.slice(at)];
  return random.pick([
    () => head,
    () => tail,
    () => head + random.pick(['"', "\\", "{", "}", "[", "]", ",", ":", "\u0000", "\ufeff", "0", "e", "/*"]) + tail,
    () => head + tail.slice(1 + random.below(8)),
    () => text + text,
    () => `${text},`,
    () => `\ufeff${text}`,
    () => text.replaceAll('"', "'"),
    () => ` \n\t${text}\r\n `,
  ])();
}
