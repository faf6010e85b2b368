// A member of a room on a server of `npm run bench:peers`: keeps everything that it said and heard.
import { openConnection } from "../../lab/bench/load/transport/transport.ts";
import type { LoadConnection } from "../../lab/bench/load/transport/connection.ts";
import type { Place } from "../../lab/bench/load/plan.ts";

interface Said {
  readonly clientMsgId: string;
  readonly content: { readonly type: "text"; readonly text: string };
}

interface Heard extends Said {
  readonly type: string;
  readonly senderId: string;
  readonly seq: number;
}

interface Goal {
  readonly isReached: () => boolean;
  readonly resolve: () => void;
}

export class PeerMember {
  readonly room: string;
  readonly user: string;
  readonly said: Said[] = [];
  readonly events: Heard[] = [];
  readonly acked: { readonly clientMsgId: string; readonly seq: number }[] = [];
  #syncs = 0;
  #goals: Goal[] = [];
  #connection: LoadConnection | null = null;

  private constructor(room: string, user: string) {
    this.room = room;
    this.user = user;
  }

  static async join(place: Place, room: string, user: string): Promise<PeerMember> {
    const member = new PeerMember(room, user);
    member.#connection = await openConnection(place.transport, {
      ...place,
      onText: (payload) => member.#receive(payload.toString()),
    });
    await member.sync();
    return member;
  }

  /** Sends so many messages in one packet. */
  say(count: number): void {
    const more = Array.from({ length: count }, (_, index): Said => {
      const name = `${this.room}/${this.user}/${this.said.length + index}`;
      return { clientMsgId: name, content: { type: "text", text: `"${name}" <said>` } };
    });
    this.said.push(...more);
    const frames = more.map((one) => ({ type: "send-message", conversationId: this.room, ...one }));
    this.#connection?.send(JSON.stringify(frames));
  }

  async sync(): Promise<void> {
    const goal = this.#syncs + 1;
    this.#connection?.send('{"type":"sync"}');
    await this.#until(() => this.#syncs >= goal);
  }

  hears = (count: number): Promise<void> => this.#until(() => this.events.length >= count);
  isAcked = (count: number): Promise<void> => this.#until(() => this.acked.length >= count);

  leave(): void {
    this.#connection?.close();
  }

  #until(isReached: () => boolean): Promise<void> {
    if (isReached()) return Promise.resolve();
    return new Promise((resolve) => this.#goals.push({ isReached, resolve }));
  }

  #receive(text: string): void {
    const parsed = JSON.parse(text) as Heard | readonly Heard[];
    for (const frame of Array.isArray(parsed) ? (parsed as readonly Heard[]) : [parsed as Heard]) {
      if (frame.type === "new-message") this.events.push(frame);
      else if (frame.type === "message-ack") this.acked.push({ clientMsgId: frame.clientMsgId, seq: frame.seq });
      else if (frame.type === "sync-done") this.#syncs += 1;
      else throw new Error(`an unknown frame: ${text}`);
    }
    const reached = this.#goals.filter(({ isReached }) => isReached());
    this.#goals = this.#goals.filter((goal) => !reached.includes(goal));
    for (const { resolve } of reached) resolve();
  }
}
