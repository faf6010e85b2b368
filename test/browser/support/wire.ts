// A wire between browsers and the server that a test can cut: every connection ends, and no new one comes through.
import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, inject } from "vitest";

export class Wire {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: Set<Socket>;
  #isCut = false;

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.#sockets = new Set();
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on("connection", (near) => this.#join(near, port));
  }

  static async to(serverUrl: string): Promise<Wire> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new Wire(server, Number(new URL(serverUrl).port));
  }

  cut(): void {
    this.#isCut = true;
    for (const socket of this.#sockets) socket.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async close(): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, "close");
  }

  #join(near: Socket, port: number): void {
    if (this.#isCut) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(socket);
      // What breaks one end breaks the other.
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  }
}

/** To be called within a `describe`: gives the wire to the shared server, which is whole before each test. */
export function useWire(): () => Wire {
  let wire: Wire;
  beforeAll(async () => {
    wire = await Wire.to(inject("serverUrl"));
  });
  // A test that failed leaves no cut wire to the next.
  afterEach(() => wire.mend());
  afterAll(() => wire.close());
  return () => wire;
}
