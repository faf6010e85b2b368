// A socket of a client that understands everything and does nothing: it keeps the text of each frame that arrives.
import { setTimeout as sleep } from "node:timers/promises";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { protocolName } from "../../schema/protocol/version.ts";

const lookEveryMs = 100;
/** Nothing is on its way any more if nothing has come for so many looks. */
const quietLooks = 10;

export class ListeningSocket {
  readonly #socket: WebSocket;
  /** Each frame, in the order in which they came. */
  readonly received: string[] = [];

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      const frames = [JSON.parse(String(data))].flat() as unknown[];
      this.received.push(...frames.map((frame) => JSON.stringify(frame)));
    });
  }

  /** Resolves when the device has caught up. @param url of the server */
  static async open(url: string, { accessToken }: SessionResult): Promise<ListeningSocket> {
    const socket = new ListeningSocket(
      new WebSocket(`${url.replace("http", "ws")}/ws`, [protocolName, `bearer.${accessToken}`]),
    );
    const welcome = await socket.#next("welcome");
    const { features } = JSON.parse(welcome) as { features: string[] };
    socket.send({ type: "sync", features });
    await socket.#next("sync-done");
    return socket;
  }

  send(frame: UpFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  async quiet(): Promise<void> {
    for (let looks = 0, before = -1; looks < quietLooks; looks++) {
      if (before !== this.received.length) [looks, before] = [0, this.received.length];
      await sleep(lookEveryMs);
    }
  }

  close(): void {
    this.#socket.close();
  }

  /** The first frame of this type. */
  async #next(type: string): Promise<string> {
    for (;;) {
      const found = this.received.find((text) => text.startsWith(`{"type":"${type}"`));
      if (found !== undefined) return found;
      await sleep(lookEveryMs / 10);
    }
  }
}
