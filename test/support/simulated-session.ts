// A user's session and devices in the streams' simulation: the production StreamReceiver, with sockets and an inbox played around it.
import { EventRun, packEvents } from "../../durable-objects/stream/event-run.ts";
import {
  caughtUpPlace,
  type StreamReceiver,
  type Place,
  type ReadBegun,
} from "../../durable-objects/stream/stream-receiver.ts";
import type { Step } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";

/** What the simulation needs of the receiving end: the real one, or a known-bad variant. */
export type StreamReceiverLike = Pick<
  StreamReceiver,
  "readBegins" | "markBegins" | "markEnds" | "hasMoved" | "showedLaterCursor" | "receive" | "placeAfter"
>;

/** What a badge rests on: the log's head and the user's read cursor when the server counted. */
export interface Count {
  readonly head: number;
  readonly cursor: number;
}

export interface SimulatedDelivery {
  readonly step: Step;
  readonly last: number;
  /** As of the sending; it travels only with the newest event. */
  readonly count: Count;
  /** It carries a read receipt. */
  readonly receipt: boolean;
  readonly life: object;
}

export interface Page {
  readonly from: number;
  readonly end: number;
  readonly count: Count;
}

/** What a session asks of the world around it. */
export interface SessionWorld {
  /** A refresh clears the stale mark whatever deliveries have shown. */
  readonly clearsStaleBlindly: boolean;
  /** Harsher than the platform: sockets outlive crashes. Clients then may have to drop what they have. */
  readonly crashesKeepSockets: boolean;
  /** Attachments note only what pages have given, or only what deliveries have. */
  readonly attachmentsOverlook: "deliveries" | "pages" | null;
  /** Whether an attachment has no room left for this conversation. */
  evicts(): boolean;
  makeReceiver(): StreamReceiverLike;
  sendRead(socket: Socket | null, from: number | null): void;
  note(line: () => string): void;
  violate(sentence: string): void;
}

/** One device's client: it remembers what it has, connected or not. */
export class Device {
  readonly number: number;
  cursor = 0;
  socket: Socket | null = null;
  /** The unread count on its screen. */
  shown: Count = { head: 0, cursor: 0 };
  inboxVersion = 0;

  constructor(number: number) {
    this.number = number;
  }

  /** An inbox entry; one that is older than the events shown is not news. */
  showEntry(count: Count): void {
    if (count.head >= this.shown.head) this.shown = count;
  }
}

/** One connection of a device. */
export class Socket {
  readonly device: Device;
  /** As the server's attachment has it. */
  phase: "new" | "syncing" | "live" = "new";
  /** As the server's attachment has it: the last event that this socket was given; 0: not noted. */
  given = 0;
  place: Place = caughtUpPlace;
  /** The client was told to sync and has not yet. */
  toldToSync = false;

  constructor(device: Device) {
    this.device = device;
  }

  get open(): boolean {
    return this.device.socket === this;
  }
}

export class Session {
  readonly name: string;
  readonly devices = [1, 2, 3].map((number) => new Device(number));
  readonly #world: SessionWorld;
  #receiver: StreamReceiverLike;
  /** A new one at each loss of memory. */
  life = {};
  inbox = { stale: false, head: 0, cursor: 0, version: 0 };

  constructor(name: string, world: (session: Session) => SessionWorld) {
    this.name = name;
    this.#world = world(this);
    this.#receiver = this.#world.makeReceiver();
  }

  get sockets(): Socket[] {
    return this.devices.flatMap(({ socket }) => (socket === null ? [] : [socket]));
  }

  readBegins(): ReadBegun {
    return this.#receiver.readBegins();
  }

  /** As Conversations.markRead does it; `markEnds` when it was answered. */
  markBegins(): void {
    this.inbox.stale = true; // before the call: its answer may get lost
    this.#receiver.markBegins();
  }

  markEnds(): void {
    this.#receiver.markEnds();
  }

