// What the local services have in common: a server on this machine that counts what is asked.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

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
    for await (const chunk of request) chunks.push(chunk as Buffer);
    await this.answer(request, Buffer.concat(chunks), response);
  }

  /** Leaves the response open to say nothing. */
  protected abstract answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void>;

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
