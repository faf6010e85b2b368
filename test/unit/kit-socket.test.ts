// The thin socket of benchmarks and walks, against a port that answers as it is told.
import { once } from "node:events";
import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterEach, expect, it } from "vitest";
import { RawSocket } from "../../lab/kit/raw-socket.ts";
import { encodeFrame, opcodes } from "../../lab/kit/ws-frames.ts";

const upgraded = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
const frame = (opcode: number, payload: Buffer): Buffer => encodeFrame({ opcode, payload, isMasked: false });
const text = (value: string): Buffer => frame(opcodes.text, Buffer.from(value));

let server: Server;
afterEach(() => server.close());

/** @param answer once the request has arrived @returns the port */
async function listen(answer: (socket: Socket, request: string) => void): Promise<number> {
  server = createServer((socket) => {
    socket.once("data", (request) => answer(socket, request.toString()));
    socket.on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

it("loses nothing that comes together with the answer to the upgrade, whole or cut", async () => {
  const { promise: ended, resolve: end } = Promise.withResolvers<number>();
  const received: string[] = [];
  const asked = Promise.withResolvers<string>();
  const port = await listen((socket, request) => {
    asked.resolve(request);
    const bytes = Buffer.concat([
      text("one"),
      text("x".repeat(70_000)),
      frame(opcodes.close, Buffer.from([0x0f, 0xa1])),
    ]);
    socket.write(Buffer.concat([Buffer.from(upgraded), bytes.subarray(0, 7)]));
    setImmediate(() => socket.write(bytes.subarray(7)));
  });
  await RawSocket.open({
    port,
    path: "/ws?one=1",
    headers: { authorization: "Bearer abc" },
    onText: (payload) => received.push(payload.toString()),
    onClose: end,
  });
  expect(await ended).toBe(4001);
  expect(received).toEqual(["one", "x".repeat(70_000)]);
  expect(await asked.promise).toMatch(/^GET \/ws\?one=1 HTTP\/1\.1\r\n[^]*\r\nauthorization: Bearer abc\r\n\r\n$/);
});

it("refuses to open when the answer is another, and when there is none", async () => {
  const answers = ["HTTP/1.1 401 Unauthorized\r\n\r\n", "HTTP/1.1 101 Swit"];
  const port = await listen((socket) => socket.end(answers.shift() ?? ""));
  const options = { port, path: "/ws", onText: () => {} };
  await expect(RawSocket.open(options)).rejects.toThrow("401");
  await expect(RawSocket.open(options)).rejects.toThrow("the connection ended");
});

it("masks with a zero key, says every length as RFC 6455 does, and answers a megabyte with a sign that it reads", async () => {
  const ping = Buffer.from("81840000000070696e67", "hex");
  const headers = ["81fd00000000", "81fe007e00000000", "81ff000000000001000000000000"];
  const lengths = [125, 126, 65_536];
  const wanted = Buffer.concat([
    ping,
    ...lengths.flatMap((length, at) => [Buffer.from(headers[at] ?? "", "hex"), Buffer.alloc(length, "z")]),
  ]);
  const { promise, resolve } = Promise.withResolvers<Buffer>();
  let got = Buffer.alloc(0);
  const port = await listen((socket) => {
    socket.on("data", (chunk) => {
      got = Buffer.concat([got, chunk]);
      if (got.length >= wanted.length) resolve(got);
    });
    socket.write(Buffer.concat([Buffer.from(upgraded), text("pong"), text("y".repeat(1_048_576))]));
  });
  const received: number[] = [];
  const heard = Promise.withResolvers<void>();
  const onText = ({ length }: Buffer): void => {
    received.push(length);
    heard.resolve();
  };
  const raw = await RawSocket.open({ port, path: "/ws", onText });
  await heard.promise;
  for (const length of lengths) raw.send("z".repeat(length));
  expect((await promise).equals(wanted)).toBe(true);
  expect(received).toEqual([1_048_576]);
  raw.close();
});

it("[EVOLVE-8] answers a probe, and does not hand it over", async () => {
  const { promise: echoed, resolve } = Promise.withResolvers<string>();
  const port = await listen((socket) => {
    socket.once("data", (bytes) => resolve(bytes.subarray(6).toString()));
    socket.write(Buffer.concat([Buffer.from(upgraded), text('{"type":"probe","nonce":"n1"}'), text("after")]));
  });
  const received: string[] = [];
  const raw = await RawSocket.open({ port, path: "/ws", onText: (payload) => received.push(payload.toString()) });
  expect(JSON.parse(await echoed)).toEqual({ type: "echo", nonce: "n1" });
  expect(received).toEqual(["after"]);
  raw.close();
});

it("hands over everything and adds nothing where the server has another way to see that it reads", async () => {
  const got = Promise.withResolvers<string>();
  const port = await listen((socket) => {
    socket.once("data", (bytes) => got.resolve(bytes.toString("hex")));
    socket.write(Buffer.concat([Buffer.from(upgraded), text("y".repeat(1_048_576)), text("pong")]));
  });
  const received: number[] = [];
  const heard = Promise.withResolvers<void>();
  const onText = ({ length }: Buffer): void => {
    if (received.push(length) === 2) heard.resolve();
  };
  const raw = await RawSocket.open({ port, path: "/ws", showsReading: false, onText });
  await heard.promise;
  raw.send("z");
  expect(await got.promise).toBe("8181000000007a");
  expect(received).toEqual([1_048_576, 4]);
  raw.close();
});
