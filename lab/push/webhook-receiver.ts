// Whoever receives signed webhooks, on this machine: verified by the library that receivers use.
import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";

export class WebhookReceiver {
  readonly #secret = `whsec_${randomBytes(24).toString("base64")}`;
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  /** By `webhook-id`: what was received, each once. */
  readonly received = new Map<string, unknown>();
  /** Of all calls that were verified, in their order. */
  readonly ids: string[] = [];
  /** Of the next calls, one each; afterwards 204. Those below 300 are received. */
  readonly answers: number[] = [];
  /** Why calls were refused: an honest sender causes none. */
  readonly faults: string[] = [];

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get subscription(): WebhookSubscription {
    const { port } = this.#server.address() as AddressInfo;
    return { kind: "webhook", endpoint: `http://127.0.0.1:${port}/devices/1`, secret: this.#secret };
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const id = String(request.headers["webhook-id"]);
    try {
      const data = new Webhook(this.#secret).verify(text, request.headers as Record<string, string>);
      this.ids.push(id);
      const status = this.answers.shift() ?? 204;
      if (status < 300) this.received.set(id, data);
      response.writeHead(status).end();
    } catch (error) {
      this.faults.push(String(error));
      response.writeHead(401).end();
    }
  }
}
