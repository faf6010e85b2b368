// Tooling, off the message's way: converts Valibot shapes to JSON Schema.
import { toJsonSchema, toJsonSchemaDefs, type ConversionConfig, type JsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { Component, FieldWords } from "../../schema/protocol/component.ts";
import { fieldWords } from "../../schema/protocol/field-words.ts";
import { closedUnion, openEnum, openUnion, unionOf, unknownVariant } from "./unions.ts";

/** OpenAPI 3.1 has JSON Schema's dialect of 2020, AsyncAPI 3 one like draft 7. */
export type SchemaTarget = "draft-2020-12" | "draft-07";

/** How deep an object is nested whose fields are not said. JSON Schema has no word for it. */
export const levelsKey = "x-max-levels";

const config = (target: SchemaTarget): ConversionConfig => ({
  target,
  typeMode: "input",
  // Brands exist only for the compiler; checks and stored forms are explained in the descriptions.
  ignoreActions: ["brand", "check", "transform", "trim"],
  // Whatever its app puts there.
  overrideSchema: ({ valibotSchema }) => (valibotSchema.type === "custom" ? { type: "object" } : undefined),
  overrideAction: ({ valibotAction, jsonSchema }) => {
    if (valibotAction.type === "safe_integer")
      return { ...jsonSchema, type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    return valibotAction.type === "metadata" && "metadata" in valibotAction
      ? { ...jsonSchema, [levelsKey]: (valibotAction.metadata as { readonly maxLevels: number }).maxLevels }
      : undefined;
  },
});

type Components = Readonly<Record<string, Component>>;
type Schemas = Record<string, JsonSchema>;

/**
 * The schemas of components, with references under `#/components/schemas/`, descriptions and examples. What the server
 * sends may grow: its objects allow unknown fields, its enums other strings, its unions unknown variants.
 */
export function componentSchemas(components: Components, target: SchemaTarget): Schemas {
  const isOpen = ([, { open }]: readonly [string, Component]): boolean => open;
  const [open = [], closed = []] = [isOpen, (entry: readonly [string, Component]) => !isOpen(entry)].map((which) =>
    Object.entries(components).filter(which),
  );
  // Apart, because a shape that travels both ways has a component for each.
  const schemas: Schemas = { ...referring(open, target), ...referring(closed, target) };
  return Object.fromEntries(
    Object.entries(components).map(([name, component]) => [
      name,
      {
        description: component.description,
        ...schemaOf(name, schemas[name] as JsonSchema, components, target),
        examples: [component.example] as JsonSchema["examples"] & object,
      },
    ]),
  );
}

/** What Valibot makes of them, with a reference wherever one holds another. */
function referring(entries: readonly (readonly [string, Component])[], target: SchemaTarget): Schemas {
  const shapes = Object.fromEntries(entries.map(([name, { shape }]) => [name, shape]));
  return toJsonSchemaDefs(shapes, {
    ...config(target),
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
}

function schemaOf(name: string, schema: JsonSchema, components: Components, target: SchemaTarget): JsonSchema {
  const component = components[name] as Component;
  if (component.variants !== undefined) return openUnion(component.variants);
  const union = unionOf(component.shape);
  if (union !== null) return closedUnion(schema, union, target);
  const described = describeObject([], schema, component);
  const known = Object.values(components).find(({ variants }) => variants?.unknown === name)?.variants?.known;
  return known === undefined ? described : unknownVariant(described, unionOf((components[known] as Component).shape));
}

/**
 * Adds a description to each property at any depth, except in referenced components, which have their own.
 *
 * @throws Error for a union that is no component
 */
function describeObject(
  path: readonly string[],
  { additionalProperties, ...schema }: JsonSchema,
  component: Pick<Component, "open" | "fields">,
): JsonSchema {
  const { open, fields } = component;
  if (schema.oneOf !== undefined) throw new Error(`a union without a name: ${path.join(".")}`);
  if (open && schema.enum !== undefined) return openEnum(schema);
  const rest =
    additionalProperties === undefined || (open && additionalProperties === false) ? {} : { additionalProperties };
  const items = isSchema(schema.items) ? { items: describeObject(path, schema.items, component) } : {};
  if (schema.properties === undefined) return { ...schema, ...items, ...rest };
  const properties = Object.entries(schema.properties).map(([name, property]) => {
    if (typeof property === "boolean" || property.$ref !== undefined) return [name, property] as const;
    const fieldPath = [...path, name];
    return [
      name,
      { description: describeField(fieldPath, fields), ...describeObject(fieldPath, property, component) },
    ] as const;
  });
  return { ...schema, properties: Object.fromEntries(properties), ...rest };
}

const isSchema = (part: JsonSchema["items"]): part is JsonSchema =>
  typeof part === "object" && !Array.isArray(part) && part.$ref === undefined;

/** @throws Error when a field has no description: every field of the protocol is documented */
function describeField(path: readonly string[], fields: FieldWords): string {
  const found = fields[path.join(".")] ?? fieldWords[path.at(-1) ?? ""];
  if (found === undefined) throw new Error(`no description for ${path.join(".")}`);
  return found;
}

/** The schema of a query parameter after its text was parsed: numbers, not strings of digits. */
export function parameterSchema(shape: v.GenericSchema): JsonSchema {
  const { $schema: _dialect, ...schema } = toJsonSchema(shape, { ...config("draft-2020-12"), typeMode: "output" });
  const isNumber = schema.type === "integer" || schema.type === "number";
  if (schema.default !== undefined && isNumber) return { ...schema, type: "integer", default: Number(schema.default) };
  return schema;
}
