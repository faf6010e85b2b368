// Tooling, off the message's way: the AsyncAPI 3.1 document, generated from the shapes of the socket's frames.
import { errorCodes, errorRuleOf, type ErrorCode } from "../../schema/protocol/errors.ts";
import { downFrames } from "../../schema/protocol/down.ts";
import { codesOfEveryFrame } from "../../schema/protocol/frame-kind.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import { upFrames } from "../../schema/protocol/up.ts";
import { protocolName } from "../../schema/protocol/version.ts";
import type { Component } from "../../schema/protocol/component.ts";
import {
  downFrameComponents,
  eventComponents,
  frameUnions,
  sharedComponents,
  upFrameComponents,
} from "./components.ts";
import { accessToken } from "../../schema/protocol/http-auth.words.ts";
import { componentSchemas } from "./json-schema.ts";
import { adjustableLimits, fixedLimits, limitsText } from "./limit-descriptions.ts";

/** Names of the server's frame components, by type. */
const downNames = new Map<string, readonly string[]>(downFrames.map(({ type, name }) => [type, [name]]));
downNames.set("event", Object.keys(eventComponents));

/** Components of the frames that answer a frame, on the same socket. @throws Error for a type that no server sends */
const repliesTo = ({ answeredBy }: Pick<(typeof upFrames)[number], "answeredBy">): readonly string[] =>
  [...answeredBy, "error"].flatMap((type) => {
    const names = downNames.get(type);
    if (names === undefined) throw new Error(`no server sends a ${type}`);
    return names;
  });

const closing = errorCodes.flatMap((code) => {
  const { closeCode, title } = errorRuleOf(code);
  return closeCode === undefined ? [] : [{ closeCode, code, title }];
});

/** Refusal codes that a frame can meet. */
const frameCodes: readonly ErrorCode[] = errorCodes.filter((code) =>
  [...codesOfEveryFrame, ...upFrames.flatMap(({ codes }) => codes)].includes(code),
);

const row = (code: ErrorCode): string => `| \`${code}\` | ${errorRuleOf(code).class} | ${errorRuleOf(code).title} |`;

const description = `The socket of Klatch, a user's one connection for everything live. HTTP is in the OpenAPI document.

A WebSocket message is text and holds one frame (a JSON object) or an array of up to ${wireLimits.maxFramesPerSocketMessage} frames, at most ${wireLimits.maxSocketMessageBytes} bytes of UTF-8. Limits count frames. The server packs frames into arrays too.

What clients send (\`UpFrame\`) is strict: a field or value that is not described here is refused. What the server sends (\`DownFrame\`) grows: objects gain fields, an enum with \`string\` beside it gains values, and a union gains variants, which \`Unknown…\` stands for. An unknown event takes its seq; unknown content is shown as its \`fallback\`; ignore an unknown frame. The set of codes is open: do not repeat what was refused with a code that you do not know.
Acks stand outside the order of events. A refusal is an \`error\` frame and leaves the socket open, unless it closes it with one of the codes below.
A socket may send at once; it receives events from its first \`sync\` on. The text \`ping\` is answered \`pong\`; send the next ping after the pong.
Ids are opaque. Times are milliseconds since 1970. Lengths are counted in UTF-16 units, as JavaScript does. Strings with lone surrogates are refused.

## Close codes

| close code | code | meaning |
|---|---|---|
${closing.map(({ closeCode, code, title }) => `| ${closeCode} | \`${code}\` | ${title} |`).join("\n")}

The close reason is the code. Any other close: reconnect after a random time within \`reconnectDelayMs\` of \`welcome\`.

## Codes of refused frames

| code | class | meaning |
|---|---|---|
${frameCodes.map(row).join("\n")}

${limitsText}`;

/** The wire `type` of a component, such as `send-message`. */
const frameType = ({ example }: Component): string => (example as { readonly type: string }).type;

/** `NewMessageFrame` → `NewMessage`: up and down frames may share a type, so messages are named after their shapes. */
const messageName = (component: string): string => component.replace(/Frame$/, "");

const messageRef = (component: string): unknown => ({ $ref: `#/channels/socket/messages/${messageName(component)}` });

