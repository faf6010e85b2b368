// One TCP connection through the faulty network: two directions that can be slowed, stopped or cut, also on one side
// only.
import { connect, type Socket } from "node:net";
import { Flow } from "./flow.ts";

export class Link {
  readonly #client: Socket;
  readonly #server: Socket;
  readonly #up: Flow;
  readonly #down: Flow;
  #halfOpen = false;
  #isSound = true;

  /** @param onEnd called when both sides are closed */
  constructor(client: Socket, serverPort: number, onEnd: () => void) {
    this.#client = client;
    this.#server = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    client.setNoDelay(true);
    this.#up = new Flow(client, this.#server);
    this.#down = new Flow(this.#server, client);
    let open = 2;
    for (const [one, other] of [[client, this.#server] as const, [this.#server, client] as const]) {
      // "close" follows.
      one.on("error", () => {});
      one.on("close", () => {
        if (!this.#halfOpen) other.destroy();
        if (--open === 0) onEnd();
      });
    }
  }

  /** Whether no fault has happened to it. */
  get isSound(): boolean {
    return this.#isSound;
  }

  slow(delayMs: number): void {
    this.#isSound = false;
    this.#up.slow(delayMs);
    this.#down.slow(delayMs);
  }

  stall(direction: "up" | "down", forMs: number): void {
    this.#isSound = false;
    (direction === "up" ? this.#up : this.#down).stall(forMs);
  }

  cut(): void {
    this.#halfOpen = false;
    this.#client.destroy();
    this.#server.destroy();
  }

  /** Closes one side; the other keeps sending to nobody until it notices, for at most `forMs`. */
  halfOpen(gone: "client" | "server", forMs: number): void {
    this.#isSound = false;
    this.#halfOpen = true;
    this.#up.swallow();
    this.#down.swallow();
    (gone === "client" ? this.#client : this.#server).destroy();
    setTimeout(() => this.cut(), forMs).unref();
  }
}
