// Tooling, off the message's way: the OpenAPI 3.1 document, generated from the declared routes and their shapes.
import type { JsonSchema } from "@valibot/to-json-schema";
import type * as v from "valibot";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { errorCodes, errorRuleOf } from "../../schema/protocol/errors.ts";
import type { MediaType, Route, RouteWords } from "../../schema/protocol/routes/route.ts";
import { routeList, type NamedRoute } from "../../schema/protocol/routes/routes.ts";
import { familyWords, tags } from "../../schema/protocol/routes/words.ts";
import { bodyComponents, pagedEventComponents, sharedComponents } from "./components.ts";
import { componentSchemas, parameterSchema } from "./json-schema.ts";
import { adjustableLimits, fixedLimits, limitsText } from "./limit-descriptions.ts";
import { headerComponents, leftHeaders } from "./rate-limit-headers.ts";
import { problemComponents, problemExamples, problemResponses, type OwnResponse } from "./problem-responses.ts";

const description = `Klatch is instant messaging at the edge. This document describes HTTP; the WebSocket's frames are in the AsyncAPI document.

Requests and answers are JSON in UTF-8. Requests are strict: a field or value that is not described here is refused. Answers grow: objects gain fields, an enum with \`string\` beside it gains values, and a union gains variants, which \`Unknown…\` stands for. Accept and keep what you do not know.
Ids are opaque. Times are milliseconds since 1970. Lengths are counted in UTF-16 units, as JavaScript does. Strings with lone surrogates are refused.
Refusals are problem documents (RFC 9457); programs read \`code\`. The set of codes is open: treat one that you do not know by its \`status\`. An unknown address gives \`NOT_FOUND\`, a known one with another method \`METHOD_NOT_ALLOWED\`.

${limitsText}

## Codes

\`fatal\`: do not repeat it; \`retryable\`: the same again may succeed; \`backoff\`: the same again, but later.

| code | status | class | meaning |
|---|---|---|---|
${errorCodes
  .map((code) => [code, errorRuleOf(code)] as const)
  .map(([code, rule]) => `| \`${code}\` | ${rule.status} | ${rule.class} | ${rule.title} |`)
  .join("\n")}`;

/** @param version of the software, from package.json */
export function openApiDocument(version: string): unknown {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routeList) {
    const path = route.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: "3.1.0",
    info: { title: "Klatch HTTP API", version, description, license: { name: "MIT", identifier: "MIT" } },
    servers: [{ url: "/", description: "The deployment that serves this document." }],
    tags: Object.entries(tags).map(([name, text]) => ({ name, description: text })),
    paths,
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description: "The access token. Tokens never travel in a URL.",
        },
        subprotocol: {
          type: "apiKey",
          in: "header",
          name: "Sec-WebSocket-Protocol",
          description: "For browsers' sockets: `klatch.v1, bearer.<accessToken>`; the server selects `klatch.v1`.",
        },
        operator: {
          type: "http",
          scheme: "bearer",
          description:
            "The token of an operator with the role `operator`, or the deployment's secret `ADMIN_TOKEN`; no access token stands for it.",
        },
        moderator: {
          type: "http",
          scheme: "bearer",
          description: "The token of an operator, be the role `moderator`, or the deployment's secret `ADMIN_TOKEN`.",
        },
      },
      examples: problemExamples,
      headers: headerComponents,
      responses: problemComponents(),
      schemas: componentSchemas({ ...sharedComponents, ...pagedEventComponents, ...bodyComponents }, "draft-2020-12"),
    },
    "x-limits": { fixed: fixedLimits, adjustable: adjustableLimits },
  };
}

function operation(route: NamedRoute): unknown {
  const { tag, routes } = familyWords[route.family];
  const words = (routes as Readonly<Record<string, RouteWords>>)[route.operationId] as RouteWords;
  const parameters = [...pathParameters(route), ...queryParameters(route, words), ...headerParameters(route)];
  return {
    operationId: route.operationId,
    tags: [tag],
    summary: words.summary,
    description: words.description,
    security: securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.takesBytes === true && { requestBody: { required: true, content: { "application/octet-stream": {} } } }),
    ...(route.body !== undefined && {
      requestBody: {
        required: route.byRefreshToken !== true && route.mayOmitBody !== true,
        content: jsonContent(route.body),
      },
    }),
    responses: responsesOf(route, words),
    ...(route.limits === undefined ? {} : { "x-limits": route.limits }),
    ...(route.spends === undefined ? {} : { "x-spends": route.spends }),
  };
}

function securityOf({ who, isUpgrade, byRefreshToken }: Route): unknown[] {
  switch (who) {
    case "anonymous":
      return [];
    case "user":
      if (byRefreshToken === true) return [{ bearer: [] }, {}];
      return isUpgrade === true ? [{ bearer: [] }, { subprotocol: [] }] : [{ bearer: [] }];
    case "moderator":
    case "operator":
      return [{ [who]: [] }];
  }
}

const pathParameters = ({ segments = {} }: Route): unknown[] =>
  Object.entries(segments).map(([name, { shape, description: text, example }]) => ({
    name,
    in: "path",
    required: true,
    description: text,
    schema: parameterSchema(shape),
    example,
  }));

const queryParameters = ({ query }: Route, words: RouteWords): unknown[] =>
  Object.entries(query?.entries ?? {}).map(([name, shape]) => ({
    name,
    in: "query",
    required: !shape.type.endsWith("optional"),
    description: words.query?.[name]?.description,
    ...listStyle(parameterSchema(shape)),
    schema: parameterSchema(shape),
    example: words.query?.[name]?.example,
  }));

/** Not strictly a string of structured fields: the key is accepted with its quotes and without. */
const headerParameters = ({ idempotency, challenge }: Route): unknown[] => [
  ...(challenge === true
    ? [
        {
          name: "Challenge-Token",
          in: "header",
          required: false,
          description:
            "The token of a challenge that was met, after a refusal with `CHALLENGE_REQUIRED`. It counts once, and for a few minutes.",
          schema: { type: "string" },
          example: "0.Qm4yZ3Fh",
        },
      ]
    : []),
  ...(idempotency === "key"
    ? [
        {
          name: "Idempotency-Key",
          in: "header",
          required: false,
          description:
            "A key of the client's own, of visible ASCII characters, in quotes or not. For 24 hours the same request with the same key, from any of the user's devices, makes nothing again and is answered with what was made, as it is by then; another request is refused with `IDEMPOTENCY_KEY_REUSED`.",
          schema: { type: "string", minLength: 1, maxLength: wireLimits.idempotencyKeyMaxChars },
          example: "0192f6a8-3c1e-7b5d-9a4f-2e8c6d1b0a37",
        },
      ]
    : []),
];

/** A list is one parameter with commas, not a parameter for each item. */
const listStyle = ({ type }: JsonSchema): object => (type === "array" ? { style: "form", explode: false } : {});

/** A status may be one of the route's own answers and of a refusal too. */
function responsesOf(route: Route, words: RouteWords): Record<string, unknown> {
  const own = successResponses(route, words);
  return { ...own, ...problemResponses(route, own) };
}

function successResponses(route: Route, words: RouteWords): Record<string, OwnResponse> {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => [
      status,
      {
        description: words.answers[Number(status)],
        ...leftHeaders(route),
        ...(answer !== null && { content: contentOf(answer) }),
      },
    ]),
  );
}

const contentOf = (answer: v.GenericSchema | MediaType): Record<string, unknown> =>
  // Bytes have no schema (OpenAPI 3.1, "Considerations for File Uploads").
  answer === "application/octet-stream" ? { [answer]: {} } : textOrJson(answer);

const textOrJson = (
  answer: v.GenericSchema | Exclude<MediaType, "application/octet-stream">,
): Record<string, unknown> =>
  typeof answer === "string"
    ? { [answer]: { schema: { type: answer === "application/json" ? "object" : "string" } } }
    : jsonContent(answer);

const nameOfShape: ReadonlyMap<v.GenericSchema, string> = new Map(
  Object.entries(bodyComponents).map(([name, { shape }]) => [shape, name]),
);

/** @throws Error for a shape that has no name in the document */
function jsonContent(shape: v.GenericSchema): Record<string, unknown> {
  const name = nameOfShape.get(shape);
  if (name === undefined) throw new Error("a body without a name among the components");
  return { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } };
}
