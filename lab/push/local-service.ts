// What the local services have in common: a server on this machine that counts what is asked.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** What is done with a request. It comes to the device if the status is below 300, or `isTakenFirst`. */
export interface ServiceAnswer {
  readonly status: number;
  readonly retryAfter?: string;
  readonly afterMs?: number;
  /** The device gets it, and the sender does not hear so. */
  readonly isTakenFirst?: boolean;
  /** The device gets it twice. */
  readonly isTwice?: boolean;
}

/** No answer, and it does not come to the device. */
export type Silence = "silence";

interface Coming {
  /** Ms since 1970: when the request came. */
  readonly at: number;
  /** When the sender was told that it was taken, ms since 1970; null: it was told nothing, or something else. */
  answeredAt: number | null;
  /** The service brings it a second time. */
  readonly isAgain: boolean;
}

/** What came to a device. */
export interface Came {
  readonly how: Coming;
}

export abstract class LocalService {
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  /** Requests that were refused for what they said, and why: an honest sender causes none. */
  readonly faults: string[] = [];
  /** All requests, whatever became of them. */
  requests = 0;
  /** The most that were open at the same time. */
  mostOpen = 0;

  constructor() {
    this.#server = createServer((request, response) => {
      this.requests += 1;
      this.#open.add(response);
      this.mostOpen = Math.max(this.mostOpen, this.#open.size);
      response.on("close", () => this.#open.delete(response));
      void this.#read(request, response);
    });
  }

  async #read(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) chunks.push(chunk as Buffer);
    } catch {
      // Whoever asks was ended in the middle of it.
      return;
    }
    await this.answer(request, Buffer.concat(chunks), response);
  }

  /** Leaves the response open to say nothing. */
  protected abstract answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;

  /** Brings it to the device, as often as the answer says, and waits until it is time to answer. */
  protected async bring<T extends Came>(
    to: T[],
    { status, isTakenFirst = false, isTwice = false, afterMs }: ServiceAnswer,
    response: ServerResponse,
    what: () => Omit<T, keyof Came>,
  ): Promise<void> {
    const at = Date.now();
    const times = status < 300 || isTakenFirst ? (isTwice ? 2 : 1) : 0;
    const hows = Array.from({ length: times }, (_, n): Coming => ({ at, answeredAt: null, isAgain: n > 0 }));
    for (const how of hows) to.push({ how, ...what() } as T);
    if (status < 300)
      response.on("finish", () => {
        for (const how of hows) how.answeredAt = Date.now();
      });
    if (afterMs !== undefined) await sleep(afterMs);
  }

  /** Requests that are not answered yet. */
  get open(): number {
    return this.#open.size;
  }

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }
}

/** @param json of the body; undefined: none */
export function sayJson(
  response: ServerResponse,
  { status, retryAfter }: { readonly status: number; readonly retryAfter?: string },
  json?: unknown,
): void {
  response
    .writeHead(status, {
      "content-type": "application/json; charset=UTF-8",
      ...(retryAfter !== undefined && { "retry-after": retryAfter }),
    })
    .end(json === undefined ? undefined : JSON.stringify(json));
}
