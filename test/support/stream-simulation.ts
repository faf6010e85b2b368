// A world for the two ends of a stream: a conversation, two users, their devices, and a network that loses, doubles and delays.
//
// Everything that decides is the production code (Publisher, Inlet); this file only plays the actors around them, step by
// step, by a seed. A violation is returned as a sentence; the seed that found it finds it again.
import { Inlet, type ReadBegun } from "../../durable-objects/stream/inlet.ts";
import { Publisher } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import {
  Session,
  Socket,
  type InletLike,
  type Page,
  type SessionWorld,
  type SimulatedDelivery,
} from "./simulated-session.ts";

/** What the simulation needs of the sending end: the real one, or a known-bad variant. */
export type PublisherLike = Pick<
  Publisher,
  "next" | "started" | "answered" | "failed" | "read" | "settled" | "listening"
>;

export interface Variant {
  readonly makePublisher: (have: number, unsure: boolean) => PublisherLike;
  readonly makeInlet: () => InletLike;
  /** The wake is a call of its own, before the page. */
  readonly wakeApart?: true;
  readonly clearsStaleBlindly?: true;
  readonly crashesKeepSockets?: true;
  /** A cold start believes that all was delivered. */
  readonly forgetsUnsettled?: true;
}

export const production: Variant = {
  makePublisher: (have, unsure) => new Publisher(have, unsure),
  makeInlet: () => new Inlet(),
};

const pageSize = 4;

type Happening = (user: Session) => void;

type NetworkCall =
  | { kind: "deliver"; user: Session; delivery: SimulatedDelivery; userLife: object; twin: boolean }
  | { kind: "deliver-reply"; user: Session; delivery: SimulatedDelivery; answer: DeliveryAnswer }
  | { kind: "read"; user: Session; socket: Socket | null; from: number | null; begun: ReadBegun; userLife: object }
  | { kind: "page"; user: Session; socket: Socket | null; begun: ReadBegun; page: Page; userLife: object }
  | { kind: "mark-read"; user: Session; seq: number; userLife: object }
  | { kind: "marked"; user: Session; seq: number; userLife: object; life: object }
  | { kind: "wake"; user: Session };

export interface Outcome {
  readonly violation: string | null;
  readonly trace: readonly string[];
}

/** @param traced whether what happened is told too, step by step */
export function simulate(seed: number, variant: Variant, traced = false): Outcome {
  return new World(seed, variant, traced).run();
}

class World {
  readonly #random: () => number;
  readonly #variant: Variant;
  readonly #lossOneIn: number;
  readonly #users: readonly Session[];
  #network: NetworkCall[] = [];
  /** Only kept when asked for: making sentences takes most of the time. */
  readonly #trace: string[] | null;
  #violation: string | null = null;
  // The conversation: durable
  #head = 0;
  #savedSettled = 0;
  readonly #cursors = new Map<Session, number>();
  // The conversation: memory
  #life: object = {};
  #publishers = new Map<Session, PublisherLike>();
  #receipts = new Set<Session>();
  #typing = new Set<Session>();
  #inFlight = new Map<Session, SimulatedDelivery>();
  /** Whose read receipt was lost with the conversation's memory: the next event's count makes up for it. */
  readonly #lostReceipts = new Set<Session>();
  /** Whose last delivery failed: the next one waits for a while. */
  #backingOff = new Set<Session>();

  constructor(seed: number, variant: Variant, traced: boolean) {
    this.#trace = traced ? [] : null;
    this.#random = randomFrom(seed);
    this.#variant = variant;
    this.#lossOneIn = this.#pick([3, 10, 30]) ?? 10;
    this.#users = ["alice", "bob"].map((name) => new Session(name, (user) => this.#aroundSession(user)));
    this.#startConversation();
  }

