// One device of a scenario: a socket at a person's pace, of which every frame is checked.
import { RawSocket } from "../../kit/raw-socket.ts";
import type { Person } from "../../kit/people.ts";

interface Frame {
  readonly type: string;
  readonly seq?: number;
  readonly conversationId?: string;
  readonly requestId?: string;
}

export class Device {
  readonly #socket: RawSocket;
  readonly #frames: Frame[];
  readonly #watch: { changed: () => void };
  #asked = 0;

  private constructor(socket: RawSocket, frames: Frame[], watch: { changed: () => void }) {
    this.#socket = socket;
    this.#frames = frames;
    this.#watch = watch;
  }

  /** Connects and waits until it is caught up. @param cursors the events that it already has */
  static async connect(
    server: string,
    person: Person,
    cursors: Readonly<Record<string, number>> = {},
  ): Promise<Device> {
    const device = await Device.open(server, person);
    await device.sync(cursors);
    return device;
  }

  /** Connects; the device gets no events before it syncs. */
  static async open(server: string, { accessToken }: Pick<Person, "accessToken">): Promise<Device> {
    const frames: Frame[] = [];
    const watch = { changed: (): void => {} };
    const socket = await RawSocket.open({
      port: Number(new URL(server).port),
      path: "/ws",
      headers: { authorization: `Bearer ${accessToken}` },
      onText: (payload) => {
        const parsed = JSON.parse(payload.toString()) as Frame | Frame[];
        frames.push(...(Array.isArray(parsed) ? parsed : [parsed]));
        watch.changed();
      },
    });
    return new Device(socket, frames, watch);
  }

  async sync(cursors: Readonly<Record<string, number>> = {}): Promise<void> {
    this.#socket.send(JSON.stringify({ type: "sync", cursors }));
    await this.#take(({ type }) => type === "sync-done");
  }

  /** Sends a message and resolves with its seq after the ack. */
  async say(conversationId: string, clientMsgId: string, more: { readonly thread?: number } = {}): Promise<number> {
    const content = { type: "text", text: "hello there, how are you today?" };
    this.#socket.send(JSON.stringify({ type: "send-message", clientMsgId, conversationId, content, ...more }));
    const { seq } = await this.#take(({ type }) => type === "message-ack");
    return seq ?? 0;
  }

  /** Sends a frame that is answered by `done`. */
  async does(frame: { readonly type: string } & Readonly<Record<string, unknown>>): Promise<void> {
    const wanted = `does-${this.#asked++}`;
    this.#socket.send(JSON.stringify({ ...frame, requestId: wanted }));
    await this.#take(({ type, requestId }) => type === "done" && requestId === wanted);
  }

  async hears(seq: number): Promise<void> {
    await this.#take((frame) => frame.type === "new-message" && frame.seq === seq);
  }

  async reads(conversationId: string, seq: number): Promise<void> {
    this.#socket.send(JSON.stringify({ type: "mark-read", conversationId, seq }));
    await this.#take((frame) => frame.type === "read-receipt" && frame.seq === seq);
  }

  /** Keeps the socket authorised. */
  async renews(accessToken: string): Promise<void> {
    this.#socket.send(JSON.stringify({ type: "renew", accessToken, requestId: "renewal" }));
    await this.#take(({ type, requestId }) => type === "done" && requestId === "renewal");
  }

  leave(): void {
    this.#socket.close();
  }

  /** @throws Error for an error frame */
  async #take(fits: (frame: Frame) => boolean): Promise<Frame> {
    for (;;) {
      const error = this.#frames.find(({ type }) => type === "error");
      if (error !== undefined) throw new Error(JSON.stringify(error));
      const at = this.#frames.findIndex(fits);
      if (at >= 0) return this.#frames.splice(at, 1)[0] as Frame;
      await new Promise<void>((resolve) => (this.#watch.changed = resolve));
    }
  }
}
