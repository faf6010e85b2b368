// A WebSocket over plain TCP that does what no library would: sends any bytes, does not read, closes without a
// handshake.
import type { Socket } from "node:net";
import type { SocketPayload } from "../inputs/socket-inputs.ts";
import { newAddress } from "../../kit/api-client.ts";
import { openUpgraded } from "../../kit/upgrade.ts";
import { encodeFrame, frameReader, opcodes } from "../../kit/ws-frames.ts";

export interface HostileSocketOptions {
  readonly port: number;
  readonly accessToken: string;
  readonly onText: (text: string) => void;
  /** Called once, with the code of the server's close frame, or 1006 if the connection ended without one. */
  readonly onClose: (code: number) => void;
}

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
    // Without an address, whoever has been signed out would be refused for want of one.
    const headers = { Authorization: `Bearer ${accessToken}`, "cf-connecting-ip": newAddress() };
    return openUpgraded({ port, path: "/ws", headers }, (socket, rest) => new HostileSocket(socket, options, rest));
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

  /** From now on received bytes stay in the kernel's buffers, and then in the server's. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  /** Closes without a close frame and without calling `onClose`. */
  destroy(): void {
    this.#isClosed = true;
    this.#socket.destroy();
  }
}
