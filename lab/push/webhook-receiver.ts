// Whoever receives signed webhooks, on this machine: verified by the library that receivers use.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import { LocalService } from "./local-service.ts";

export class WebhookReceiver extends LocalService {
  readonly #secret = `whsec_${randomBytes(24).toString("base64")}`;
  /** By `webhook-id`: what was received, each once. */
  readonly received = new Map<string, unknown>();
  /** Of all calls that were verified, in their order. */
  readonly ids: string[] = [];
  /** Of the next calls, one each; afterwards 204. Those below 300 are received. */
  readonly answers: number[] = [];

  get subscription(): WebhookSubscription {
    return { kind: "webhook", endpoint: `${this.origin}/devices/1`, secret: this.#secret };
  }

  protected async answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const text = body.toString("utf8");
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
