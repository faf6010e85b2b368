// HTTP requests to every declared route, made from the shapes of its parameters and body, then mutated.
import * as v from "valibot";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { Route } from "../../../schema/protocol/routes/route.ts";
import { routeList, type NamedRoute } from "../../../schema/protocol/routes/routes.ts";
import type { HttpInput } from "../attack/http-call.ts";
import type { Random } from "../../kit/random.ts";
import { fitting, type IdSource } from "./from-shape.ts";
import { printTree } from "./json-tree.ts";
import { mutateText, mutateTree } from "./mutate.ts";

export interface RouteInput extends HttpInput {
  readonly route: NamedRoute;
}

/**
 * Upgrades are attacked as sockets. Routes that end sign-ins or groups are rare, because soon nothing would be left to
 * attack.
 */
const rare: ReadonlySet<string> = new Set([
  "logout",
  "deleteAccount",
  "revoke",
  "signOutDevice",
  "signOutOtherDevices",
  "dissolveGroup",
]);
const attacked = routeList.filter(({ isUpgrade }) => isUpgrade !== true);
/** Routes for operators refuse every attacker. */
const common = attacked.filter(
  ({ operationId, who }) => !rare.has(operationId) && who !== "operator" && who !== "moderator",
);
/** More often than each other route, so that their networks' limits are reached. */
const strangers = common.filter(({ who, path }) => who === "anonymous" && path.startsWith("/api/auth/"));

export function httpInput(random: Random, ids: IdSource, accessToken: string): RouteInput {
  const route = random.pick(
    { any: attacked, common, strangers }[random.weighted({ any: 3, common: 90, strangers: 7 })],
  );
  const method = random.chance(0.03) ? random.pick(["PUT", "PATCH", "DELETE", "OPTIONS", "HEAD"]) : route.method;
  const body = route.body === undefined ? undefined : bodyOf(route.body, random, ids);
  return {
    route,
    method,
    path: pathOf(route, random, ids) + queryOf(route, random, ids),
    headers: {
      ...contentType(random),
      ...authorization(random, accessToken),
      ...idempotencyKey(route, random),
      ...address(random),
      ...oddHeaders(random),
    },
    ...(body === undefined ? {} : { body, chunked: random.chance(0.2) }),
  };
}

/** Whether the route has to accept the body that was sent. */
export function fitsRoute({ route, body }: RouteInput): boolean {
  if (route.body === undefined || body === undefined) return true;
  if (body.length > wireLimits.maxBodyBytes) return false;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(body);
    return v.is(route.body, JSON.parse(text));
  } catch {
    return false;
  }
}

function bodyOf(shape: v.GenericSchema, random: Random, ids: IdSource): Buffer {
  const tree = fitting(shape, random, ids);
  switch (random.weighted({ valid: 8, mutated: 20, text: 4, bytes: 1, oversize: 0.5 })) {
    case "valid":
      return Buffer.from(printTree(tree));
    case "mutated":
      return Buffer.from(printTree(mutateTree(tree, random)));
    case "text":
      return Buffer.from(mutateText(printTree(tree), random));
    case "bytes":
      return random.bytes(random.below(200));
    case "oversize":
      return Buffer.from(printTree(tree).padEnd(wireLimits.maxBodyBytes + random.pick([0, 1, 70_000])));
  }
}

const oddSegments = ["%", "%00", "%ED%A0%80", "..%2f..", "a%20b", "__proto__", "constructor", "%F0%9F%98%80"];

const pathOf = ({ path, segments = {} }: Route, random: Random, ids: IdSource): string =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => {
    if (random.chance(0.08)) return random.chance(0.1) ? "a".repeat(2_000) : random.pick(oddSegments);
    const shape = segments[name]?.shape;
    return shape === undefined
      ? name
      : encodeURIComponent(JSON.parse(printTree(fitting(shape, random, ids))) as string);
  });

