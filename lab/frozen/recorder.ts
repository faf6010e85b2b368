// Records what an SDK client and a real server say to each other, through the client's own runtime.
import type { Runtime } from "@klatch/sdk";
import { framesIn, type RecordedCall, type RecordedStep } from "./transcript.ts";

const keptHeaders = ["content-type", "retry-after"];

export class Recorder {
  readonly calls: RecordedCall[] = [];
  readonly steps: RecordedStep[] = [];
  readonly #sockets = new Set<WebSocket>();

  /** The parts of a client's runtime that this recorder listens to. */
  get runtime(): Pick<Runtime, "fetch" | "WebSocket"> {
    const { steps, calls } = this;
    const sockets = this.#sockets;
    class RecordedSocket extends WebSocket {
      constructor(url: string, protocols: string[]) {
        super(url, protocols);
        sockets.add(this);
        this.addEventListener("open", () => steps.push({ kind: "open" }));
        this.addEventListener("message", ({ data }) => {
          for (const frame of framesIn(String(data))) steps.push({ kind: "down", frame });
        });
        this.addEventListener("close", ({ code }) => {
          sockets.delete(this);
          steps.push({ kind: "close", code });
        });
      }

      override send(text: string): void {
        for (const frame of framesIn(text)) steps.push({ kind: "up", frame });
        super.send(text);
      }
    }
    return {
      WebSocket: RecordedSocket,
      fetch: async (url, init) => {
        const { pathname, search } = new URL(url);
        if (init.method !== "GET") steps.push({ kind: "call", method: init.method, path: pathname });
        const response = await fetch(url, init);
        const body = await response.text();
        const headers = keptHeaders.flatMap((name) => {
          const value = response.headers.get(name);
          return value === null ? [] : [[name, value] as const];
        });
        calls.push({
          method: init.method,
          path: pathname + search,
          status: response.status,
          headers: Object.fromEntries(headers),
          body,
        });
        return { status: response.status, headers: response.headers, text: async () => body };
      },
    };
  }

  act(name: string): void {
    this.steps.push({ kind: "act", name });
  }

  /** As a network failure does it. */
  breakSockets(): void {
    for (const socket of this.#sockets) socket.close();
  }
}
