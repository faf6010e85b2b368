// A scanner on this machine: checks who asks it, as Standard Webhooks says, and finds what it is told to find.
import { createHmac, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** The harmless text that scanners take for a virus (EICAR) without its last line, so that none takes this file for one. */
export const virus = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD";

export interface ScannedFile {
  readonly id: string;
  readonly name: string;
  readonly mimeType: string;
  readonly bytes: Buffer;
}

export class ScannerServer {
  readonly secret = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
  /** Requests that were rightly signed, in order. */
  readonly scanned: ScannedFile[] = [];
  /** Requests that were not. */
  forged = 0;
  /** What is answered before the next file is looked at: a status, or a text that is no verdict. */
  readonly faults: (number | string)[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => {
      void this.#scan(request).then(([status, body]) => response.writeHead(status).end(body));
    });
  }

  static async start(): Promise<ScannerServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new ScannerServer(server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/scan`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #scan(request: IncomingMessage): Promise<readonly [number, string]> {
    const bytes = Buffer.concat(await Array.fromAsync(request as AsyncIterable<Buffer>));
    if (!this.#isSigned(request, bytes)) {
      this.forged += 1;
      return [401, ""];
    }
    const fault = this.faults.shift();
    if (fault !== undefined) return typeof fault === "number" ? [fault, ""] : [200, fault];
    const { "webhook-id": id, "content-type": mimeType = "", "content-disposition": name = "" } = request.headers;
    this.scanned.push({ id: String(id), mimeType, name, bytes });
    return [200, JSON.stringify({ verdict: bytes.includes(virus) ? "quarantined" : "clean" })];
  }

  #isSigned({ headers }: IncomingMessage, body: Buffer): boolean {
    const at = Number(headers["webhook-timestamp"]);
    if (!(Math.abs(Date.now() / 1_000 - at) < 300)) return false;
    const key = Buffer.from(this.secret.slice("whsec_".length), "base64");
    const expected = createHmac("sha256", key)
      .update(Buffer.concat([Buffer.from(`${String(headers["webhook-id"])}.${at}.`), body]))
      .digest();
    return String(headers["webhook-signature"])
      .split(" ")
      .filter((one) => one.startsWith("v1,"))
      .map((one) => Buffer.from(one.slice(3), "base64"))
      .some((one) => one.length === expected.length && timingSafeEqual(one, expected));
  }
}
