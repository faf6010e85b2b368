// One reaction in a large group against one message, in turns: until its sender is answered, and until everybody has it.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import type { MadeGroup } from "../../kit/people.ts";
import { RawSocket } from "../../kit/raw-socket.ts";
import { countMarks, uuidV7 } from "../load/frames.ts";
import { latencyOf, type Latency } from "../measure/latencies.ts";

export interface ReactionPlan {
  /** Of each, in all blocks. The first block warms up. */
  readonly samples: number;
  readonly blocks: number;
}

/** In ms, from the frame on. */
export interface Sent {
  readonly answered: Latency;
  readonly reachedAll: Latency;
  /** Events that sockets got for each, the sender's own included. */
  readonly deliveries: number;
}

export interface ReactionTimes {
  readonly message: Sent;
  readonly reaction: Sent;
}

const maxOpening = 16;
/** So that none is measured in the tail of the last one. */
const restMs = 20;
/** A reaction is put and taken away in turns, on messages of which each gets few. */
const perMessage = 8;

interface Kind {
  readonly answer: Buffer;
  readonly event: Buffer;
}
const kinds = {
  message: { answer: Buffer.from('"type":"message-ack"'), event: Buffer.from('"type":"new-message"') },
  reaction: { answer: Buffer.from('"type":"done"'), event: Buffer.from('"type":"reaction-changed"') },
} as const satisfies Readonly<Record<string, Kind>>;

const syncDone = Buffer.from('"type":"sync-done"');

/** The sockets of all members; the first one sends. */
class Audience {
  readonly #sockets: RawSocket[] = [];
  /** What is waited for. */
  #kind: Kind = kinds.message;
  #answers = 0;
  #events = 0;
  #changed: () => void = () => {};

  static async connect(server: string, { members }: MadeGroup): Promise<Audience> {
    const audience = new Audience();
    const [sender, ...others] = members;
    if (sender === undefined) throw new Error("a group has members");
    await audience.#open(server, sender.accessToken);
    await eachInParallel(others, maxOpening, ({ accessToken }) => audience.#open(server, accessToken));
    return audience;
  }

  async #open(server: string, accessToken: string): Promise<void> {
    let caughtUp: () => void = () => {};
    const synced = new Promise<void>((resolve) => (caughtUp = resolve));
    const socket = await RawSocket.open({
      port: Number(new URL(server).port),
      path: "/ws",
      headers: { authorization: `Bearer ${accessToken}` },
      onText: (payload) => {
        if (payload.includes(syncDone)) caughtUp();
        if (payload.includes('"type":"error"')) throw new Error(payload.toString().slice(0, 300));
        this.#answers += countMarks(payload, this.#kind.answer);
        this.#events += countMarks(payload, this.#kind.event);
        this.#changed();
      },
    });
    this.#sockets.push(socket);
    socket.send('{"type":"sync"}');
    await synced;
  }

  /** @returns ms until it was answered, and until every socket had its event */
  async send(kind: Kind, frame: object): Promise<{ answered: number; reachedAll: number; deliveries: number }> {
    await sleep(restMs);
    [this.#kind, this.#answers, this.#events] = [kind, 0, 0];
    const begin = performance.now();
    let [answered, reachedAll] = [0, 0];
    const over = new Promise<void>((resolve) => {
      this.#changed = () => {
        if (this.#answers > 0 && answered === 0) answered = performance.now() - begin;
        if (this.#events >= this.#sockets.length && reachedAll === 0) reachedAll = performance.now() - begin;
        if (answered > 0 && reachedAll > 0) resolve();
      };
    });
    this.#sockets[0]?.send(JSON.stringify(frame));
    await over;
    return { answered, reachedAll, deliveries: this.#events };
  }

  close(): void {
    for (const socket of this.#sockets) socket.close();
  }
}

/** Nobody else may be active on the server meanwhile. */
export async function measureReactions(
  server: string,
  group: MadeGroup,
  { samples, blocks }: ReactionPlan,
): Promise<ReactionTimes> {
  const audience = await Audience.connect(server, group);
  const { conversationId } = group;
  const times = { message: newTimes(), reaction: newTimes() };
  let seq = group.headSeq;
  const target = (): number => seq;
  const each = Math.ceil(samples / blocks);
  for (let block = 0; block <= blocks; block++) {
    for (const name of ["message", "reaction"] as const) {
      for (let n = 0; n < each; n++) {
        const content = { type: "text", text: "hello there, how are you today?" };
        const id = uuidV7(Date.now());
        const message = { type: "send-message", clientMsgId: id, conversationId, content };
        // A message to react to, which is not measured.
        if (name === "reaction" && n % perMessage === 0) {
          await audience.send(kinds.message, { ...message, clientMsgId: uuidV7(Date.now()) });
          seq += 1;
        }
        const active = n % 2 === 0;
        const at = { conversationId, seq: target() - (n % perMessage) };
        const reaction = { type: "react", opId: id, requestId: id, ...at, emoji: "👍", active };
        const sent = await audience.send(kinds[name], name === "message" ? message : reaction);
        seq += 1;
        if (block > 0)
          for (const what of ["answered", "reachedAll", "deliveries"] as const) times[name][what].push(sent[what]);
      }
    }
  }
  audience.close();
  return { message: sentOf(times.message), reaction: sentOf(times.reaction) };
}

const newTimes = () => ({ answered: [] as number[], reachedAll: [] as number[], deliveries: [] as number[] });

const sentOf = ({ answered, reachedAll, deliveries }: ReturnType<typeof newTimes>): Sent => ({
  answered: latencyOf(answered),
  reachedAll: latencyOf(reachedAll),
  deliveries: deliveries.reduce((sum, count) => sum + count, 0) / deliveries.length,
});
