// Tooling, off the message's way: hashes of all parts of the wire protocol, so that it cannot change unnoticed.
import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { directConversationId, messageIdOf, type UserId } from "../../schema/protocol/ids.ts";
import { codesOf } from "../../schema/protocol/routes/codes.ts";
import { routeList, type NamedRoute } from "../../schema/protocol/routes/routes.ts";
import { upFrames } from "../../schema/protocol/up.ts";
import { canonicalJson, describeShape, type Described } from "./describe-shape.ts";

/** Hash by name: one for each shape, route, table of limits or codes. */
export type ProtocolLock = Readonly<Record<string, string>>;

const protocolFolder = join(import.meta.dirname, "../../schema/protocol");

export const lockFile = join(import.meta.dirname, "../../test/unit/protocol-lock.json");

export const hashOf = (part: Described): string =>
  createHash("sha256").update(canonicalJson(part)).digest("hex").slice(0, 32);

/**
 * Every shape and table that a module of `schema/protocol` exports, by name, as data.
 *
 * @throws Error when two modules export different things under one name
 */
export async function describeProtocol(): Promise<Record<string, Described>> {
  const parts: Record<string, Described> = {};
  for (const file of readdirSync(protocolFolder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/^(examples|routes)\/|words\.ts$/.test(name))
    .toSorted()) {
    const module: unknown = await import(pathToFileURL(join(protocolFolder, file)).href);
    for (const [name, value] of Object.entries(module as Record<string, unknown>)) {
      if (typeof value === "function" || isDeclaration(value)) continue;
      if (name in parts) throw new Error(`two modules of schema/protocol export ${name}`);
      parts[name] = name === "errorRules" ? describeErrorRules(value) : describeShape(value);
    }
  }
  const routes = routeList.map((route) => [`route ${route.operationId}`, describeRoute(route)] as const);
  const frames = upFrames.map(({ type, answeredBy, codes }) => [`frame ${type}`, { answeredBy, codes }] as const);
  return { ...parts, ...Object.fromEntries(routes), ...Object.fromEntries(frames), ...describeIds() };
}

/**
 * Whether a value is a declared kind, a default for kinds, or a table of them. Their shapes are locked in the union of
 * the family.
 */
function isDeclaration(value: unknown): boolean {
  if (value instanceof Map) return [...value.values()].some(isDeclaration);
  if (Array.isArray(value)) return value.some(isDeclaration);
  if (typeof value !== "object" || value === null) return false;
  return ("shape" in value && "words" in value) || ("preview" in value && typeof value.preview === "function");
}

/** Without titles: they are prose and may change. */
function describeErrorRules(rules: unknown): Described {
  const described = Object.entries(rules as Record<string, Record<string, Described>>).map(
    ([code, { title: _title, ...rule }]) => [code, rule] as const,
  );
  return Object.fromEntries(described);
}

/** A declared route without its descriptions. */
function describeRoute(route: NamedRoute): Described {
  const { method, path, who, segments = {}, query, body, sizedField, answers } = route;
  return {
    method,
    path,
    who,
    segments: Object.entries(segments).map(([name, { shape, otherwise }]) => [name, describeShape(shape), otherwise]),
    query: describeShape(query ?? null),
    body: describeShape(body ?? null),
    ...(route.mayOmitBody === true ? { mayOmitBody: true } : {}),
    sizedField: describeShape(sizedField ?? null),
    answers: Object.entries(answers).map(([status, answer]) => [status, describeShape(answer)]),
    codes: codesOf(route),
  };
}

/** The format of ids is part of the protocol too, although functions produce it. */
function describeIds(): Record<string, Described> {
  const [one, other] = ["user_00000000000000000000000001", "user_00000000000000000000000002"] as [UserId, UserId];
  const conversationId = directConversationId(other, one);
  return { directConversationId: conversationId, messageIdOf: messageIdOf(conversationId, 7) };
}

export const lockOf = (parts: Readonly<Record<string, Described>>): ProtocolLock =>
  Object.fromEntries(
    Object.keys(parts)
      .toSorted()
      .map((name) => [name, hashOf(parts[name] as Described)]),
  );
