// Stands before the server and compresses what it answers with, as Cloudflare does before workers.dev and any domain.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

export interface Proxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** https://developers.cloudflare.com/speed/optimization/content/compression/ */
const compressible =
  /^(text\/(html|css|javascript|plain)|application\/(json|javascript|manifest\+json)|image\/svg\+xml)/;

/** For GET requests without a body; no sockets. */
export async function startCompressingProxy(target: string): Promise<Proxy> {
  const server = createServer((request, response) => void forward(target, request, response));
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function forward(target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const answer = await fetch(new URL(request.url ?? "/", target), { method: request.method ?? "GET" });
  const body = Buffer.from(await answer.arrayBuffer());
  const headers = new Map(answer.headers);
  headers.delete("content-length");
  headers.delete("transfer-encoding");
  const isText = compressible.test(headers.get("content-type") ?? "");
  if (isText) headers.set("content-encoding", "gzip");
  response.writeHead(answer.status, Object.fromEntries(headers)).end(isText ? gzipSync(body) : body);
}