  /** As UserSession.deliver and Feeds.deliver do it. */
  receive({ step, last, count, receipt }: SimulatedDelivery): DeliveryAnswer {
    const listeners = new Map(
      this.sockets.filter(({ phase }) => phase !== "new").map((socket) => [socket, socket.place]),
    );
    const isShown = !this.inbox.stale && last <= this.inbox.head && count.cursor <= this.inbox.cursor;
    if (step.redelivered && listeners.size === 0 && isShown) return { state: "live", have: last };
    const events = Array.from({ length: last - step.prev }, (_, i) => ({ seq: step.prev + 1 + i, frame: "" }));
    const run = new EventRun(packEvents(events));
    const received = this.#receiver.receive({ ...step, events: run, cursorSeq: count.cursor }, listeners);
    const silenced = received.answer.state === "idle" && events.length > 0;
    if (silenced || last > this.inbox.head || count.cursor > this.inbox.cursor) this.inbox.stale = true;
    for (const { socket, events: given } of received.gives) {
      for (const seq of given.seqs) this.#give(socket, seq);
      if (this.#world.attachmentsOverlook !== "deliveries") this.#note(socket, last);
      if (last === count.head) socket.device.shown = count;
    }
    for (const socket of received.lapsed) {
      this.#place(socket, { state: "lapsed", ahead: 0 });
      socket.toldToSync = true;
    }
    if (receipt) for (const { device } of received.informed) device.shown = count;
    return received.answer;
  }

  /** As syncSocket does it, for one conversation. */
  sync(socket: Socket): void {
    const { device } = socket;
    socket.toldToSync = false;
    const first = socket.phase === "new";
    socket.phase = "syncing";
    if (first && !this.inbox.stale && device.cursor >= this.inbox.head) {
      // Nothing to ask: the inbox knows that it has caught up.
      if (this.inbox.version > device.inboxVersion) device.showEntry(this.inbox);
      this.#place(socket, { state: "caught-up", ahead: this.inbox.head });
      return this.#syncDone(socket);
    }
    this.#place(socket, { state: "catching", ahead: 0 });
    this.#world.sendRead(socket, device.cursor);
  }

  /** As Conversations.read and catchUpConversation do it. */
  takePage(socket: Socket | null, begun: ReadBegun, { from, end, count }: Page): void {
    this.#refresh(count, this.#receiver.hasMoved(begun, { headSeq: count.head, cursorSeq: count.cursor }));
    if (socket === null || !socket.open) return;
    for (let seq = from + 1; seq <= end; seq++) this.#give(socket, seq);
    const more = end < count.head || this.#receiver.showedLaterCursor(count.cursor);
    socket.device.showEntry(count);
    if (!more && end > from) socket.device.shown = count;
    const place = more ? "behind" : this.#receiver.placeAfter(end);
    if (place === "behind") return this.#world.sendRead(socket, end);
    this.#place(socket, place);
    this.#syncDone(socket);
  }

  loseMemory(): void {
    this.#receiver = this.#world.makeReceiver();
    this.life = {};
    for (const socket of this.sockets) {
      if (socket.phase === "syncing") socket.device.socket = null; // closed: its sync was cut off
      socket.place = socket.given === 0 ? caughtUpPlace : { state: "caught-up", ahead: socket.given };
    }
  }

  /** As Socket.setPlace does it. */
  #place(socket: Socket, place: Place): void {
    socket.place = place;
    if (this.#world.attachmentsOverlook === "pages") return;
    if (place.state === "caught-up") this.#note(socket, place.ahead);
    else socket.given = 0;
  }

  #note(socket: Socket, seq: number): void {
    socket.given = this.#world.evicts() ? 0 : seq;
  }

  /** Answers may overtake each other: an older one changes nothing. */
  #refresh({ head, cursor }: Count, moved: boolean): void {
    if (head < this.inbox.head || cursor < this.inbox.cursor) return;
    this.inbox = { stale: moved && !this.#world.clearsStaleBlindly, head, cursor, version: this.inbox.version + 1 };
  }

  #syncDone(socket: Socket): void {
    socket.phase = "live";
    socket.device.inboxVersion = this.inbox.version;
  }

  #give(socket: Socket, seq: number): void {
    const { device } = socket;
    this.#world.note(() => `  device ${device.number} at ${device.cursor} gets ${seq}`);
    if (!socket.open) return;
    if (socket.toldToSync && seq !== device.cursor + 1) return; // it knows that it lacks something, and asks
    if (seq <= device.cursor && this.#world.crashesKeepSockets) return;
    if (seq <= device.cursor) this.#world.violate(`doubled: a socket at ${device.cursor} got ${seq}`);
    else if (seq > device.cursor + 1) this.#world.violate(`silent gap: a socket at ${device.cursor} got ${seq}`);
    device.cursor = seq;
  }
}
