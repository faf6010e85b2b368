// Tooling, off the message's way: unions and enums in the API documents, closed for what clients send, open for what
// the server sends.
import type { JsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import type { Component } from "../../schema/protocol/component.ts";
import type { SchemaTarget } from "./json-schema.ts";

/** A union by the field `key`, with the value of each of its variants. */
interface Union {
  readonly key: string;
  readonly values: readonly string[];
  readonly variants: readonly v.GenericSchema[];
}

/** With OpenAPI's discriminator, which is an object, or AsyncAPI's, which is the name of the field. */
type WithDiscriminator = JsonSchema & {
  readonly discriminator:
    | string
    | { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
};

interface VariantOption extends v.GenericSchema {
  readonly entries: Readonly<Record<string, { readonly literal: string }>>;
}
const isVariant = (
  shape: v.GenericSchema,
): shape is v.GenericSchema & { readonly key: string; readonly options: readonly VariantOption[] } =>
  shape.type === "variant";

/** Null for a shape that is no union by a field. */
export function unionOf(shape: v.GenericSchema): Union | null {
  if (!isVariant(shape)) return null;
  const { key, options } = shape;
  return { key, values: options.map(({ entries }) => entries[key]?.literal ?? ""), variants: options };
}

/** @throws Error when a variant is no component */
function referencesOf({ oneOf = [] }: JsonSchema): string[] {
  return oneOf.map((option) => {
    if (typeof option === "boolean" || option.$ref === undefined) throw new Error("a variant without a name");
    return option.$ref;
  });
}

export function closedUnion(schema: JsonSchema, { key, values }: Union, target: SchemaTarget): WithDiscriminator {
  const references = referencesOf(schema);
  const oneOf = references.map(($ref) => ({ $ref }));
  // AsyncAPI: the field must be defined and required here. Each variant says its own value of it.
  if (target === "draft-07")
    return { type: "object", properties: { [key]: { type: "string" } }, required: [key], oneOf, discriminator: key };
  const mapping = Object.fromEntries(values.map((value, index) => [value, references[index] ?? ""]));
  return { oneOf, discriminator: { propertyName: key, mapping } };
}

/**
 * What is known, or anything else. Not one union: by OpenAPI 3.1.1 a value that no mapping of a discriminator has
 * should be refused.
 */
export const openUnion = ({ known, unknown }: NonNullable<Component["variants"]>): JsonSchema => ({
  anyOf: [known, unknown].map((name) => ({ $ref: `#/components/schemas/${name}` })),
});

/** The schema for all other variants: any object whose field has none of the known values. */
export function unknownVariant(schema: JsonSchema, union: Union | null): JsonSchema {
  if (union === null) throw new Error("only a union has unknown variants");
  const { key, values } = union;
  const { [key]: field, ...others } = schema.properties ?? {};
  if (typeof field !== "object") throw new Error(`the unknown variant lacks ${key}`);
  const properties = { [key]: { ...field, not: { enum: [...values] } }, ...others };
  return { ...schema, properties, additionalProperties: true };
}

/** Known values, and any other string: generators make a type of it, and readers see what there is today. */
export const openEnum = ({ enum: values = [], ...schema }: JsonSchema): JsonSchema => ({
  ...schema,
  anyOf: [{ type: "string", enum: values }, { type: "string" }],
});
