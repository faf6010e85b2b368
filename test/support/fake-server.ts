// A server of which the test decides every frame: for what no real server sends today, such as kinds of later versions.
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { encodeFrame, opcodes } from "../../lab/kit/ws-frames.ts";

export interface Received {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface SentMessage extends Received {
  readonly type: "send-message";
  readonly clientMsgId: string;
}

const isMessage = (frame: Received): frame is SentMessage =>
  frame.type === "send-message" && typeof frame["clientMsgId"] === "string";

/** One upgraded connection. */
export class FakeSocket {
  readonly headers: IncomingMessage["headers"];
  readonly #socket: Socket;
  readonly #received: (Received | "ping")[] = [];
  #arrived: () => void = () => {};
  #data: Buffer = Buffer.alloc(0);

  constructor(request: IncomingMessage, socket: Socket) {
    this.headers = request.headers;
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => this.#read(chunk)).on("error", () => {});
  }

  send(...frames: readonly object[]): void {
    this.sendText(JSON.stringify(frames.length === 1 ? frames[0] : frames));
  }

  /** In two fragments, between which a ping of the protocol's own comes. */
  sendText(text: string): void {
    const payload = Buffer.from(text);
    const half = payload.length >> 1;
    const [first, second] = [payload.subarray(0, half), payload.subarray(half)];
    const isMasked = false;
    this.#socket.write(encodeFrame({ opcode: opcodes.text, payload: first, fin: false, isMasked }));
    this.#socket.write(encodeFrame({ opcode: opcodes.ping, payload: Buffer.from("?"), isMasked }));
    this.#socket.write(encodeFrame({ opcode: opcodes.continuation, payload: second, isMasked }));
  }

  /** The next frame that the client sent. */
  async next(): Promise<Received | "ping"> {
    while (this.#received.length === 0) await new Promise<void>((resolve) => (this.#arrived = resolve));
    return this.#received.shift() as Received | "ping";
  }

  /** The next frame, which must be a message. */
  async nextMessage(): Promise<SentMessage> {
    const frame = await this.next();
    if (frame === "ping" || !isMessage(frame)) throw new Error(`not a message: ${JSON.stringify(frame)}`);
    return frame;
  }

  close(code: number): void {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#socket.end(encodeFrame({ opcode: opcodes.close, payload, isMasked: false }));
  }

  cut(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#data = Buffer.concat([this.#data, chunk]);
    for (;;) {
      const short = (this.#data[1] ?? 0) & 0x7f;
      const start = short === 126 ? 8 : 6;
      if (this.#data.length < start) return;
      const length = short === 126 ? this.#data.readUInt16BE(2) : short;
      if (this.#data.length < start + length) return;
      const mask = this.#data.subarray(start - 4, start);
      const payload = this.#data.subarray(start, start + length).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
      const opcode = (this.#data[0] ?? 0) & 0x0f;
      this.#data = this.#data.subarray(start + length);
      if (opcode === opcodes.text) this.#take(Buffer.from(payload).toString());
    }
  }

  #take(text: string): void {
    this.#received.push(text === "ping" ? text : (JSON.parse(text) as Received));
    this.#arrived();
  }
}

export class FakeServer {
  /** Calls over HTTP, such as `POST /api/auth/refresh`, with their bodies. */
  readonly calls: [call: string, body: unknown][] = [];
  readonly #server = createServer();
  readonly #sockets: FakeSocket[] = [];
  readonly #open: Socket[] = [];
  #upgraded: () => void = () => {};

  /** @param answer the body of the answer to a call; a `code` in it makes it a refusal */
  static async start(answer: (call: string) => object): Promise<FakeServer> {
    const fake = new FakeServer();
    fake.#server.on("request", (request, response) => {
      let body = "";
      request.setEncoding("utf8").on("data", (text: string) => (body += text));
      request.on("end", () => {
        const call = `${request.method} ${request.url}`;
        fake.calls.push([call, body === "" ? null : JSON.parse(body)]);
        const result = answer(call);
        response.writeHead("code" in result ? 403 : 200, { "content-type": "application/json" });
        response.end(JSON.stringify(result));
      });
    });
    fake.#server.on("upgrade", (request: IncomingMessage, socket: Socket) => {
      socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
      fake.#open.push(socket);
      fake.#sockets.push(new FakeSocket(request, socket));
      fake.#upgraded();
    });
    fake.#server.listen(0, "127.0.0.1");
    await once(fake.#server, "listening");
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The next connection. */
  async socket(): Promise<FakeSocket> {
    while (this.#sockets.length === 0) await new Promise<void>((resolve) => (this.#upgraded = resolve));
    return this.#sockets.shift() as FakeSocket;
  }

  async stop(): Promise<void> {
    for (const socket of this.#open) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
