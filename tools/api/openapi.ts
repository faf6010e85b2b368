// Tooling, off the message's way: the OpenAPI 3.1 document, made of the shapes and the table of routes.
import { errorCodes, errorRuleOf } from "../../schema/protocol/errors.ts";
import { bodyComponents, eventComponents, sharedComponents } from "./components.ts";
import { componentSchemas, parameterSchema } from "./json-schema.ts";
import { adjustableLimits, fixedLimits, limitsText } from "./limit-descriptions.ts";
import { problemComponents, problemExamples, problemResponses } from "./problem-responses.ts";
import type { Parameter, Route } from "./route.ts";
import { routes } from "./routes.ts";

const tags: Readonly<Record<Route["tag"], string>> = {
  accounts: "Register, sign in, refresh, sign out.",
  devices: "The devices of a user.",
  users: "Other people.",
  conversations: "The inbox.",
  messages: "The log of a conversation.",
  groups:
    "Groups. A group is a conversation too, under the same id: what is said of messages and of the inbox holds for it.",
  members: "Who is in a group.",
  joining: "Ways into a group, and who is kept out.",
  socket: "The WebSocket; its frames are in the AsyncAPI document.",
  admin: "For operators, who hold the deployment's secret `ADMIN_TOKEN`.",
  service: "The service itself.",
};

const description = `Klatch is instant messaging at the edge. This document describes HTTP; the WebSocket's frames are in the AsyncAPI document.

Requests and answers are JSON in UTF-8. Requests are strict: a field that is not described here is refused. Answers may gain fields: ignore those you do not know.
Ids are opaque. Times are milliseconds since 1970. Lengths are counted in UTF-16 units, as JavaScript does. Strings with lone surrogates are refused.
Refusals are problem documents (RFC 9457); programs read \`code\`. An unknown address gives \`NOT_FOUND\`, a known one with another method \`METHOD_NOT_ALLOWED\`.

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
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operation(route) };
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
          description: "The operators' secret `ADMIN_TOKEN`; no access token stands for it.",
        },
      },
      examples: problemExamples,
      responses: problemComponents(),
      schemas: componentSchemas({ ...sharedComponents, ...eventComponents, ...bodyComponents }, "draft-2020-12"),
    },
    "x-limits": { fixed: fixedLimits, adjustable: adjustableLimits },
  };
}

function operation(route: Route): unknown {
  const parameters = [
    ...parametersOf("path", route.pathParameters ?? {}),
    ...parametersOf("query", route.query?.parameters ?? {}),
  ];
  return {
    operationId: route.operationId,
    tags: [route.tag],
    summary: route.summary,
    description: route.description,
    security: securityOf(route),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: jsonContent(route.body) } }),
    responses: { ...successResponses(route), ...problemResponses(route) },
  };
}

function securityOf(route: Route): unknown[] {
  if (route.operator === true) return [{ operator: [] }];
  if (!route.authenticated) return [];
  return route.tag === "socket" ? [{ bearer: [] }, { subprotocol: [] }] : [{ bearer: [] }];
}

function parametersOf(place: "path" | "query", parameters: Readonly<Record<string, Parameter>>): unknown[] {
  return Object.entries(parameters).map(([name, { shape, description: text, example }]) => ({
    name,
    in: place,
    required: place === "path",
    description: text,
    schema: parameterSchema(shape),
    example,
  }));
}

function successResponses({ gives }: Route): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(gives).map(([status, { description: text, body, mediaType }]) => {
      if (body !== undefined) return [status, { description: text, content: jsonContent(body) }];
      const document = mediaType === "text/html" ? { type: "string" } : { type: "object" };
      return [status, { description: text, ...(mediaType && { content: { [mediaType]: { schema: document } } }) }];
    }),
  );
}

const jsonContent = (name: keyof typeof bodyComponents): unknown => ({
  "application/json": { schema: { $ref: `#/components/schemas/${name}` } },
});
