// A WebSocket client as thin as can be: what a benchmark measures must be the server.
//
// Frames are masked with a zero key, so that nothing is copied to mask it; the server treats them like any other. Only what
// the benchmark needs: text frames, no fragments from us, no extensions.
import type { Socket } from "node:net";
import { openUpgraded, type UpgradeOptions } from "./upgrade.ts";
import { frameReader, opcodes } from "./ws-frames.ts";

const pingEveryBytes = 1_048_576;

export interface RawSocketOptions extends UpgradeOptions {
  /** Each text message, as bytes: parsing is the caller's choice. The buffer is valid during the call only. */
  readonly onText: (payload: Buffer) => void;
  readonly onClose?: (code: number) => void;
}

export class RawSocket {
  readonly #socket: Socket;
  readonly #onText: (payload: Buffer) => void;
  /** Bytes that the server has not been told were read. */
  #unheard = 0;

  private constructor(socket: Socket, { onText, onClose }: RawSocketOptions, rest: Buffer) {
    this.#socket = socket;
    this.#onText = onText;
    const read = frameReader((opcode, payload) => {
      if (opcode === opcodes.text) this.#receive(payload);
      else if (opcode === opcodes.close) {
        onClose?.(payload.length >= 2 ? payload.readUInt16BE(0) : 1005);
        socket.end();
      }
    });
    socket.on("data", read);
    if (rest.length > 0) read(rest);
  }

  /** @throws Error when the server refuses the upgrade */
  static open(options: RawSocketOptions): Promise<RawSocket> {
    return openUpgraded(options, (socket, rest) => new RawSocket(socket, options, rest));
  }

  send(text: string): void {
    const length = Buffer.byteLength(text);
    const headerLength = length < 126 ? 6 : length < 65_536 ? 8 : 14;
    const frame = Buffer.allocUnsafe(headerLength + length);
    frame[0] = 0x80 | opcodes.text;
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

  #receive(payload: Buffer): void {
    this.#unheard += payload.length;
    // The server asks for a sign that what it sends is read.
    if (this.#unheard >= pingEveryBytes) {
      this.#unheard = 0;
      this.send("ping");
    }
    if (payload.length !== 4 || payload.toString() !== "pong") this.#onText(payload);
  }
}
