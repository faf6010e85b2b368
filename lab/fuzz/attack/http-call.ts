// One HTTP request, as malformed as Node permits; returns the answer, or that none came.
import { Agent, request } from "node:http";

export interface HttpInput {
  readonly method: string;
  /** Only characters that are valid in a request line. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Without a length, in two pieces. */
  readonly chunked?: boolean;
}

export type HttpOutcome =
  | { readonly kind: "answer"; readonly status: number; readonly mediaType: string; readonly text: string }
  | { readonly kind: "broken"; readonly reason: string }
  | { readonly kind: "silence" };

export class HttpCaller {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #port: number;
  readonly #patienceMs: number;

  constructor(port: number, patienceMs: number) {
    this.#port = port;
    this.#patienceMs = patienceMs;
  }

  async call(input: HttpInput): Promise<HttpOutcome> {
    const outcome = await this.#callOn(this.#agent, input);
    return outcome === "too late" ? ((await this.#callOn(false, input)) as HttpOutcome) : outcome;
  }

  /** `too late`: the server closed the idle connection while it was used again; not a fault. */
  #callOn(
    agent: Agent | false,
    { method, path, headers, body, chunked = false }: HttpInput,
  ): Promise<HttpOutcome | "too late"> {
    // Set explicitly: by default Node sends a body with GET and similar methods without either header.
    const framing = chunked ? { "transfer-encoding": "chunked" } : { "content-length": body?.length ?? 0 };
    const length = body === undefined ? {} : framing;
    return new Promise((resolve) => {
      const call = request({
        agent,
        host: "127.0.0.1",
        port: this.#port,
        method,
        path,
        headers: { ...headers, ...length },
      });
      const timer = setTimeout(() => {
        resolve({ kind: "silence" });
        call.destroy();
      }, this.#patienceMs);
      const end = (outcome: HttpOutcome | "too late"): void => {
        clearTimeout(timer);
        resolve(outcome);
      };
      call.on("response", (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", ({ message }) => end({ kind: "broken", reason: message }));
        response.on("end", () => {
          const mediaType = response.headers["content-type"]?.split(";")[0] ?? "";
          const text = Buffer.concat(chunks).toString();
          end({ kind: "answer", status: response.statusCode ?? 0, mediaType, text });
        });
      });
      call.on("error", ({ message, code }: NodeJS.ErrnoException) =>
        end(call.reusedSocket && code === "ECONNRESET" ? "too late" : { kind: "broken", reason: message }),
      );
      if (body !== undefined && chunked) {
        const half = Math.floor(body.length / 2);
        call.write(body.subarray(0, half));
        call.end(body.subarray(half));
      } else call.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
