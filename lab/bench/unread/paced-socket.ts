// A socket that reads at a given pace or not at all, pings all the same, and answers probes if it is honest.
import type { Socket } from "node:net";
import { openUpgraded } from "../../kit/upgrade.ts";
import { encodeFrame, frameReader, opcodes } from "../../kit/ws-frames.ts";

export interface PacedSocketOptions {
  readonly port: number;
  readonly accessToken: string;
  /** Bytes per second; 0: never reads. */
  readonly bytesPerSecond: number;
  /** Every text message, in order. */
  readonly onText?: (text: string) => void;
}

const pingEveryMs = 500;

export class PacedSocket {
  readonly #socket: Socket;
  readonly #pinging: NodeJS.Timeout;
  readonly #ended = Promise.withResolvers<void>();
  #isClosed = false;
  #closeCode: number | null = null;

  private constructor(socket: Socket, { bytesPerSecond, onText = () => {} }: PacedSocketOptions, rest: Buffer) {
    this.#socket = socket;
    this.#pinging = setInterval(() => this.send("ping"), pingEveryMs);
    socket.on("close", () => {
      this.#isClosed = true;
      this.#ended.resolve();
      clearInterval(this.#pinging);
    });
    const read = frameReader((opcode, payload) => {
      if (opcode === opcodes.close) this.#closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
      if (opcode === opcodes.text) this.#receive(payload.toString(), onText);
    });
    if (bytesPerSecond === 0) socket.pause();
    else {
      socket.on("data", (chunk: Buffer) => {
        read(chunk);
        if (!Number.isFinite(bytesPerSecond)) return;
        socket.pause();
        setTimeout(() => socket.resume(), (chunk.length / bytesPerSecond) * 1_000);
      });
      read(rest);
    }
  }

  /** @throws Error when the server refuses the upgrade */
  static open(options: PacedSocketOptions): Promise<PacedSocket> {
    const headers = { Authorization: `Bearer ${options.accessToken}` };
    const upgrade = { port: options.port, path: "/ws", headers };
    return openUpgraded(upgrade, (socket, rest) => new PacedSocket(socket, options, rest));
  }

  /** Whether the connection has ended. A socket that never reads does not see a close frame. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Resolves when the connection has ended. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The code of the server's close frame; null: none was read. */
  get closeCode(): number | null {
    return this.#closeCode;
  }

  send(text: string): void {
    if (!this.#socket.destroyed) this.#socket.write(encodeFrame({ opcode: opcodes.text, payload: Buffer.from(text) }));
  }

  destroy(): void {
    clearInterval(this.#pinging);
    this.#socket.destroy();
  }

  #receive(text: string, onText: (text: string) => void): void {
    if (text.startsWith('{"type":"probe"')) {
      const { nonce } = JSON.parse(text) as { nonce: string };
      this.send(JSON.stringify({ type: "echo", nonce }));
    }
    onText(text);
  }
}
