// The API documents bound how deep anything is nested: parsers in many languages have a limit, of 128 levels and more.
import { expect, it } from "vitest";
import { levelsKey } from "../../tools/api/json-schema.ts";
import { apiDocuments } from "../../tools/api/api-documents.ts";

interface Schema {
  readonly $ref?: string;
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  /** Of an object whose fields are not said. */
  readonly [levelsKey]?: number;
}
type Schemas = Readonly<Record<string, Schema>>;

/** Levels of objects and arrays; infinite if the schema allows anything, or itself inside. Later variants have a test then. */
function levelsOf(schema: Schema, schemas: Schemas, within: readonly string[] = []): number {
  const deepest = (parts: readonly Schema[]): number =>
    Math.max(0, ...parts.map((part) => levelsOf(part, schemas, within)));
  const { $ref, type, anyOf = [], oneOf = [], items, properties = {}, additionalProperties } = schema;
  if ($ref !== undefined) {
    const name = $ref.split("/").at(-1) ?? "";
    const target = schemas[name];
    return target === undefined || within.includes(name)
      ? Number.POSITIVE_INFINITY
      : levelsOf(target, schemas, [...within, name]);
  }
  const values = typeof additionalProperties === "object" ? [additionalProperties] : [];
  const said = schema[levelsKey];
  if (said !== undefined) return said;
  if (type === "object") return 1 + deepest([...Object.values(properties), ...values]);
  if (type === "array") return 1 + (items === undefined ? Number.POSITIVE_INFINITY : deepest([items]));
  if (type !== undefined || schema.enum !== undefined || schema.const !== undefined) return 0;
  const options = [...anyOf, ...oneOf];
  return options.length === 0 ? Number.POSITIVE_INFINITY : deepest(options);
}

/** For operators: a job as it came, whatever it is. */
const anyJob = ["DeadLetter", "DeadLettersResult"];

const documents = apiDocuments()
  .slice(0, 2)
  .map(({ text }) => (JSON.parse(text) as { readonly components: { readonly schemas: Schemas } }).components.schemas);

const described = documents.flatMap((schemas) =>
  Object.entries(schemas)
    .filter(([name]) => !anyJob.includes(name))
    .map(([name, schema]) => [name, schema, schemas] as const),
);

it.each(described)("[API-5] %s nests at most 31 levels: 32 in an array of frames", (_, schema, schemas) => {
  expect(levelsOf(schema, schemas)).toBeLessThanOrEqual(31);
});

it("[API-5] the measure finds what has no end", () => {
  const tree: Schemas = {
    Tree: { type: "object", properties: { in: { type: "array", items: { $ref: "#/x/Tree" } } } },
  };
  expect(levelsOf({ $ref: "#/x/Tree" }, tree)).toBe(Number.POSITIVE_INFINITY);
  expect(levelsOf({ type: "object", properties: { data: {} } }, {})).toBe(Number.POSITIVE_INFINITY);
  expect(levelsOf({ type: "array", items: { type: "object" } }, {})).toBe(2);
});