function frameMessages(components: Readonly<Record<string, Component>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(components).map(([name, component]) => [
      messageName(name),
      {
        name: frameType(component),
        title: frameType(component),
        summary: component.description,
        contentType: "application/json",
        payload: { $ref: `#/components/schemas/${name}` },
        examples: [{ name: "example", payload: component.example }],
      },
    ]),
  );
}

const textMessage = (text: string, summary: string): unknown => ({
  name: text,
  title: text,
  summary,
  contentType: "text/plain",
  payload: { type: "string", const: text },
  examples: [{ name: "example", payload: text }],
});

/** The document describes the server as the application: it receives up frames and sends down frames. */
function operations(): Record<string, unknown> {
  const channel = { $ref: "#/channels/socket" };
  const up = upFrames.map((kind) => [
    `receive${messageName(kind.name)}`,
    {
      action: "receive",
      channel,
      title: kind.type,
      summary: kind.words,
      messages: [messageRef(kind.name)],
      reply: { channel, messages: repliesTo(kind).map(messageRef) },
      "x-codes": kind.codes,
    },
  ]);
  const down = Object.entries(downFrameComponents).map(([name, component]) => [
    `send${messageName(name)}`,
    {
      action: "send",
      channel,
      title: frameType(component),
      summary: component.description,
      messages: [messageRef(name)],
    },
  ]);
  const ping = {
    action: "receive",
    channel,
    title: "ping",
    summary: "Asks for a `pong`, which queues behind everything sent before it.",
    messages: [messageRef("Ping")],
    reply: { channel, messages: [messageRef("Pong")] },
  };
  return { ...Object.fromEntries([...up, ...down]), receivePing: ping };
}

/** @param version of the software, from package.json */
export function asyncApiDocument(version: string): unknown {
  const security = [
    { $ref: "#/components/securitySchemes/bearer" },
    { $ref: "#/components/securitySchemes/subprotocol" },
  ];
  return {
    asyncapi: "3.1.0",
    info: {
      title: "Klatch WebSocket API",
      version,
      description,
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    defaultContentType: "application/json",
    servers: {
      deployment: {
        host: "{host}",
        protocol: "wss",
        description: "A deployment.",
        variables: { host: { description: "The deployment's host.", default: "klatch.example.workers.dev" } },
        security,
      },
      local: { host: "localhost:8787", protocol: "ws", description: "`npm start`.", security },
    },
    channels: {
      socket: {
        address: "/ws",
        title: "The user's socket",
        description: `Offer the subprotocol \`${protocolName}\` or none.`,
        messages: {
          ...frameMessages(upFrameComponents),
          ...frameMessages(downFrameComponents),
          Ping: textMessage("ping", "Not a frame: the bare text. It counts towards no limit and wakes nobody."),
          Pong: textMessage("pong", "Not a frame: the bare text."),
        },
        bindings: {
          ws: {
            method: "GET",
            headers: {
              type: "object",
              properties: {
                Authorization: {
                  type: "string",
                  description: "`Bearer <accessToken>`.",
                  examples: [`Bearer ${accessToken}`],
                },
                "Sec-WebSocket-Protocol": {
                  type: "string",
                  description: `For browsers, instead: \`${protocolName}, bearer.<accessToken>\`.`,
                  examples: [`${protocolName}, bearer.${accessToken}`],
                },
              },
            },
            bindingVersion: "0.1.0",
          },
        },
      },
    },
    operations: operations(),
    components: {
      securitySchemes: {
        bearer: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "JWT",
          description:
            "The access token; a refused one is answered by HTTP, with a problem document. Tokens never travel in a URL.",
        },
        subprotocol: {
          type: "httpApiKey",
          in: "header",
          name: "Sec-WebSocket-Protocol",
          description: `For browsers: \`${protocolName}, bearer.<accessToken>\`; the server selects \`${protocolName}\`. A refused token is accepted and closed with 4401 at once.`,
        },
      },
      schemas: componentSchemas(
        { ...sharedComponents, ...frameUnions, ...upFrameComponents, ...downFrameComponents },
        "draft-07",
      ),
    },
    "x-close-codes": closing,
    "x-limits": { fixed: fixedLimits, adjustable: adjustableLimits },
  };
}
