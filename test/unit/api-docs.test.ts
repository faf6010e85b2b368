// The API documents say what the server does: made of its shapes, up to date, well formed, with examples that it would accept.
import { readFileSync } from "node:fs";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { apiDocuments } from "../../tools/api/api-documents.ts";
import { allComponents, downFrameComponents, upFrameComponents } from "../../tools/api/components.ts";
import type { Component } from "../../schema/protocol/component.ts";
import { fieldWords } from "../../schema/protocol/field-words.ts";
import type { RouteWords } from "../../schema/protocol/routes/route.ts";
import { routeList } from "../../schema/protocol/routes/routes.ts";
import { familyWords } from "../../schema/protocol/routes/words.ts";
import { downFrame } from "../../schema/protocol/down.ts";
import { errorCodes } from "../../schema/protocol/errors.ts";
import { defaultLimits, wireLimits } from "../../schema/protocol/limits.ts";
import { problemShape } from "../../schema/protocol/problem.ts";
import { upFrame, upFrameTypes } from "../../schema/protocol/up.ts";

interface Schema {
  readonly examples?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema & { readonly $ref?: string }>>;
  readonly items?: Schema & { readonly $ref?: string };
}
interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
  };
}
interface AsyncApi {
  readonly channels: {
    readonly socket: {
      readonly messages: Readonly<
        Record<string, { readonly name: string; readonly examples: readonly { readonly payload: unknown }[] }>
      >;
    };
  };
  readonly operations: Readonly<
    Record<string, { readonly action: string; readonly messages: readonly { readonly $ref: string }[] }>
  >;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

const [openApiFile, asyncApiFile] = apiDocuments();
if (openApiFile === undefined || asyncApiFile === undefined) throw new Error("two documents are generated");
const openApi = JSON.parse(openApiFile.text) as OpenApi;
const asyncApi = JSON.parse(asyncApiFile.text) as AsyncApi;

describe("[SOCKET-12] the API documents", () => {
  it.each(apiDocuments())("are checked in as they are generated: $file", ({ file, text }) => {
    expect(readFileSync(file, "utf8"), "run `npm run generate` and commit workers/api-docs").toBe(text);
  });
});

describe("[SOCKET-12] every example", () => {
  const schemas = [...Object.entries(openApi.components.schemas), ...Object.entries(asyncApi.components.schemas)];

  it.each(schemas)("is accepted by the shape it stands for: %s", (name, { examples = [] }) => {
    expect(examples.length).toBeGreaterThan(0);
    for (const example of examples)
      expect(v.safeParse(allComponents[name]?.shape as v.GenericSchema, example).issues).toBeUndefined();
  });

  it.each(Object.entries(openApi.components.examples))("of a problem is one: %s", (code, { value }) => {
    expect(v.parse(problemShape, value).code).toBe(code);
  });

  it.each(Object.entries(asyncApi.channels.socket.messages).filter(([name]) => name !== "Ping" && name !== "Pong"))(
    "of a message is a frame of its direction: %s",
    (name, { examples }) => {
      const shape = `${name}Frame` in upFrameComponents ? upFrame : downFrame;
      for (const { payload } of examples) expect(v.safeParse(shape, payload).issues).toBeUndefined();
    },
  );

  it.each(routeList.map((route) => [route.operationId, route] as const))(
    "of a parameter is accepted: %s",
    (operationId, { segments = {}, query, family }) => {
      for (const { shape, example, isPossible = () => true } of Object.values(segments)) {
        expect(v.safeParse(shape, example).issues).toBeUndefined();
        expect(isPossible(example, null)).toBe(true);
      }
      const words = (familyWords[family].routes as Readonly<Record<string, RouteWords>>)[operationId];
      const examples = Object.entries(words?.query ?? {}).map(
        ([name, { example }]) => [name, String(example)] as const,
      );
      const needed = examples.filter(([name]) => query?.entries[name]?.type !== "exact_optional");
      for (const one of examples)
        expect(v.safeParse(query as v.GenericSchema, Object.fromEntries([...needed, one])).issues).toBeUndefined();
    },
  );
});

describe("[SOCKET-12] the API documents are complete", () => {
  it("describe every parameter that a query's shape has", () => {
    for (const { query, family, operationId } of routeList) {
      if (query === undefined) continue;
      const words = (familyWords[family].routes as Readonly<Record<string, RouteWords>>)[operationId];
      expect(Object.keys(words?.query ?? {}).toSorted()).toEqual(Object.keys(query.entries).toSorted());
    }
  });

  it("have a message and an operation for every frame", () => {
    const namesOf = (list: Readonly<Record<string, Component>>) =>
      Object.keys(list).map((name) => name.replace(/Frame$/, ""));
    const sent = (action: string) =>
      Object.values(asyncApi.operations)
        .filter((operation) => operation.action === action)
        .flatMap(({ messages }) => messages.map(({ $ref }) => $ref.split("/").at(-1) ?? ""));
    expect(sent("receive").toSorted()).toEqual([...namesOf(upFrameComponents), "Ping"].toSorted());
    expect(sent("send").toSorted()).toEqual(namesOf(downFrameComponents).toSorted());
    expect(Object.values(upFrameComponents).map(({ shape }) => shape)).toEqual(
      expect.arrayContaining([...upFrame.options]),
    );
    expect(Object.keys(upFrameComponents)).toHaveLength(upFrameTypes.length);
    expect(Object.values(downFrameComponents).map(({ shape }) => shape)).toEqual(
      expect.arrayContaining([...downFrame.options]),
    );
    expect(Object.keys(downFrameComponents)).toHaveLength(downFrame.options.length);
  });

  it.each([openApiFile, asyncApiFile])("name every limit with its value: $file", ({ text }) => {
    for (const [name, value] of Object.entries({ ...wireLimits, ...defaultLimits }))
      expect(text).toContain(`| \`${name}\` | ${value} | `);
  });

  it("name every code", () => {
    for (const code of errorCodes) expect(openApiFile.text).toContain(`| \`${code}\` | `);
  });

  it("describe no field that does not exist", () => {
    const paths = new Set<string>();
    const visit = (path: string, { properties = {}, items }: Schema): void => {
      if (items !== undefined) visit(path, items);
      for (const [name, property] of Object.entries(properties)) {
        if (property.$ref === undefined) paths.add(`${path}.${name}`);
        visit(`${path}.${name}`, property);
      }
    };
    for (const [name, schema] of Object.entries({ ...openApi.components.schemas, ...asyncApi.components.schemas }))
      visit(name, schema);
    const own = Object.entries(allComponents).flatMap(([name, { fields }]) =>
      Object.keys(fields).map((field) => `${name}.${field}`),
    );
    const general = new Set([...paths].filter((path) => !own.includes(path)).map((path) => path.split(".").at(-1)));
    expect(own.filter((path) => !paths.has(path))).toEqual([]);
    expect(Object.keys(fieldWords).filter((name) => !general.has(name))).toEqual([]);
  });
});
