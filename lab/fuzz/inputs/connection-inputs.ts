// Inputs for the port itself: invalid upgrades, incomplete requests, requests that come a byte at a time.
import { protocolName } from "../../../schema/protocol/version.ts";
import type { Random } from "../../kit/random.ts";
import { upgradeRequest } from "../../kit/upgrade.ts";

export interface ConnectionInput {
  readonly name: string;
  /** Sent one after the other, with pauses. */
  readonly parts: readonly string[];
  readonly pauseMs: number;
  /** What our end does after the last part: waits for the answer, closes its half, or closes at once. */
  readonly leaves: "never" | "half" | "at-once";
}

export function connectionInput(random: Random, port: number, accessToken: string): ConnectionInput {
  const bearer = `Authorization: Bearer ${accessToken}`;
  const host = `Host: localhost:${port}`;
  const upgrade = (headers: Record<string, string>): string =>
    upgradeRequest({ port, path: "/ws", headers: { Authorization: `Bearer ${accessToken}`, ...headers } });
  const whole = (name: string, ...parts: readonly string[]): ConnectionInput => ({
    name,
    parts,
    pauseMs: 30,
    leaves: "never",
  });
  const body = JSON.stringify({ seq: 1 });
  const post = `POST /api/conversations/direct_nobody/read HTTP/1.1\r\n${host}\r\n${bearer}\r\nContent-Type: application/json\r\nConnection: close\r\n`;
  return random.pick<() => ConnectionInput>([
    () => whole("an upgrade without a key", upgrade({ "Sec-WebSocket-Key": "" })),
    () =>
      whole("an upgrade of another version", upgrade({ "Sec-WebSocket-Version": random.pick(["8", "0", "14", "x"]) })),
    () => whole("an upgrade to something else", upgrade({ Upgrade: random.pick(["h2c", "websocket2", ""]) })),
    () => whole("an upgrade without a token", upgrade({ Authorization: random.pick(["", "Bearer x", "Basic eDp5"]) })),
    () =>
      whole("another subprotocol", upgrade({ "Sec-WebSocket-Protocol": random.pick(["soap", ", ,", "klatch.v2"]) })),
    () =>
      whole(
        "a browser with a bad token",
        upgradeRequest({
          port,
          path: "/ws",
          headers: { "Sec-WebSocket-Protocol": `${protocolName}, bearer.${random.pick(["", "x", "a.b.c"])}` },
        }),
      ),
    () => whole("a page of another origin", upgrade({ Origin: "https://evil.example" })),
    () => whole("an upgrade by POST", upgrade({}).replace("GET ", "POST ")),
    () => ({ name: "half an upgrade, then gone", parts: [upgrade({}).slice(0, 60)], pauseMs: 0, leaves: "at-once" }),
    () => ({
      name: "half an upgrade, then half closed",
      parts: [upgrade({}).slice(0, 90)],
      pauseMs: 0,
      leaves: "half",
    }),
    () => ({ name: "an upgrade, then gone", parts: [upgrade({})], pauseMs: 0, leaves: "at-once" }),
    () => ({ name: "an upgrade, then half closed", parts: [upgrade({})], pauseMs: 0, leaves: "half" }),
    () => whole("an upgrade in pieces", ...inPieces(upgrade({ Connection: "Upgrade, close" }), 5)),
    () => whole("a body a few bytes at a time", `${post}Content-Length: ${body.length}\r\n\r\n`, ...inPieces(body, 5)),
    () => ({
      name: "a body that stops halfway",
      parts: [`${post}Content-Length: 60000\r\n\r\n{"seq":`],
      pauseMs: random.below(200),
      leaves: "at-once",
    }),
    () => ({
      name: "a chunked body that stops",
      parts: [`${post}Transfer-Encoding: chunked\r\n\r\n5\r\n{"s`],
      pauseMs: 100,
      leaves: "at-once",
    }),
    () => whole("a chunk of another length", `${post}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`),
    () => whole("two lengths", `${post}Content-Length: 1\r\nContent-Length: 9\r\n\r\n${body}`),
    () =>
      whole(
        "a length and chunks",
        `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n${body}\r\n0\r\n\r\n`,
      ),
    () => whole("a negative length", `${post}Content-Length: -1\r\n\r\n`),
    () =>
      whole(
        "no HTTP",
        // Not empty lines alone: a server ignores them and waits (RFC 9112, section 2.2).
        random.pick(["\u0016\u0003\u0001\u0002\u0000\r\n\r\n", "GET\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"]),
      ),
    () => whole("another HTTP", `GET /health HTTP/${random.pick(["0.9", "2.0", "9.9"])}\r\n${host}\r\n\r\n`),
    () =>
      whole(
        "a bad header",
        `GET /health HTTP/1.1\r\n${host}\r\n${random.pick(["x", ": x", "a b: c", "x:\u0000"])}\r\nConnection: close\r\n\r\n`,
      ),
    () => whole("headers without end", `GET /health HTTP/1.1\r\n${host}\r\nX: ${"a".repeat(200_000)}\r\n\r\n`),
    () =>
      whole("an address without end", `GET /${"a".repeat(60_000)} HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`),
    () =>
      whole(
        "a byte that no address has",
        `GET /api/users/\u00e9\u0001 HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`,
      ),
    () => whole("a method of its own", `SHOUT /health HTTP/1.1\r\n${host}\r\nConnection: close\r\n\r\n`),
    () => whole("no host", "GET /health HTTP/1.1\r\nConnection: close\r\n\r\n"),
  ])();
}

const inPieces = (text: string, pieces: number): string[] => {
  const size = Math.ceil(text.length / pieces);
  return Array.from({ length: pieces }, (_, index) => text.slice(index * size, (index + 1) * size));
};
