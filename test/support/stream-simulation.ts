// A world for the two ends of a stream: a conversation, two users, their devices, and a network that loses, doubles and delays.
//
// Everything that decides is the production code (Publisher, Inlet); this file only plays the actors around them, step by
// step, by a seed. A violation is returned as a sentence; the seed that found it finds it again.
import { Inlet, levelPlace, type Place, type ReadBegun } from "../../durable-objects/stream/inlet.ts";
import { Publisher, type Step } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";

/** What the simulation needs of the sending end: the real one, or a known-bad variant. */
export type PublisherLike = Pick<Publisher, "next" | "started" | "answered" | "failed" | "read" | "settled">;

export interface Variant {
  readonly makePublisher: (have: number, unsure: boolean) => PublisherLike;
  /** The wake is a call of its own, before the page. */
  readonly wakeApart?: true;
  /** A refresh clears the stale mark whatever deliveries have shown. */
  readonly clearsStaleBlindly?: true;
  /** Harsher than the platform: a session that crashes keeps its sockets. Clients then may have to drop what they have. */
  readonly crashesKeepSockets?: true;
  /** A cold start believes that all was delivered. */
  readonly forgetsUnsettled?: true;
}

export const production: Variant = { makePublisher: (have, unsure) => new Publisher(have, unsure) };

const pageSize = 4;

/** One device's client: it remembers what it has, connected or not. */
class Device {
  readonly number: number;
  cursor = 0;
  socket: Socket | null = null;

  constructor(number: number) {
    this.number = number;
  }
}

/** One connection of a device. */
class Socket {
  readonly device: Device;
  /** As the server's attachment has it. */
  phase: "new" | "syncing" | "live" = "new";
  place: Place = levelPlace;
  /** The client was told to sync and has not yet. */
  toldToSync = false;

  constructor(device: Device) {
    this.device = device;
  }

  get open(): boolean {
    return this.device.socket === this;
  }
}

interface Delivery {
  readonly step: Step;
  readonly last: number;
  readonly life: object;
}

class User {
  readonly name: string;
  readonly devices = [1, 2, 3].map((number) => new Device(number));
  inlet = new Inlet();
  /** A new one at each loss of memory. */
  life = {};
  inbox = { stale: false, head: 0 };

  constructor(name: string) {
    this.name = name;
  }

  get sockets(): Socket[] {
    return this.devices.flatMap(({ socket }) => (socket === null ? [] : [socket]));
  }

  listeners(): Map<Socket, Place> {
    return new Map(this.sockets.filter(({ phase }) => phase !== "new").map((socket) => [socket, socket.place]));
  }
}

type NetworkCall =
  | { kind: "deliver"; user: User; delivery: Delivery; userLife: object; twin: boolean }
  | { kind: "deliver-reply"; user: User; delivery: Delivery; answer: DeliveryAnswer }
  | { kind: "read"; user: User; socket: Socket | null; from: number | null; begun: ReadBegun; userLife: object }
  | { kind: "page"; user: User; socket: Socket | null; from: number; begun: ReadBegun; end: number; head: number; userLife: object }
  | { kind: "wake"; user: User };

export interface Outcome {
  readonly violation: string | null;
  readonly trace: readonly string[];
}

export function simulate(seed: number, variant: Variant, steps = 150): Outcome {
  return new World(seed, variant).run(steps);
}

class World {
  readonly #random: () => number;
  readonly #variant: Variant;
  readonly #users = [new User("alice"), new User("bob")];
  #network: NetworkCall[] = [];
  readonly #trace: string[] = [];
  #violation: string | null = null;
  // The conversation: durable
  #head = 0;
  #savedSettled = 0;
  // The conversation: memory
  #life: object = {};
  #publishers = new Map<User, PublisherLike>();
  #inFlight = new Map<User, Delivery>();

  constructor(seed: number, variant: Variant) {
    this.#random = randomFrom(seed);
    this.#variant = variant;
    this.#startConversation();
  }

  run(steps: number): Outcome {
    for (let i = 0; i < steps && this.#violation === null; i++) this.#randomStep();
    this.#quiesce();
    return { violation: this.#violation, trace: this.#trace };
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[this.#int(items.length)];
  }

  #randomStep(): void {
    const dice = this.#int(100);
    const user = this.#users[this.#int(2)] as User;
    if (dice < 25) this.#append();
    else if (dice < 72) this.#networkStep();
    else if (dice < 79) this.#connect(user);
    else if (dice < 83) this.#disconnect(user);
    else if (dice < 86) this.#refreshInbox(user);
    else if (dice < 90) this.#hibernateUser(user);
    else if (dice < 92) this.#crashUser(user);
    else if (dice < 95) this.#hibernateConversation();
    else if (dice < 97) this.#crashConversation();
    else this.#obeySyncRequired(user);
  }

  // ---- the conversation

  #startConversation(): void {
    const have = this.#variant.forgetsUnsettled ? this.#head : this.#savedSettled;
    this.#life = {};
    this.#inFlight = new Map();
    this.#publishers = new Map(this.#users.map((user) => [user, this.#variant.makePublisher(have, have < this.#head)]));
  }

  #append(): void {
    this.#trace.push(`append ${this.#head + 1}`);
    this.#savedSettled = Math.max(this.#savedSettled, this.#settled()); // packed with the row
    this.#head += 1;
    this.#pump();
  }

