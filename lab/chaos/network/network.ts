// The network between clients and server: a proxy with its own port that causes faults on connections.
import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { Random } from "../../kit/random.ts";
import { Link } from "./link.ts";

/** Relative frequency of each fault. */
const faults = { cut: 3, "half-open": 2, stall: 3, slow: 4 } as const;
export type FaultCounts = Record<keyof typeof faults, number>;

export class Network {
  readonly #listener: Server;
  readonly #random: Random;
  readonly #links = new Set<Link>();
  readonly counts: FaultCounts = { cut: 0, "half-open": 0, stall: 0, slow: 0 };

  private constructor(listener: Server, random: Random) {
    this.#listener = listener;
    this.#random = random;
  }

  static async open(serverPort: number, random: Random): Promise<Network> {
    const listener = createServer();
    const network = new Network(listener, random);
    listener.on("connection", (socket) => {
      const link = new Link(socket, serverPort, () => network.#links.delete(link));
      network.#links.add(link);
    });
    listener.listen(0, "127.0.0.1");
    await once(listener, "listening");
    return network;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`;
  }

  /** Causes a fault on one connection. */
  disturb(): void {
    const link = this.#random.pickOrNone([...this.#links]);
    if (link === undefined) return;
    const fault = this.#random.weighted(faults);
    this.counts[fault] += 1;
    switch (fault) {
      case "cut":
        return link.cut();
      case "half-open":
        return link.halfOpen(this.#random.chance(0.5) ? "client" : "server", this.#random.between(200, 4_000));
      case "stall":
        return link.stall(this.#random.chance(0.5) ? "up" : "down", this.#random.between(50, 1_500));
      case "slow":
        return link.slow(this.#random.chance(0.5) ? 0 : this.#random.between(1, 60));
    }
  }

  /** Ends every connection with a fault, so that only sound ones remain, on which nothing may be missing. */
  heal(): void {
    for (const link of this.#links) if (!link.isSound) link.cut();
  }

  async close(): Promise<void> {
    for (const link of this.#links) link.cut();
    this.#listener.close();
    await once(this.#listener, "close");
  }
}