const oddValues = [
  "",
  "0",
  "-1",
  "1e3",
  "%00",
  "%D9%A1",
  "9007199254740992",
  "null",
  "a".repeat(400),
  "%",
  "%ED%A0%80",
];

function queryOf({ query }: Route, random: Random, ids: IdSource): string {
  const parameters = Object.entries(entriesOf(query)).filter(() => random.chance(0.5));
  const pairs = parameters.map(([name, shape]) => {
    if (random.chance(0.3)) return `${name}=${random.pick(oddValues)}`;
    const value = JSON.parse(printTree(fitting(shape, random, ids))) as string;
    return `${name}=${encodeURIComponent(value)}`;
  });
  if (random.chance(0.03))
    pairs.push(random.pick(["__proto__=1", "extra=1", "limit=1&limit=2", "constructor[x]=1", "&"]));
  return pairs.length === 0 ? "" : `?${pairs.join("&")}`;
}

/** @throws Error for a shape that is no object: its parameters would be left out in silence */
function entriesOf(query: v.GenericSchema | undefined): Readonly<Record<string, v.GenericSchema>> {
  if (query === undefined) return {};
  if (!("entries" in query)) throw new Error("a query's shape is an object");
  return query.entries as Record<string, v.GenericSchema>;
}

const contentType = (random: Random): Record<string, string> => {
  const type = random.chance(0.95)
    ? "application/json"
    : random.pick(["text/plain", "application/jsonp", "application/json; charset=utf-16", "multipart/form-data", ""]);
  return { "content-type": type };
};

function authorization(random: Random, accessToken: string): Record<string, string> {
  if (random.chance(0.95)) return { authorization: `Bearer ${accessToken}` };
  const [head = "", claims = "", signature = ""] = accessToken.split(".");
  const none = Buffer.from('{"alg":"none","typ":"at+jwt"}').toString("base64url");
  return random.pick<Record<string, string>>([
    {},
    { authorization: "Bearer" },
    { authorization: `Basic ${accessToken}` },
    { authorization: `Bearer ${head}.${claims}.` },
    { authorization: `Bearer ${none}.${claims}.${signature}` },
    { authorization: `Bearer ${head}.${claims}.${signature.toUpperCase()}` },
    { authorization: `Bearer ${"a".repeat(8_000)}` },
  ]);
}

/** Few keys, so that they come again with the same request and with others. */
function idempotencyKey({ idempotency }: Route, random: Random): Record<string, string> {
  if (idempotency === undefined || random.chance(0.4)) return {};
  const key = random.chance(0.7) ? `k${random.below(8)}` : random.pick(oddKeys);
  return { "idempotency-key": key };
}

const oddKeys = [
  "",
  '"',
  '"k1"',
  '"k1";a=1',
  "k1, k2",
  "k 1",
  "\u00e9",
  "a".repeat(65),
  '"\\"',
  "__proto__",
  "%00",
  "{}",
];

/** Few, so that strangers reach the limits of their networks; some that Cloudflare would not send. */
const address = (random: Random): Record<string, string> => {
  if (random.chance(0.01)) return {};
  const odd = ["", "x", "192.0.2.1, 192.0.2.2", "fe80::1%eth0", "::ffff:1", "192.0.2.0/24"];
  return { "cf-connecting-ip": random.chance(0.02) ? random.pick(odd) : `192.0.2.${random.below(2)}` };
};

const oddHeaders = (random: Random): Record<string, string> =>
  random.chance(0.9)
    ? {}
    : random.pick<Record<string, string>>([
        { "x-request-id": "x".repeat(300) },
        { "x-forwarded-for": "1.2.3.4" },
        { "content-encoding": "gzip" },
        { origin: "https://evil.example" },
        { cookie: "a=b; ".repeat(500) },
        { "klatch-user-id": "user_nobody" },
        { expect: "100-continue" },
        { "challenge-token": random.pick(["", "x", "x".repeat(3_000), "a, b", "\u00e9"]) },
      ]);
