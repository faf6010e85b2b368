// Tooling, off the message's way: converts Valibot shapes to JSON Schema.
import { toJsonSchema, toJsonSchemaDefs, type ConversionConfig, type JsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { Component, FieldWords } from "../../schema/protocol/component.ts";
import { fieldWords } from "../../schema/protocol/field-words.ts";

export type SchemaTarget = "draft-2020-12" | "draft-07";

const config = (target: SchemaTarget): ConversionConfig => ({
  target,
  typeMode: "input",
  // Brands exist only for the compiler; checks are explained in the descriptions.
  ignoreActions: ["brand", "check"],
  overrideAction: ({ valibotAction, jsonSchema }) =>
    valibotAction.type === "safe_integer"
      ? { ...jsonSchema, type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER }
      : undefined,
  // A union with only one member so far.
  overrideSchema: ({ jsonSchema }) => {
    const [only, ...others] = jsonSchema.oneOf ?? [];
    return typeof only === "object" && others.length === 0 ? only : undefined;
  },
});

/**
 * The schemas of components, with references under `#/components/schemas/`, descriptions and examples. The server's
 * objects may gain fields, so unknown fields are not forbidden there.
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

/** Adds a description to each property at any depth, except in referenced components, which have their own. */
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

/** The schema of a query parameter after its text was parsed: numbers, not strings of digits. */
export function parameterSchema(shape: v.GenericSchema): JsonSchema {
  const { $schema: _dialect, ...schema } = toJsonSchema(shape, { ...config("draft-2020-12"), typeMode: "output" });
  const isNumber = schema.type === "integer" || schema.type === "number";
  if (schema.default !== undefined && isNumber) return { ...schema, type: "integer", default: Number(schema.default) };
  return schema;
}