  #settled(): number {
    return Math.min(...this.#users.map((user) => this.#publisherOf(user).settled(this.#head)));
  }

  #publisherOf(user: User): PublisherLike {
    return this.#publishers.get(user) as PublisherLike;
  }

  #pump(): void {
    for (const user of this.#users) {
      const publisher = this.#publisherOf(user);
      const step = publisher.next(this.#head, false);
      if (step === null) continue;
      const delivery = { step, last: Math.min(this.#head, step.prev + 1 + this.#int(3)), life: this.#life };
      publisher.started(step, delivery.last);
      this.#inFlight.set(user, delivery);
      const call = { kind: "deliver", user, delivery, userLife: user.life } as const;
      this.#network.push({ ...call, twin: false });
      if (this.#int(10) === 0) this.#network.push({ ...call, twin: true }); // the same call arrives twice
    }
  }

  /** Nothing in flight, and either all is settled and saved, or the alarm will see to the rest. */
  #hibernateConversation(): void {
    if (this.#inFlight.size > 0 || this.#network.some((call) => call.kind === "read")) return;
    if (this.#settled() === this.#head) this.#savedSettled = this.#head;
    this.#trace.push("conversation hibernates");
    this.#startConversation();
  }

  #crashConversation(): void {
    this.#trace.push("conversation crashes");
    this.#startConversation();
    this.#pump(); // the alarm, or the next call
  }

  // ---- a user's session

  #receive(user: User, delivery: Delivery): DeliveryAnswer {
    const events = Array.from({ length: delivery.last - delivery.step.prev }, (_, i) => ({ seq: delivery.step.prev + 1 + i, frame: "" }));
    const { answer, gives, lapsed } = user.inlet.receive({ ...delivery.step, events }, user.listeners());
    if (events.length > 0 && (answer.state === "idle" || delivery.last > user.inbox.head)) user.inbox.stale = true;
    for (const give of gives) for (const event of give.events) this.#give(give.socket, event.seq);
    for (const socket of lapsed) {
      socket.place = { state: "lapsed", ahead: 0 };
      socket.toldToSync = true;
    }
    return answer;
  }

  #give(socket: Socket, seq: number): void {
    const { device } = socket;
    this.#trace.push(`  device ${device.number} at ${device.cursor} gets ${seq}`);
    if (!socket.open) return;
    if (socket.toldToSync && seq !== device.cursor + 1) return; // it knows that it lacks something, and asks
    if (seq <= device.cursor && this.#variant.crashesKeepSockets) return;
    if (seq <= device.cursor) this.#violation = `doubled: a socket at ${device.cursor} got ${seq}`;
    else if (seq > device.cursor + 1) this.#violation = `silent gap: a socket at ${device.cursor} got ${seq}`;
    device.cursor = seq;
  }

  #startSync(user: User, socket: Socket): void {
    const { cursor } = socket.device;
    socket.toldToSync = false;
    if (socket.place.state === "catching") return;
    const first = socket.phase === "new";
    socket.phase = "syncing";
    if (first && !user.inbox.stale && cursor >= user.inbox.head) {
      socket.phase = "live"; // nothing to ask: the inbox knows that it is level
      socket.place = { state: "level", ahead: user.inbox.head };
      return;
    }
    socket.place = { state: "catching", ahead: 0 };
    this.#sendRead(user, socket, cursor);
  }

  #sendRead(user: User, socket: Socket | null, from: number | null): void {
    if (this.#variant.wakeApart) this.#network.push({ kind: "wake", user });
    this.#network.push({ kind: "read", user, socket, from, begun: user.inlet.readBegins(), userLife: user.life });
  }

  #handlePage({ user, socket, from, begun, end, head, userLife }: Extract<NetworkCall, { kind: "page" }>): void {
    if (userLife !== user.life) return; // the session that asked is gone
    // Answers may overtake each other: an older one changes nothing.
    if (head >= user.inbox.head) user.inbox = { stale: !this.#variant.clearsStaleBlindly && user.inlet.hasMoved(begun, head), head };
    if (socket === null || !socket.open) return;
    for (let seq = from + 1; seq <= end; seq++) this.#give(socket, seq);
    const place = end < head ? "behind" : user.inlet.placeAfter(end);
    if (place === "behind") return this.#sendRead(user, socket, end);
    socket.place = place;
    socket.phase = "live";
  }

  #refreshInbox(user: User): void {
    if (!user.inbox.stale) return;
    this.#trace.push(`${user.name}: inbox listed over HTTP`);
    this.#sendRead(user, null, null);
  }

  #loseMemory(user: User): void {
    user.inlet = new Inlet();
    user.life = {};
    for (const socket of user.sockets) {
      if (socket.phase === "syncing") socket.device.socket = null; // closed: its sync was cut off
      socket.place = levelPlace;
    }
  }

  #hibernateUser(user: User): void {
    const busy = this.#network.some((call) => call.kind !== "wake" && call.user === user);
    if (busy) return;
    this.#trace.push(`${user.name}: session hibernates`);
    this.#loseMemory(user);
  }

  /** Sockets outlive hibernation, not a crash or a deploy. */
  #crashUser(user: User): void {
    this.#trace.push(`${user.name}: session crashes`);
    this.#loseMemory(user);
    if (!this.#variant.crashesKeepSockets) for (const device of user.devices) device.socket = null;
  }

  // ---- devices

  #connect(user: User): void {
    const device = this.#pick(user.devices.filter(({ socket }) => socket === null));
    if (device === undefined) return;
    this.#trace.push(`${user.name}: device ${device.number} at ${device.cursor} connects`);
    device.socket = new Socket(device);
    this.#startSync(user, device.socket);
  }

  #disconnect(user: User): void {
    const socket = this.#pick(user.sockets);
    if (socket !== undefined) socket.device.socket = null;
  }

  #obeySyncRequired(user: User): void {
    for (const socket of user.sockets) if (socket.toldToSync) this.#startSync(user, socket);
  }

  // ---- the network

  #networkStep(): void {
    const [call] = this.#network.splice(this.#int(Math.min(this.#network.length, 4)), 1);
    if (call === undefined) return;
    if (call.kind === "deliver" && !call.twin && this.#int(20) === 0) return this.#loseDelivery(call.user, call.delivery);
    this.#carry(call);
  }

  /** The caller learns that it failed; whether it was taken nobody knows. */
  #loseDelivery(user: User, delivery: Delivery): void {
    const taken = this.#int(2) === 0;
    this.#trace.push(`${user.name}: delivery ${delivery.step.prev}..${delivery.last} fails, ${taken ? "taken" : "not taken"}`);
    if (taken) this.#receive(user, delivery);
    if (this.#inFlight.get(user) !== delivery) return;
    this.#inFlight.delete(user);
    this.#publisherOf(user).failed();
    this.#pump();
  }

  #carry(call: NetworkCall): void {
    switch (call.kind) {
      case "deliver": {
        const { user, delivery } = call;
        // A call past its deadline is not taken, and memory outlives deadlines: a twin finds the same life.
        if (call.twin && call.userLife !== user.life) return;
        this.#trace.push(`${user.name}: delivery ${delivery.step.prev}..${delivery.last}${call.twin ? " (twin)" : ""}${delivery.step.redelivered ? " again" : ""}`);
        const answer = this.#receive(user, delivery);
        if (!call.twin) this.#network.push({ kind: "deliver-reply", user, delivery, answer });
        return;
      }
      case "deliver-reply": {
        const { user, delivery, answer } = call;
        if (delivery.life !== this.#life || this.#inFlight.get(user) !== delivery) return;
        this.#trace.push(`${user.name}: answer ${answer.state} ${answer.have}`);
        this.#inFlight.delete(user);
        this.#publisherOf(user).answered(answer);
        return this.#pump();
      }
      case "wake":
        this.#publisherOf(call.user).read(this.#head);
        return this.#pump();
      case "read": {
        const from = call.from ?? this.#head;
        const end = call.from === null ? this.#head : Math.min(this.#head, from + pageSize);
        this.#trace.push(`${call.user.name}: device ${call.socket?.device.number}: read after ${from} gives up to ${end} of ${this.#head}`);
        if (!this.#variant.wakeApart) this.#publisherOf(call.user).read(end);
        this.#network.push({ ...call, kind: "page", from, end, head: this.#head });
        return this.#pump();
      }
      case "page":
        return this.#handlePage(call);
    }
  }

  /** Everything in flight arrives, everybody obeys; then all must agree. */
  #quiesce(): void {
    for (let i = 0; i < 5_000 && this.#violation === null; i++) {
      const call = this.#network.shift();
      if (call !== undefined) this.#carry(call);
      else {
        for (const user of this.#users) this.#obeySyncRequired(user);
        this.#pump();
        if (this.#network.length === 0) break;
      }
    }
    this.#violation ??= this.#disagreement();
  }

  #disagreement(): string | null {
    if (this.#network.length > 0) return "no end: the streams never come to rest";
    for (const user of this.#users) {
      const behind = user.sockets.find(({ device }) => device.cursor !== this.#head);
      if (behind !== undefined) return `lost: a socket rests at ${behind.device.cursor} of ${this.#head}`;
      if (!user.inbox.stale && user.inbox.head !== this.#head) return `forgotten: an inbox rests at ${user.inbox.head} of ${this.#head}`;
    }
    return this.#settled() === this.#head ? null : "unsettled: the conversation believes somebody lacks something";
  }
}

/** mulberry32: small, seeded, good enough to choose steps. */
function randomFrom(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
