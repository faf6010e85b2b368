// A WebSocket over plain TCP that does what a library would not: any bytes, no reading, no goodbye.
import { randomBytes } from "node:crypto";
import { connect, type Socket } from "node:net";
import type { SocketPayload } from "../inputs/socket-inputs.ts";
import { encodeFrame, frameReader, opcodes } from "./ws-frames.ts";

export interface HostileSocketOptions {
  readonly port: number;
  readonly accessToken: string;
  readonly onText: (text: string) => void;
  /** With the code of the server's close frame, or 1006 when the connection ended without one. Once. */
  readonly onClose: (code: number) => void;
}

export const upgradeRequest = (port: number, headers: Readonly<Record<string, string>>): string =>
  [
    "GET /ws HTTP/1.1",
    `Host: localhost:${port}`,
    ...Object.entries({
      Upgrade: "websocket",
      Connection: "Upgrade",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"),
      "Sec-WebSocket-Version": "13",
      ...headers,
    }).map(([name, value]) => `${name}: ${value}`),
    "\r\n",
  ].join("\r\n");

export class HostileSocket {
  readonly #socket: Socket;
  #isClosed = false;

  private constructor(socket: Socket, { onText, onClose }: HostileSocketOptions, rest: Buffer) {
    this.#socket = socket;
    const close = (code: number): void => {
      if (this.#isClosed) return;
      this.#isClosed = true;
      onClose(code);
      socket.end();
    };
    const read = frameReader((opcode, payload) => {
      if (opcode === opcodes.text) onText(payload.toString());
      else if (opcode === opcodes.close) close(payload.length >= 2 ? payload.readUInt16BE(0) : 1005);
    });
    socket.on("data", read);
    socket.on("close", () => close(1006));
    if (rest.length > 0) read(rest);
  }

  /** @throws Error when the server refuses the upgrade */
  static open(options: HostileSocketOptions): Promise<HostileSocket> {
    const { port, accessToken } = options;
    const socket = connect({ port, host: "127.0.0.1", noDelay: true });
    socket.write(upgradeRequest(port, { Authorization: `Bearer ${accessToken}` }));
    return new Promise((resolve, reject) => {
      let head = Buffer.alloc(0);
      const refuse = (reason: string): void => {
        socket.destroy();
        reject(new Error(`no upgrade: ${reason}`));
      };
      const onEnd = (): void => refuse("the connection ended");
      const onData = (chunk: Buffer): void => {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf("\r\n\r\n");
        if (end < 0) return;
        socket.off("data", onData).off("close", onEnd);
        const status = head.subarray(0, head.indexOf("\r\n")).toString();
        if (status.includes(" 101 ")) resolve(new HostileSocket(socket, options, head.subarray(end + 4)));
        else refuse(status);
      };
      // Resets are what this socket provokes: `close` follows and says all that matters.
      socket.on("error", () => {});
      socket.on("data", onData).on("close", onEnd);
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(payload: SocketPayload): void {
    const opcode = typeof payload === "string" ? opcodes.text : opcodes.binary;
    this.sendBytes(encodeFrame({ opcode, payload: Buffer.from(payload) }));
  }

  sendBytes(bytes: Buffer): void {
    if (!this.#socket.destroyed) this.#socket.write(bytes);
  }

  /** What arrives stays in the kernel's buffers, and then in the server's. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  /** Without a goodbye, and `onClose` does not hear of it. */
  destroy(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }
}
