// A WebSocket client as thin as can be: what a benchmark measures must be the server.
//
// RFC 6455 over a plain TCP socket. Frames are masked with a zero key, so that nothing is copied to mask it; the server
// treats them like any other. Only what the benchmark needs: text frames, no fragments from us, no extensions.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";

const textFrame = 0x1;
const closeFrame = 0x8;
const pingEveryBytes = 1_048_576;

export interface RawSocketOptions {
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Each text message, as bytes: parsing is the caller's choice. The buffer is valid during the call only. */
  readonly onText: (payload: Buffer) => void;
  readonly onClose?: (code: number) => void;
}

export class RawSocket {
  readonly #socket: Socket;

  private constructor(socket: Socket) {
    this.#socket = socket;
  }

  /** @throws Error when the server refuses the upgrade */
  static open({ port, path, headers = {}, onText, onClose }: RawSocketOptions): Promise<RawSocket> {
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    const lines = [
      `GET ${path} HTTP/1.1`,
      `Host: localhost:${port}`,
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${randomBytes(16).toString("base64")}`,
      "Sec-WebSocket-Version: 13",
      ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ];
    socket.write(`${lines.join("\r\n")}\r\n\r\n`);
    return new Promise((resolve, reject) => {
      let head = Buffer.alloc(0);
      const handshake = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        socket.off("data", handshake);
        const status = head.subarray(0, head.indexOf("\r\n")).toString();
        if (!status.includes(" 101 ")) {
          socket.destroy();
          reject(new Error(`no upgrade: ${status}`));
          return;
        }
        let unheard = 0;
        const receive = (payload: Buffer): void => {
          // The server asks for a sign that what it sends is read.
          unheard += payload.length;
          if (unheard >= pingEveryBytes) {
            unheard = 0;
            opened.send("ping");
          }
          if (payload.length !== 4 || payload.toString() !== "pong") onText(payload);
        };
        const parse = frameParser(receive, (code) => {
          onClose?.(code);
          socket.end();
        });
        const opened = new RawSocket(socket);
        socket.on("data", parse);
        resolve(opened);
        if (head.length > end + 4) parse(head.subarray(end + 4));
      };
      socket.on("data", handshake);
      socket.once("error", reject);
    });
  }

  send(text: string): void {
    const length = Buffer.byteLength(text);
    const headerLength = length < 126 ? 6 : length < 65_536 ? 8 : 14;
    const frame = Buffer.allocUnsafe(headerLength + length);
    frame[0] = 0x80 | textFrame;
    if (length < 126) frame[1] = 0x80 | length;
    else if (length < 65_536) {
      frame[1] = 0x80 | 126;
      frame.writeUInt16BE(length, 2);
    } else {
      frame[1] = 0x80 | 127;
      frame.writeBigUInt64BE(BigInt(length), 2);
    }
    frame.fill(0, headerLength - 4, headerLength);
    frame.write(text, headerLength);
    this.#socket.write(frame);
  }

  close(): void {
    this.#socket.destroy();
  }
}

/** Turns chunks of bytes into whole messages. */
function frameParser(onText: (payload: Buffer) => void, onClose: (code: number) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    let data = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const frame = nextFrame(data);
      if (frame === null) break;
      if (frame.opcode === textFrame) onText(frame.payload);
      else if (frame.opcode === closeFrame) onClose(frame.payload.length >= 2 ? frame.payload.readUInt16BE(0) : 1005);
      data = data.subarray(frame.end);
    }
    rest = data;
  };
}

function nextFrame(data: Buffer): { opcode: number; payload: Buffer; end: number } | null {
  if (data.length < 2) return null;
  let length = (data[1] as number) & 0x7f;
  let start = 2;
  if (length === 126) {
    if (data.length < 4) return null;
    length = data.readUInt16BE(2);
    start = 4;
  } else if (length === 127) {
    if (data.length < 10) return null;
    length = Number(data.readBigUInt64BE(2));
    start = 10;
  }
  if (data.length < start + length) return null;
  return { opcode: (data[0] as number) & 0x0f, payload: data.subarray(start, start + length), end: start + length };
}
