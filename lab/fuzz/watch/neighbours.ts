// Well-behaved users during an attack: pairs whose messages are timed, and members of the attacked groups.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { uuidV7 } from "../../bench/load/frames.ts";
import type { DownFrame } from "../../../schema/protocol/down.ts";
import { WatchedSocket } from "./watched-socket.ts";

export interface NeighbourPlan {
  readonly server: string;
  readonly pairs: readonly { readonly tokens: readonly [string, string]; readonly conversationId: ConversationId }[];
  /** Members of conversations and groups with attackers. */
  readonly watchers: readonly string[];
}

export interface NeighbourReport {
  /** Of all messages since the last report: ms from sending to the event at the other member. */
  readonly latenciesMs: readonly number[];
  readonly sockets: number;
  readonly closed: number;
  readonly wrong: readonly string[];
}

/** Pause between messages of a pair: below every rate limit, and frequent enough for a median. */
const restMs = 40;
/** A message that takes longer counts as lost. */
const patienceMs = 10_000;

export class Neighbours {
  readonly #sockets: WatchedSocket[] = [];
  readonly #wrong: string[] = [];
  #latenciesMs: number[] = [];
  #talks: Promise<void>[] = [];
  #isOver = false;

  static async open({ server, pairs, watchers }: NeighbourPlan): Promise<Neighbours> {
    const neighbours = new Neighbours();
    for (const token of watchers) neighbours.#sockets.push(await WatchedSocket.open(server, token, () => {}));
    for (const { tokens, conversationId } of pairs) {
      const arrivals = new Map<string, () => void>();
      const onFrame = (frame: DownFrame): void => {
        if (frame.type === "new-message") arrivals.get(frame.clientMsgId)?.();
      };
      const sender = await WatchedSocket.open(server, tokens[0], () => {});
      const receiver = await WatchedSocket.open(server, tokens[1], onFrame);
      neighbours.#sockets.push(sender, receiver);
      neighbours.#talks.push(neighbours.#talk(sender, conversationId, arrivals));
    }
    return neighbours;
  }

  report(): NeighbourReport {
    const latenciesMs = this.#latenciesMs;
    this.#latenciesMs = [];
    return {
      latenciesMs,
      sockets: this.#sockets.length,
      closed: this.#sockets.filter(({ closedByServer }) => closedByServer).length,
      wrong: [...this.#wrong, ...this.#sockets.flatMap(({ wrong }) => wrong)],
    };
  }

  async close(): Promise<void> {
    this.#isOver = true;
    await Promise.all(this.#talks);
    for (const socket of this.#sockets) socket.close();
  }

  async #talk(sender: WatchedSocket, conversationId: string, arrivals: Map<string, () => void>): Promise<void> {
    while (!this.#isOver && !sender.closedByServer) {
      const clientMsgId = uuidV7(Date.now());
      const { promise, resolve } = Promise.withResolvers<void>();
      arrivals.set(clientMsgId, resolve);
      const begin = performance.now();
      const content = { type: "text", text: "Hello" };
      sender.send(JSON.stringify({ type: "send-message", conversationId, clientMsgId, content }));
      const timer = setTimeout(() => {
        this.#wrong.push("a message never arrived");
        resolve();
      }, patienceMs);
      await promise;
      clearTimeout(timer);
      arrivals.delete(clientMsgId);
      this.#latenciesMs.push(performance.now() - begin);
      await sleep(restMs);
    }
  }
}
