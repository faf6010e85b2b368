// What jobs say: a queue keeps its bodies, and a dead letter its job, where no recall reaches.
import { expect, it } from "vitest";
import { jobPayloads } from "../../schema/jobs/kinds.ts";

/** All texts of payloads, and what each is. Nothing that people write to each other. */
const texts: Readonly<Record<string, string>> = {
  platform: "of a device, one of a list",
  network: "a network's prefix",
  id: "of an operator's act",
  actor: "an operator's name",
  by: "an operator's name",
  act: "one of a list",
  subject: "an id of whom or what an operator's act is about",
  reason: "what an operator says of their act",
  detail: "what an operator's act changed: names of fields, ids and numbers",
};

interface Shape {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Shape>>;
  readonly options?: readonly (Shape | string)[];
  readonly wrapped?: Shape;
  readonly value?: Shape;
  readonly item?: Shape;
  readonly pipe?: readonly { readonly kind: string; readonly type: string }[];
}

/** Names of the fields, at any depth, that take any text; a shape of a kind that is not known here takes all. */
function freeTexts(shape: Shape, name: string): string[] {
  const { type, entries, options = [], wrapped, value, item, pipe = [] } = shape;
  if (entries !== undefined) return Object.entries(entries).flatMap(([field, one]) => freeTexts(one, field));
  const inner = [...options.filter((one) => typeof one !== "string"), wrapped, value, item].filter(
    (one) => one !== undefined,
  );
  if (inner.length > 0) return inner.flatMap((one) => freeTexts(one, name));
  if (["literal", "picklist", "number", "boolean", "null"].includes(type)) return [];
  const isBound = type === "string" && pipe.some(({ type: rule }) => rule === "regex");
  return isBound ? [] : [name];
}

it("[CHANGE-23] the payload of no job has a text that people write to each other", () => {
  const found = Object.values(jobPayloads).flatMap((shape) => freeTexts(shape, ""));
  expect([...new Set(found)].toSorted()).toEqual(Object.keys(texts).toSorted());
});