  /** Short ones too: what goes wrong is often made good by what comes later. */
  run(): Outcome {
    const mixture = this.#chooseMixture();
    const steps = 25 + this.#int(125);
    const total = mixture.reduce((sum, [weight]) => sum + weight, 0);
    for (let i = 0; i < steps && this.#violation === null; i++) {
      let dice = this.#random() * total;
      const [, happening] = mixture.find(([weight]) => (dice -= weight) < 0) ?? [];
      happening?.(this.#pick(this.#users) as Session);
    }
    this.#quiesce();
    return { violation: this.#violation, trace: this.#trace ?? [] };
  }

  #aroundSession(user: Session): SessionWorld {
    return {
      clearsStaleBlindly: this.#variant.clearsStaleBlindly ?? false,
      crashesKeepSockets: this.#variant.crashesKeepSockets ?? false,
      makeInlet: this.#variant.makeInlet,
      sendRead: (socket, from) => this.#sendRead(user, socket, from),
      note: (line) => this.#note(line),
      violate: (sentence) => (this.#violation ??= sentence),
    };
  }

  #note(line: () => string): void {
    this.#trace?.push(line());
  }

  #int(below: number): number {
    return Math.floor(this.#random() * below);
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[this.#int(items.length)];
  }

  /** What may happen next and how often. Each seed does more of some and less of other things: odd mixtures find more. */
  #chooseMixture(): [weight: number, happening: Happening][] {
    const happenings: [number, Happening][] = [
      [12, () => this.#append()],
      [50, () => this.#networkStep()],
      [5, (user) => this.#markRead(user)],
      [8, (user) => this.#connect(user)],
      [4, (user) => this.#disconnect(user)],
      [3, (user) => this.#refreshInbox(user)],
      [5, (user) => this.#hibernateUser(user)],
      [2, (user) => this.#crashUser(user)],
      [3, () => this.#hibernateConversation()],
      [3, () => this.#crashConversation()],
      [3, (user) => this.#obeySyncRequired(user)],
      [4, (user) => this.#retry(user)],
      [3, () => this.#saveSettled()],
      [3, (user) => this.#showTyping(user)],
    ];
    return happenings.map(([weight, happening]) => [weight * (this.#pick([0.2, 1, 1, 2, 4]) ?? 1), happening]);
  }

  // ---- the conversation

  #startConversation(): void {
    const have = this.#variant.forgetsUnsettled ? this.#head : this.#savedSettled;
    for (const user of this.#users) {
      if (this.#receipts.has(user) || this.#inFlight.get(user)?.receipt === true) this.#lostReceipts.add(user);
    }
    this.#life = {};
    this.#inFlight = new Map();
    this.#backingOff = new Set();
    this.#receipts = new Set();
    this.#typing = new Set();
    this.#publishers = new Map(this.#users.map((user) => [user, this.#variant.makePublisher(have, have < this.#head)]));
  }

  #append(): void {
    this.#note(() => `append ${this.#head + 1}`);
    this.#savedSettled = Math.max(this.#savedSettled, this.#settled()); // packed with the row
    this.#head += 1;
    this.#pump();
  }

  #moveCursor(user: Session, seq: number): void {
    this.#cursors.set(user, Math.max(this.#cursorOf(user), seq));
    this.#note(() => `${user.name}: has read up to ${this.#cursorOf(user)}`);
    if (this.#publisherOf(user).listening) this.#receipts.add(user);
    this.#pump();
  }

  #showTyping(user: Session): void {
    if (this.#publisherOf(user).listening) this.#typing.add(user);
    this.#pump();
  }

  #cursorOf(user: Session): number {
    return this.#cursors.get(user) ?? 0;
  }

  #settled(): number {
    return Math.min(...this.#users.map((user) => this.#publisherOf(user).settled(this.#head)));
  }

  #publisherOf(user: Session): PublisherLike {
    return this.#publishers.get(user) as PublisherLike;
  }

  #pump(): void {
    for (const user of this.#users) {
      if (this.#backingOff.has(user)) continue;
      const publisher = this.#publisherOf(user);
      const step = publisher.next(this.#head, this.#receipts.has(user) || this.#typing.has(user));
      if (step === null) continue;
      const last = Math.min(this.#head, step.prev + 1 + this.#int(3));
      const count = { head: this.#head, cursor: this.#cursorOf(user) };
      const delivery = {
        step,
        last,
        count,
        receipt: last === this.#head && this.#receipts.delete(user),
        life: this.#life,
      };
      if (last === this.#head) this.#typing.delete(user);
      publisher.started(step, last);
      this.#inFlight.set(user, delivery);
      const call = { kind: "deliver", user, delivery, userLife: user.life } as const;
      this.#network.push({ ...call, twin: false });
      if (this.#int(10) === 0) this.#network.push({ ...call, twin: true }); // the same call arrives twice
    }
  }

  /** A while after the last delivery was answered. */
  #saveSettled(): void {
    if (this.#settled() === this.#head) this.#savedSettled = this.#head;
  }

  /** Nothing in flight; what is not settled the alarm will see to. */
  #hibernateConversation(): void {
    if (this.#inFlight.size > 0 || this.#network.some(({ kind }) => kind === "read" || kind === "mark-read")) return;
    this.#saveSettled();
    this.#note(() => "conversation hibernates");
    this.#startConversation();
  }

  #retry(user: Session): void {
    if (this.#backingOff.delete(user)) this.#pump();
  }

  /** Deliveries on their way may get lost with it. */
  #crashConversation(): void {
    this.#note(() => "conversation crashes");
    this.#network = this.#network.filter((call) => call.kind !== "deliver" || this.#int(2) === 0);
    this.#startConversation();
    this.#pump(); // the alarm, or the next call
  }

  // ---- users and their devices

  #sendRead(user: Session, socket: Socket | null, from: number | null): void {
    if (this.#variant.wakeApart) this.#network.push({ kind: "wake", user });
    this.#network.push({ kind: "read", user, socket, from, begun: user.readBegins(), userLife: user.life });
  }

  #refreshInbox(user: Session): void {
    if (!user.inbox.stale) return;
    this.#note(() => `${user.name}: inbox listed over HTTP`);
    this.#sendRead(user, null, null);
  }

  #markRead(user: Session): void {
    const seq = Math.max(...user.devices.map(({ cursor }) => cursor)) - this.#int(2);
    user.markBegins();
    this.#network.push({ kind: "mark-read", user, seq, userLife: user.life });
  }

  #hibernateUser(user: Session): void {
    if (this.#network.some((call) => call.kind !== "wake" && call.user === user)) return;
    this.#note(() => `${user.name}: session hibernates`);
    user.loseMemory();
  }

  /** Sockets outlive hibernation, not a crash or a deploy. */
  #crashUser(user: Session): void {
    this.#note(() => `${user.name}: session crashes`);
    user.loseMemory();
    if (!this.#variant.crashesKeepSockets) for (const device of user.devices) device.socket = null;
  }

  #connect(user: Session): void {
    const device = this.#pick(user.devices.filter(({ socket }) => socket === null));
    if (device === undefined) return;
    this.#note(() => `${user.name}: device ${device.number} at ${device.cursor} connects`);
    device.socket = new Socket(device);
    user.sync(device.socket);
  }

  #disconnect(user: Session): void {
    const socket = this.#pick(user.sockets);
    if (socket !== undefined) socket.device.socket = null;
  }

  #obeySyncRequired(user: Session): void {
    for (const socket of user.sockets) if (socket.toldToSync) user.sync(socket);
  }

  // ---- the network

  #networkStep(): void {
    const [call] = this.#network.splice(this.#int(Math.min(this.#network.length, 4)), 1);
    if (call === undefined) return;
    if (call.kind === "deliver" && !call.twin && this.#int(this.#lossOneIn) === 0)
      return this.#loseDelivery(call.user, call.delivery);
    this.#carry(call);
  }

  /** The caller learns that it failed; whether it was taken nobody knows. */
  #loseDelivery(user: Session, delivery: SimulatedDelivery): void {
    const taken = this.#int(2) === 0;
    this.#note(
      () => `${user.name}: delivery ${delivery.step.prev}..${delivery.last} fails, ${taken ? "taken" : "not taken"}`,
    );
    if (taken) user.receive(delivery);
    if (this.#inFlight.get(user) !== delivery) return;
    this.#inFlight.delete(user);
    if (delivery.receipt) this.#receipts.add(user);
    this.#publisherOf(user).failed();
    this.#backingOff.add(user);
  }

  #carry(call: NetworkCall): void {
    switch (call.kind) {
      case "deliver": {
        const { user, delivery, twin } = call;
        // A call past its deadline is not taken, and memory outlives deadlines: a twin finds the same life.
        if (twin && call.userLife !== user.life) return;
        const { step, last } = delivery;
        this.#note(
          () =>
            `${user.name}: delivery ${step.prev}..${last}${twin ? " (twin)" : ""}${step.redelivered ? " again" : ""}`,
        );
        const answer = user.receive(delivery);
        if (!twin) this.#network.push({ kind: "deliver-reply", user, delivery, answer });
        return;
      }
      case "deliver-reply": {
        const { user, delivery, answer } = call;
        if (delivery.life !== this.#life || this.#inFlight.get(user) !== delivery) return;
        this.#note(() => `${user.name}: answer ${answer.state} ${answer.have}`);
        this.#inFlight.delete(user);
        this.#publisherOf(user).answered(answer);
        if (!this.#publisherOf(user).listening) this.#receipts.delete(user);
        return this.#pump();
      }
      case "wake":
        this.#publisherOf(call.user).read(this.#head);
        return this.#pump();
      case "read": {
        const { user, socket } = call;
        const from = call.from ?? this.#head;
        const end = call.from === null ? this.#head : Math.min(this.#head, from + pageSize);
        this.#note(
          () => `${user.name}: device ${socket?.device.number}: read after ${from} gives up to ${end} of ${this.#head}`,
        );
        if (!this.#variant.wakeApart) this.#publisherOf(user).read(end);
        this.#network.push({
          ...call,
          kind: "page",
          page: { from, end, count: { head: this.#head, cursor: this.#cursorOf(user) } },
        });
        return this.#pump();
      }
      case "page":
        // Otherwise the session that asked is gone.
        if (call.userLife === call.user.life) call.user.takePage(call.socket, call.begun, call.page);
        return;
      case "mark-read":
        this.#moveCursor(call.user, call.seq);
        this.#network.push({ ...call, kind: "marked", life: this.#life });
        return;
      case "marked":
        if (call.userLife !== call.user.life) return;
        // The answer was lost with the conversation that owed it: the session asks again.
        if (call.life !== this.#life) this.#network.push({ ...call, kind: "mark-read" });
        else call.user.markEnds();
        return;
    }
  }

  /** Everything in flight arrives, everybody obeys; then all must agree. */
  #quiesce(): void {
    for (let i = 0; i < 5_000 && this.#violation === null; i++) {
      const call = this.#network.shift();
      if (call !== undefined) this.#carry(call);
      else {
        this.#backingOff.clear();
        for (const user of this.#users) this.#obeySyncRequired(user);
        this.#pump();
        if (this.#network.length === 0) break;
      }
    }
    this.#violation ??= this.#disagreement();
  }

  #disagreement(): string | null {
    if (this.#network.length > 0) return "no end: the streams never come to rest";
    const head = this.#head;
    for (const user of this.#users) {
      const cursor = this.#cursorOf(user);
      const { inbox } = user;
      if (!inbox.stale && inbox.head !== head) return `forgotten: an inbox rests at ${inbox.head} of ${head}`;
      if (!inbox.stale && inbox.cursor !== cursor) return `forgotten: an inbox has read ${inbox.cursor}, not ${cursor}`;
      for (const { device } of user.sockets) {
        const { shown } = device;
        if (device.cursor !== head) return `lost: a socket rests at ${device.cursor} of ${head}`;
        if (shown.head !== head)
          return `miscounted: a badge of ${user.name} (device ${device.number}) counts up to ${shown.head} of ${head}`;
        if (shown.cursor !== cursor && !this.#lostReceipts.has(user))
          return `miscounted: a badge of ${user.name} (device ${device.number}) counts from ${shown.cursor}, not ${cursor}`;
      }
    }
    return this.#settled() === head ? null : "unsettled: the conversation believes somebody lacks something";
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
