// The API documents follow their standards: the standards' own schemas accept them, and the linters say nothing.
import { Parser } from "@asyncapi/parser";
import asyncApiSchema from "@asyncapi/specs/schemas/3.1.0-without-$id.json" with { type: "json" };
import { createConfig, lintFromString } from "@redocly/openapi-core";
import { Validator } from "@seriousme/openapi-schema-validator";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { apiDocuments } from "../../tools/api/api-documents.ts";

const [openApi = "", asyncApi = ""] = apiDocuments().map(({ text }) => text);

/** What Redocly's strictest rules say, as `rule at pointer`. */
async function lintOpenApi(text: string): Promise<string[]> {
  const config = await createConfig({ extends: ["recommended-strict"], telemetry: "off" });
  const problems = await lintFromString({ source: text, absoluteRef: "document.json", config });
  return problems.map(({ ruleId, location }) => `${ruleId} at ${location[0]?.pointer ?? ""}`);
}

/** What AsyncAPI's own parser says, hints included, as `rule at path`. */
async function lintAsyncApi(text: string): Promise<string[]> {
  const problems = await new Parser().validate(text);
  return problems.map(({ code, path }) => `${code} at ${path.join("/")}`);
}

const acceptsAsyncApi = new Ajv({ strict: false, validateFormats: false }).compile(asyncApiSchema);
const acceptsOpenApi = async (text: string): Promise<boolean> => (await new Validator().validate(text)).valid;

describe("[API-3] OpenAPI 3.1", () => {
  it("no rule of the linter is broken", async () => {
    expect(await lintOpenApi(openApi)).toEqual([]);
  });

  it("the standard's schema accepts the document", async () => {
    expect(await acceptsOpenApi(openApi)).toBe(true);
  });

  it("both look at it", async () => {
    const unnamed = openApi.replace('"operationId": "register"', '"operationId": "login"');
    const badExample = openApi.replace('"username": "alice"', '"username": "no spaces allowed"');
    const unmapped = openApi.replace('"propertyName": "type"', '"propertyName": "text"');
    expect(await lintOpenApi(unnamed)).toContainEqual(expect.stringMatching(/^operation-operationId-unique /));
    expect(await lintOpenApi(badExample)).toContainEqual(expect.stringMatching(/^no-invalid-schema-examples /));
    expect(await lintOpenApi(unmapped)).toContainEqual(expect.stringMatching(/^no-invalid-schema-examples /));
    expect(await acceptsOpenApi(openApi.replace('"paths":', '"path":'))).toBe(false);
  });
});

describe("[API-3] AsyncAPI 3.1", () => {
  it("no rule of the linter is broken", async () => {
    expect(await lintAsyncApi(asyncApi)).toEqual([]);
  });

  it("the standard's schema accepts the document", () => {
    expect(acceptsAsyncApi(JSON.parse(asyncApi)), JSON.stringify(acceptsAsyncApi.errors)).toBe(true);
  });

  it("both look at it", async () => {
    const unresolved = asyncApi.replace("#/components/schemas/SyncFrame", "#/components/schemas/Nothing");
    expect(await lintAsyncApi(unresolved)).toContainEqual(expect.stringMatching(/^invalid-ref /));
    expect(await lintAsyncApi(asyncApi.replace('"action": "receive"', '"action": "shout"'))).not.toEqual([]);
    expect(acceptsAsyncApi({ ...(JSON.parse(asyncApi) as object), operations: { ping: { action: "shout" } } })).toBe(
      false,
    );
  });
});
