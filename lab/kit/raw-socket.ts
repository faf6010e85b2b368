// A minimal WebSocket client: a benchmark must measure the server, not the client.
//
// Frames are masked with a zero key, so that masking copies nothing; the server treats them like any other. It supports
// only what the benchmark needs: text frames, no fragments from us, no extensions.
import type { Socket } from "node:net";
import type { EchoFrame, ProbeFrame } from "../../schema/protocol/probe.ts";
import { openUpgraded, type UpgradeOptions } from "./upgrade.ts";
import { frameReader, opcodes } from "./ws-frames.ts";

const pingEveryBytes = 1_048_576;
const probeMark = Buffer.from('{"type":"probe"');
const maxProbeBytes = 128;

export interface RawSocketOptions extends UpgradeOptions {
  /** Each text message as bytes: the caller may parse it or not. The buffer is valid only during the call. */
  readonly onText: (payload: Buffer) => void;
  readonly onClose?: (code: number) => void;
  /**
   * Whether the socket answers probes and sends a text `ping` now and then, as Klatch asks of its clients; true unless
   * given.
   */
  readonly showsReading?: boolean;
}

export class RawSocket {
  readonly #socket: Socket;
  readonly #onText: (payload: Buffer) => void;
  readonly #showsReading: boolean;
  /** Bytes received since the last ping. */
  #unheard = 0;

  private constructor(socket: Socket, { onText, onClose, showsReading = true }: RawSocketOptions, rest: Buffer) {
    this.#socket = socket;
    this.#onText = onText;
    this.#showsReading = showsReading;
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

  /** The server closes a socket that does not prove that it reads. */
  #echo(probe: Buffer): void {
    const { nonce } = JSON.parse(probe.toString()) as ProbeFrame;
    this.send(JSON.stringify({ type: "echo", nonce } satisfies EchoFrame));
  }

  #receive(payload: Buffer): void {
    if (!this.#showsReading) {
      this.#onText(payload);
      return;
    }
    if (payload.length < maxProbeBytes && payload.indexOf(probeMark) === 0) return this.#echo(payload);
    this.#unheard += payload.length;
    // Earlier servers close a socket that never pings.
    if (this.#unheard >= pingEveryBytes) {
      this.#unheard = 0;
      this.send("ping");
    }
    if (payload.length !== 4 || payload.toString() !== "pong") this.#onText(payload);
  }
}
