// Tooling, off the message's way: Valibot shapes as JSON Schema.
import { toJsonSchema, toJsonSchemaDefs, type ConversionConfig, type JsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { Component, FieldWords } from "../../schema/protocol/component.ts";
import { fieldWords } from "../../schema/protocol/field-words.ts";

export type SchemaTarget = "draft-2020-12" | "draft-07";

const config = (target: SchemaTarget): ConversionConfig => ({
  target,
  typeMode: "input",
  // Brands exist for the compiler only; what checks say stands in the descriptions.
  ignoreActions: ["brand", "check"],
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === "safe_integer"
      ? { ...jsonSchema, type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
      : undefined,
  // A union that has one member so far.
  overrideSchema: ({ jsonSchema }) => {
    const [only, ...others] = jsonSchema.oneOf ?? [];
    return typeof only === "object" && others.length === 0 ? only : undefined;
  },
});

/**
 * The schemas of components, which refer to each other under `#/components/schemas/`, with descriptions and examples.
 * What the server sends may gain fields: there, unknown ones are not forbidden.
 */
export function componentSchemas(
  components: Readonly<Record<string, Component>>,
  target: SchemaTarget,
): Record<string, JsonSchema> {
  const shapes = Object.fromEntries(Object.entries(components).map(([name, { shape }]) => [name, shape]));
  const schemas = toJsonSchemaDefs(shapes, {
    ...config(target),
    overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
  });
  return Object.fromEntries(
    Object.entries(components).map(([name, { description, example, ...component }]) => [
      name,
      {
        description,
        ...describeObject([], schemas[name] as JsonSchema, component),
        examples: [example] as JsonSchema["examples"] & object,
      },
    ]),
  );
}

/** Adds a description to each property, at any depth; one that refers to a component is described there. */
function describeObject(
  path: readonly string[],
  { additionalProperties, oneOf, ...schema }: JsonSchema,
  component: Pick<Component, "open" | "fields">,
): JsonSchema {
  const { open, fields } = component;
  if (oneOf !== undefined) {
    const options = oneOf.map((option) =>
      typeof option === "boolean" ? option : describeObject(path, option, component),
    );
    return { ...schema, oneOf: options };
  }
  const rest =
    additionalProperties === undefined || (open && additionalProperties === false) ? {} : { additionalProperties };
  if (schema.properties === undefined) return { ...schema, ...rest };
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

/** @throws Error when a field has no description: every field of the protocol is documented */
function describeField(path: readonly string[], fields: FieldWords): string {
  const found = fields[path.join(".")] ?? fieldWords[path.at(-1) ?? ""];
  if (found === undefined) throw new Error(`no description for ${path.join(".")}`);
  return found;
}

/** A query parameter, as the handler sees it after the text was read: numbers, not their digits. */
export function parameterSchema(shape: v.GenericSchema): JsonSchema {
  const { $schema: _dialect, ...schema } = toJsonSchema(shape, { ...config("draft-2020-12"), typeMode: "output" });
  const isNumber = schema.type === "integer" || schema.type === "number";
  if (schema.default !== undefined && isNumber) return { ...schema, type: "integer", default: Number(schema.default) };
  return schema;
}
