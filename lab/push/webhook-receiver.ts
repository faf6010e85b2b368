// Relays that receive signed webhooks, on this machine: verified by the library that receivers use.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { Webhook } from "standardwebhooks";
import type { WebhookSubscription } from "../../schema/protocol/push.ts";
import { LocalService, type Came, type ServiceAnswer, type Silence } from "./local-service.ts";

interface Call extends Came {
  /** `webhook-id`: the same for each repeat. */
  readonly id: string;
  readonly data: unknown;
}

interface Relay {
  readonly secret: string;
  /** Every call that was taken, repeats too. */
  readonly received: Call[];
  /** Of the next calls, one each; afterwards `otherwise`. */
  readonly answers: (ServiceAnswer | Silence)[];
  otherwise: ServiceAnswer | Silence;
}

export class WebhookReceiver extends LocalService {
  readonly #relays = new Map<string, Relay>();
  /** `webhook-id` of all calls that were verified, in their order. */
  readonly ids: string[] = [];

  /** A relay for one device. */
  install(): WebhookSubscription {
    const path = `/devices/${this.#relays.size + 1}`;
    const secret = `whsec_${randomBytes(24).toString("base64")}`;
    this.#relays.set(path, { secret, received: [], answers: [], otherwise: { status: 204 } });
    return { kind: "webhook", endpoint: `${this.origin}${path}`, secret };
  }

  of({ endpoint }: Pick<WebhookSubscription, "endpoint">): Pick<Relay, "received" | "answers" | "otherwise"> {
    const relay = this.#relays.get(new URL(endpoint).pathname);
    if (relay === undefined) throw new Error(`no relay at ${endpoint}`);
    return relay;
  }

  protected async answer(request: IncomingMessage, body: Buffer, response: ServerResponse): Promise<void> {
    const relay = this.#relays.get(request.url ?? "");
    if (relay === undefined) return void response.writeHead(404).end();
    const id = String(request.headers["webhook-id"]);
    let data: unknown;
    try {
      data = new Webhook(relay.secret).verify(body.toString("utf8"), request.headers as Record<string, string>);
    } catch (error) {
      this.faults.push(String(error));
      return void response.writeHead(401).end();
    }
    this.ids.push(id);
    const answer = relay.answers.shift() ?? relay.otherwise;
    if (answer === "silence") return;
    await this.bring(relay.received, answer, response, () => ({ id, data }));
    const { status, retryAfter } = answer;
    response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end();
  }
}
