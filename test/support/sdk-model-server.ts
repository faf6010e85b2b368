// A server small enough to be right, behind a network that is not: it loses, repeats, cuts off, and refuses for now.
import type { Content } from "../../schema/protocol/content/content.ts";
import type { ClientMsgId, ConversationId } from "../../schema/protocol/ids.ts";
import type { UpFrame } from "../../schema/protocol/up.ts";
import { conversationChanged, FakeWorld, me, message, peer, type FakeSocket } from "./sdk-fakes.ts";

interface Logged {
  readonly sender: "me" | "peer";
  readonly clientMsgId: ClientMsgId;
  /** What the client has said; the peer's messages say nothing of interest. */
  readonly content?: Content;
}

/** What the server knows of one socket, and what the network holds. */
interface Line {
  readonly socket: FakeSocket;
  /** Frames of the client that the server has handled. */
  handled: number;
  down: object[];
  /** Up to which seq each conversation was put on the socket; null: it was told to sync. Empty before the first `sync`. */
  readonly places: Map<ConversationId, number | null>;
}

export class ModelServer {
  readonly world = new FakeWorld();
  readonly logs = new Map<ConversationId, Logged[]>();
  readonly #judge: (content: Content) => string | null;
  #line: Line | null = null;

  /** @param judge the code with which a new message is refused; null: it is taken */
  constructor(conversations: readonly ConversationId[], judge: (content: Content) => string | null = () => null) {
    this.#judge = judge;
    for (const id of conversations) this.logs.set(id, []);
  }

  /** A message of the other member. */
  peerSends(conversationId: ConversationId): void {
    const seq = this.#log(conversationId).length + 1;
    this.#append(conversationId, { sender: "peer", clientMsgId: `peer-${seq}` as ClientMsgId });
  }

  /** Handles the client's next frame; `refuse` does so with that code; `mute` loses the answer. */
  handleNext(how: "well" | "mute" | "UNAVAILABLE" | "RATE_LIMITED" | "INTERNAL" = "well"): boolean {
    const line = this.#current();
    const frame = line?.socket.frames[line.handled];
    if (line === null || frame === undefined) return false;
    line.handled++;
    const before = line.down.length;
    if (how === "well" || how === "mute") this.#handle(line, frame);
    else this.#refuse(line, frame, how);
    if (how === "mute" && frame.type === "send-message")
      line.down = line.down.filter((sent, i) => i < before || !isAck(sent));
    return true;
  }

  /** Brings the next frame to the client: once, twice, or (events only) not at all. */
  deliverNext(how: "well" | "twice" | "lost" = "well"): boolean {
    const line = this.#current();
    const frame = line?.down.shift();
    if (line === null || frame === undefined) return false;
    if (how === "lost" && "seq" in frame && !isAck(frame)) return true;
    line.socket.say(frame);
    if (how === "twice" && "seq" in frame) line.socket.say(frame);
    return true;
  }

  /** The server lost its memory of what the socket has. */
  lapse(conversationId: ConversationId): void {
    const line = this.#current();
    if (line === null || !line.places.has(conversationId)) return;
    line.places.set(conversationId, null);
    line.down.push({ type: "sync-required", conversationId, headSeq: this.#log(conversationId).length });
  }

  disconnect(): void {
    this.#current()?.socket.end(1006);
  }

  #current(): Line | null {
    const socket = this.world.sockets.at(-1);
    if (socket === undefined || !socket.isOpen) return null;
    if (this.#line?.socket !== socket)
      this.#line = { socket, handled: 0, down: [this.world.welcome()], places: new Map() };
    return this.#line;
  }

  #log(conversationId: ConversationId): Logged[] {
    return this.logs.get(conversationId) ?? [];
  }

  #handle(line: Line, frame: UpFrame): void {
    if (frame.type === "sync") this.#sync(line, frame.cursors ?? {});
    if (frame.type !== "send-message") return;
    const { conversationId, clientMsgId, content } = frame;
    const log = this.#log(conversationId);
    const known = log.findIndex((logged) => logged.sender === "me" && logged.clientMsgId === clientMsgId);
    const code = known >= 0 ? null : this.#judge(content);
    if (code !== null) return this.#refuse(line, frame, code);
    const seq = known >= 0 ? known + 1 : log.length + 1;
    if (known < 0) this.#append(conversationId, { sender: "me", clientMsgId, content });
    line.down.push({ ...this.#event(conversationId, seq), type: "message-ack" });
  }

  #sync(line: Line, cursors: Readonly<Record<string, number>>): void {
    const first = line.places.size === 0;
    for (const [conversationId, log] of this.logs) {
      const cursor = cursors[conversationId];
      if (cursor === undefined && !first) continue;
      line.down.push(conversationChanged({ conversationId, headSeq: log.length }));
      line.places.set(conversationId, cursor ?? log.length);
      this.#catchUp(line, conversationId);
    }
    line.down.push({ type: "sync-done", inboxVersion: 1 });
  }

  #refuse(line: Line, frame: UpFrame, code: string): void {
    const origin =
      frame.type === "send-message" ? { clientMsgId: frame.clientMsgId, conversationId: frame.conversationId } : {};
    line.down.push({
      type: "error",
      code,
      message: "",
      ...origin,
      ...(code === "RATE_LIMITED" && { retryAfterMs: 50 }),
    });
  }

  #append(conversationId: ConversationId, logged: Logged): void {
    this.#log(conversationId).push(logged);
    const line = this.#current();
    if (line !== null) this.#catchUp(line, conversationId);
  }

  #catchUp(line: Line, conversationId: ConversationId): void {
    const place = line.places.get(conversationId) ?? null;
    if (place === null) return;
    const head = this.#log(conversationId).length;
    for (let seq = place + 1; seq <= head; seq++) line.down.push(this.#event(conversationId, seq));
    line.places.set(conversationId, head);
  }

  #event(conversationId: ConversationId, seq: number): object {
    const logged = this.#log(conversationId)[seq - 1];
    if (logged === undefined) throw new Error(`no event ${seq}`);
    return message(seq, {
      conversationId,
      senderId: logged.sender === "me" ? me : peer,
      clientMsgId: logged.clientMsgId,
    });
  }
}

const isAck = (frame: object): boolean => "type" in frame && frame.type === "message-ack";
