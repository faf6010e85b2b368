// The API documents say what may be added later: nothing to what clients send, much to what the server sends.
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { apiDocuments } from "../../tools/api/api-documents.ts";
import { allComponents } from "../../tools/api/components.ts";
import { errorCodes } from "../../schema/protocol/errors.ts";

interface Schema {
  readonly $ref?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly discriminator?:
    | string
    | { readonly propertyName: string; readonly mapping: Readonly<Record<string, string>> };
  readonly examples?: readonly unknown[];
}
interface Document {
  readonly paths?: Readonly<
    Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Schema>> }>>>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const [openApi, asyncApi] = apiDocuments()
  .slice(0, 2)
  .map(({ text }) => JSON.parse(text) as Document);
if (openApi === undefined || asyncApi === undefined) throw new Error("two documents are generated");
const documents = [
  ["OpenAPI", openApi.components.schemas],
  ["AsyncAPI", asyncApi.components.schemas],
] as const;

/** A schema and all that it holds, without what it refers to. */
function* partsOf(schema: Schema): Generator<Schema> {
  yield schema;
  const { anyOf = [], oneOf = [], items, properties = {} } = schema;
  for (const part of [...anyOf, ...oneOf, ...(items === undefined ? [] : [items]), ...Object.values(properties)])
    yield* partsOf(part);
}

const reference = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

describe.each(documents)("[API-1] %s", (_, schemas) => {
  const entries = Object.entries(schemas).map(([name, schema]) => [name, schema, allComponents[name]?.open] as const);

  it.each(entries.filter(([, , open]) => open === false))("what clients send is closed: %s", (__, schema) => {
    for (const part of partsOf(schema)) {
      const isObject = part.properties !== undefined && part.discriminator === undefined;
      expect(part.additionalProperties === false).toBe(isObject);
      expect(part.anyOf ?? []).not.toContainEqual({ type: "string" });
    }
  });

  it.each(entries.filter(([, , open]) => open === true))("what the server sends is open: %s", (__, schema) => {
    for (const { additionalProperties, anyOf = [], enum: values } of partsOf(schema)) {
      expect(additionalProperties).not.toBe(false);
      if (values === undefined) continue;
      // A list of values stands beside any other string.
      const all = [...partsOf(schema)].filter((part) => part.anyOf?.some((option) => option.enum === values));
      expect(all).toHaveLength(1);
      expect(all[0]?.anyOf).toEqual([{ type: "string", enum: values }, { type: "string" }]);
      expect(anyOf).toEqual([]);
    }
  });

  it("a union of the server's is what is known, or an object of another variant", () => {
    const unions = entries.filter(([name]) => allComponents[name]?.variants !== undefined);
    expect(unions.length).toBeGreaterThan(2);
    for (const [name, schema] of unions)
      expect(schema).toMatchObject({ anyOf: [reference(`Known${name}`), reference(`Unknown${name}`)] });
  });
});

describe.each(documents)("[API-2] %s: each variant of a union is a component with its value", (title, schemas) => {
  const unions = Object.entries(schemas).filter(([, { oneOf }]) => oneOf !== undefined);

  it("unions are there, and only as components", () => {
    const parts = Object.values(schemas).flatMap((schema) => [...partsOf(schema)]);
    expect(parts.filter(({ oneOf }) => oneOf !== undefined)).toHaveLength(unions.length);
    expect(unions.map(([name]) => name)).toEqual(
      expect.arrayContaining(["KnownContent", "OutgoingContent", "KnownMemberChange", "KnownGroupChange"]),
    );
  });

  it.each(unions)("%s", (_, { oneOf = [], discriminator, required }) => {
    const key = typeof discriminator === "string" ? discriminator : (discriminator?.propertyName ?? "none");
    const values = oneOf.map(({ $ref = "" }) => schemas[$ref.split("/").at(-1) ?? ""]?.properties?.[key]?.const);
    expect(values.every((value) => typeof value === "string")).toBe(true);
    expect(new Set(values).size).toBe(oneOf.length);
    const mapping = Object.fromEntries(values.map((value, index) => [value, oneOf[index]?.$ref]));
    const asyncApiSays = [key, [key]];
    const openApiSays = [{ propertyName: key, mapping }, undefined];
    expect([discriminator, required]).toEqual(title === "AsyncAPI" ? asyncApiSays : openApiSays);
  });
});

describe("[API-1] a validator that has the OpenAPI document", () => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(openApi, "openapi.json");
  const accepts = (name: string, value: unknown): boolean => {
    const validate = ajv.getSchema(`openapi.json#/components/schemas/${name}`);
    if (validate === undefined) throw new Error(`no schema ${name}`);
    return validate(value) === true;
  };
  const [message] = (openApi.components.schemas["KnownEvent"]?.examples ?? []) as readonly object[];

  it("accepts what later servers add", () => {
    expect(accepts("Event", { ...message, weather: "fine" })).toBe(true);
    expect(accepts("Event", { ...message, content: { type: "dice", fallback: "🎲 4", rolled: { a: [4] } } })).toBe(
      true,
    );
    expect(accepts("Event", { type: "nudged", conversationId: "direct_a_b", seq: 4, createdAt: 1, deep: [{}] })).toBe(
      true,
    );
    expect(accepts("MemberChange", { kind: "promised", of: "a cup" })).toBe(true);
    expect(accepts("Problem", { type: "t", title: "t", status: 418, code: "TEAPOT", cups: 2 })).toBe(true);
  });

  it("refuses what would break the promises", () => {
    expect(accepts("Event", { ...message, content: { type: "dice" } })).toBe(false);
    expect(accepts("Event", { ...message, content: { type: "text", fallback: "no text" } })).toBe(false);
    expect(accepts("Event", { type: "nudged", conversationId: "direct_a_b", createdAt: 1 })).toBe(false);
    expect(accepts("OutgoingContent", { type: "dice", fallback: "🎲 4" })).toBe(false);
    expect(accepts("OutgoingContent", { type: "text", text: "a", bold: true })).toBe(false);
  });

  it("finds a refusal with any other code in every operation", () => {
    const operations = Object.values(openApi.paths ?? {}).flatMap((path) => Object.values(path));
    expect(operations.length).toBeGreaterThan(20);
    for (const { responses } of operations)
      expect(responses["default"]).toEqual({ $ref: "#/components/responses/OtherRefusal" });
  });

  it("knows today's codes", () => {
    const [known] = openApi.components.schemas["Problem"]?.properties?.["code"]?.anyOf ?? [];
    expect(known?.enum).toEqual(errorCodes);
  });
});
