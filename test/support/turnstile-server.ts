// A stand-in for Turnstile that speaks its protocol: tokens, which are made here, are spent by `siteverify`.
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TurnstileRequest {
  readonly secret?: string;
  readonly response?: string;
  readonly remoteip?: string;
  readonly idempotency_key?: string;
}

/** How the next requests are treated: as they should be, without an answer, with an error, or with a page. */
export type Mood = "well" | "silent" | "internal-error" | "page";

export class TurnstileServer {
  readonly requests: TurnstileRequest[] = [];
  /** Of the next requests, one each; afterwards all goes well. */
  readonly moods: Mood[] = [];
  /** Called when a request gets no answer. */
  onSilence: () => void = () => {};
  readonly #secret: string;
  readonly #tokens = new Map<string, { readonly hostname: string; spentBy: string | null }>();
  readonly #server = createServer((request, response) => void this.#answer(request, response));

  constructor(secret: string) {
    this.#secret = secret;
  }

  /** @returns its address, in the place of Turnstile's */
  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** A challenge was met on a page of this host. */
  newToken(hostname: string): string {
    const token = `0.${randomUUID()}`;
    this.#tokens.set(token, { hostname, spentBy: null });
    return token;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, type: string, body: string): void => {
      response.writeHead(status, { "content-type": type }).end(body);
    };
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    if (path === "/api.js") return send(200, "text/javascript", this.#widget(request.headers.host ?? ""));
    if (request.method !== "POST" || path !== "/siteverify") return send(404, "text/plain", "not found");
    let text = "";
    for await (const chunk of request.setEncoding("utf8")) text += String(chunk);
    const asked = JSON.parse(text) as TurnstileRequest;
    this.requests.push(asked);
    // A lost answer is one that was given: the token is spent.
    const { status, body } = this.#verify(asked);
    switch (this.moods.shift() ?? "well") {
      case "silent":
        return this.onSilence();
      case "internal-error":
        return send(500, "application/json", JSON.stringify({ success: false, "error-codes": ["internal-error"] }));
      case "page":
        return send(502, "text/html", "<h1>Bad gateway</h1>");
      case "well":
        return send(status, "application/json", JSON.stringify(body));
    }
  }

  #verify({ secret, response: token, idempotency_key: key }: TurnstileRequest): { status: number; body: object } {
    const fault = (code: string) => ({ status: 400, body: { success: false, "error-codes": [code], messages: [] } });
    if (secret === undefined || secret === "") return fault("missing-input-secret");
    if (secret !== this.#secret) return fault("invalid-input-secret");
    if (token === undefined || token === "") return fault("missing-input-response");
    const known = this.#tokens.get(token);
    if (known === undefined) return fault("invalid-input-response");
    if (known.spentBy !== null && known.spentBy !== key) return fault("timeout-or-duplicate");
    known.spentBy = key ?? "";
    const challengeTs = new Date().toISOString();
    return {
      status: 200,
      body: {
        success: true,
        "error-codes": [],
        challenge_ts: challengeTs,
        hostname: known.hostname,
        action: "",
        cdata: "",
        metadata: { interactive: false },
      },
    };
  }

  /** The widget's script: meets the challenge at a click, on a page of any host. */
  #widget(_host: string): string {
    const token = this.newToken("localhost");
    return `window.turnstile = { render(place, { callback }) {
      const button = document.createElement("button");
      button.textContent = "I am a person";
      button.onclick = () => callback(${JSON.stringify(token)});
      document.querySelector(place).append(button);
      return "widget";
    } };
    const loaded = new URL(document.currentScript.src).searchParams.get("onload");
    if (loaded) window[loaded]();`;
  }
}
