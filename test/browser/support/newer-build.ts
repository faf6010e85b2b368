// The server, until a newer build of the client is deployed to it: the same files, whose service worker says another version
// and whose page says that it is newer.
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";

const mark = '<meta name="build" content="newer" />';
const newer = (body: string): string =>
  body.replace(/("version":"[^"]+)/, "$1-newer").replace('<meta charset="utf-8" />', `$&${mark}`);

export class NewerBuild {
  readonly url: string;
  readonly #server: Server;
  #isDeployed = false;

  private constructor(server: Server, target: string) {
    this.#server = server;
    this.url = `http://localhost:${(server.address() as AddressInfo).port}`;
    server.on("request", (request, response) => void this.#answer(request, response, target));
  }

  static async before(target: string): Promise<NewerBuild> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    return new NewerBuild(server, target);
  }

  /** Whether the page was started with the newer build. */
  static async isIn(page: Page): Promise<boolean> {
    return (await page.locator("meta[name='build'][content='newer']").count()) === 1;
  }

  deploy(): void {
    this.#isDeployed = true;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }

  async #answer({ url = "/" }: IncomingMessage, response: ServerResponse, target: string): Promise<void> {
    const answer = await fetch(target + url);
    const body = await answer.text();
    const headers = Object.fromEntries(answer.headers);
    delete headers["content-length"];
    delete headers["etag"];
    response.writeHead(answer.status, headers);
    response.end(this.#isDeployed ? newer(body) : body);
  }
}
