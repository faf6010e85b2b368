// A world for the two ends of a stream: a conversation, two users, their devices, and a network that loses, doubles and delays.
//
// Everything that decides is the production code (Publisher, StreamReceiver); this file and its two neighbours only play the actors
// around them, step by step, by a seed. A violation is returned as a sentence; the seed that found it finds it again.
import { StreamReceiver, type ReadBegun } from "../../durable-objects/stream/stream-receiver.ts";
import { Publisher } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import { Random } from "../../lab/kit/random.ts";
import { SimulatedConversation, type PublisherLike } from "./simulated-conversation.ts";
import {
  Session,
  Socket,
  type StreamReceiverLike,
  type Page,
  type SessionWorld,
  type SimulatedDelivery,
} from "./simulated-session.ts";

export interface Variant {
  readonly makePublisher: (have: number, unsure: boolean) => PublisherLike;
  readonly makeReceiver: () => StreamReceiverLike;
  /** The wake is a call of its own, before the page. */
  readonly wakeApart?: true;
  readonly clearsStaleBlindly?: true;
  readonly crashesKeepSockets?: true;
  readonly forgetsUnsettled?: true;
  readonly attachmentsOverlook?: "deliveries" | "pages";
}

export const production: Variant = {
  makePublisher: (have, unsure) => new Publisher(have, unsure),
  makeReceiver: () => new StreamReceiver(),
};

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
  readonly #random: Random;
  readonly #variant: Variant;
  readonly #lossOneIn: number;
  readonly #users: readonly Session[];
  readonly #conversation: SimulatedConversation;
  #network: NetworkCall[] = [];
  /** Only kept when asked for: making sentences takes time. */
  readonly #trace: string[] | null;
  #violation: string | null = null;

  constructor(seed: number, variant: Variant, traced: boolean) {
    this.#trace = traced ? [] : null;
    this.#random = new Random(seed);
    this.#variant = variant;
    this.#lossOneIn = this.#random.pick([3, 10, 30]);
    this.#users = ["alice", "bob"].map((name) => new Session(name, (user) => this.#aroundSession(user)));
    const around = {
      forgetsUnsettled: variant.forgetsUnsettled ?? false,
      makePublisher: variant.makePublisher,
      send: (user: Session, delivery: SimulatedDelivery) => this.#sendDelivery(user, delivery),
      int: (below: number) => this.#random.below(below),
      note: (line: () => string) => this.#note(line),
    };
    this.#conversation = new SimulatedConversation(around, this.#users);
  }

  /** Short ones too: what goes wrong is often made good by what comes later. */
  run(): Outcome {
    const mixture = this.#chooseMixture();
    const steps = 25 + this.#random.below(125);
    for (let i = 0; i < steps && this.#violation === null; i++) {
      this.#random.pickWeighted(mixture)(this.#random.pick(this.#users));
    }
    this.#quiesce();
    return { violation: this.#violation, trace: this.#trace ?? [] };
  }

  #aroundSession(user: Session): SessionWorld {
    return {
      clearsStaleBlindly: this.#variant.clearsStaleBlindly ?? false,
      crashesKeepSockets: this.#variant.crashesKeepSockets ?? false,
      attachmentsOverlook: this.#variant.attachmentsOverlook ?? null,
      evicts: () => this.#random.below(8) === 0,
      makeReceiver: this.#variant.makeReceiver,
      sendRead: (socket, from) => this.#sendRead(user, socket, from),
      note: (line) => this.#note(line),
      violate: (sentence) => (this.#violation ??= sentence),
    };
  }

  #note(line: () => string): void {
    this.#trace?.push(line());
  }

  /** What may happen next and how often. Each seed does more of some and less of other things: odd mixtures find more. */
  #chooseMixture(): [weight: number, happening: Happening][] {
    const conversation = this.#conversation;
    const happenings: [number, Happening][] = [
      [12, () => conversation.append()],
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
      [4, (user) => conversation.retry(user)],
      [3, () => conversation.saveSettled()],
      [3, (user) => conversation.showTyping(user)],
    ];
    return happenings.map(([weight, happening]) => [weight * this.#random.pick([0.2, 1, 1, 2, 4]), happening]);
  }

  // ---- what happens

  /** Nothing in flight; what is not settled the alarm will see to. */
  #hibernateConversation(): void {
    const busy = this.#network.some(({ kind }) => kind === "read" || kind === "mark-read");
    if (!busy && !this.#conversation.hasInFlight) this.#conversation.hibernate();
  }

  /** Deliveries on their way may get lost with it. */
  #crashConversation(): void {
    this.#network = this.#network.filter((call) => call.kind !== "deliver" || this.#random.below(2) === 0);
    this.#conversation.crash();
  }

  #refreshInbox(user: Session): void {
    if (!user.inbox.stale) return;
    this.#note(() => `${user.name}: inbox listed over HTTP`);
    this.#sendRead(user, null, null);
  }

  #markRead(user: Session): void {
    const seq = Math.max(...user.devices.map(({ cursor }) => cursor)) - this.#random.below(2);
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
    const device = this.#random.pickOrNone(user.devices.filter(({ socket }) => socket === null));
    if (device === undefined) return;
    this.#note(() => `${user.name}: device ${device.number} at ${device.cursor} connects`);
    device.socket = new Socket(device);
    user.sync(device.socket);
  }

  #disconnect(user: Session): void {
    const socket = this.#random.pickOrNone(user.sockets);
    if (socket !== undefined) socket.device.socket = null;
  }

  #obeySyncRequired(user: Session): void {
    for (const socket of user.sockets) if (socket.toldToSync) user.sync(socket);
  }

  // ---- the network

  #sendRead(user: Session, socket: Socket | null, from: number | null): void {
    if (this.#variant.wakeApart) this.#network.push({ kind: "wake", user });
    this.#network.push({ kind: "read", user, socket, from, begun: user.readBegins(), userLife: user.life });
  }

  #sendDelivery(user: Session, delivery: SimulatedDelivery): void {
    const call = { kind: "deliver", user, delivery, userLife: user.life } as const;
    this.#network.push({ ...call, twin: false });
    if (this.#random.below(10) === 0) this.#network.push({ ...call, twin: true }); // the same call arrives twice
  }

  #networkStep(): void {
    const call = this.#random.take(this.#network, 4);
    if (call === undefined) return;
    const lost = call.kind === "deliver" && !call.twin && this.#random.below(this.#lossOneIn) === 0;
    if (lost) this.#loseDelivery(call.user, call.delivery);
    else this.#carry(call);
  }

  /** The caller learns that it failed; whether it was taken nobody knows. */
  #loseDelivery(user: Session, delivery: SimulatedDelivery): void {
    const taken = this.#random.below(2) === 0;
    const { step, last } = delivery;
    this.#note(() => `${user.name}: delivery ${step.prev}..${last} fails, ${taken ? "taken" : "not taken"}`);
    if (taken) user.receive(delivery);
    this.#conversation.failed(user, delivery);
  }

  #carry(call: NetworkCall): void {
    const { user } = call;
    switch (call.kind) {
      case "deliver": {
        const { delivery, twin } = call;
        // A call past its deadline is not taken, and memory outlives deadlines: a twin finds the same life.
        if (twin && call.userLife !== user.life) return;
        const remark = `${twin ? " (twin)" : ""}${delivery.step.redelivered ? " again" : ""}`;
        this.#note(() => `${user.name}: delivery ${delivery.step.prev}..${delivery.last}${remark}`);
        const answer = user.receive(delivery);
        if (!twin) this.#network.push({ kind: "deliver-reply", user, delivery, answer });
        return;
      }
      case "deliver-reply":
        return this.#conversation.answered(user, call.delivery, call.answer);
      case "wake":
        return this.#conversation.wake(user, this.#conversation.head);
      case "read": {
        const page = this.#conversation.read(user, call.from, this.#variant.wakeApart !== true);
        const { from, end, count } = page;
        const asker = call.socket?.device.number ?? "none";
        this.#note(() => `${user.name}: device ${asker} reads after ${from}, gets up to ${end} of ${count.head}`);
        this.#network.push({ ...call, kind: "page", page });
        return;
      }
      case "page":
        // Otherwise the session that asked is gone.
        if (call.userLife === user.life) user.takePage(call.socket, call.begun, call.page);
        return;
      case "mark-read":
        this.#conversation.moveCursor(user, call.seq);
        this.#network.push({ ...call, kind: "marked", life: this.#conversation.life });
        return;
      case "marked":
        if (call.userLife !== user.life) return;
        // The answer was lost with the conversation that owed it: the session asks again.
        if (call.life !== this.#conversation.life) this.#network.push({ ...call, kind: "mark-read" });
        else user.markEnds();
        return;
    }
  }

  // ---- the end

  /** Everything in flight arrives, everybody obeys; then all must agree. */
  #quiesce(): void {
    for (let i = 0; i < 5_000 && this.#violation === null; i++) {
      const call = this.#network.shift();
      if (call !== undefined) this.#carry(call);
      else {
        for (const user of this.#users) {
          this.#conversation.retry(user);
          this.#obeySyncRequired(user);
        }
        this.#conversation.pump();
        if (this.#network.length === 0) break;
      }
    }
    this.#violation ??= this.#disagreement();
  }

  #disagreement(): string | null {
    if (this.#network.length > 0) return "no end: the streams never come to rest";
    const { head, settled, lostReceipts } = this.#conversation;
    for (const user of this.#users) {
      const { cursor } = this.#conversation.countOf(user);
      const { inbox } = user;
      const checkCursor = !lostReceipts.has(user);
      if (!inbox.stale && inbox.head !== head) return `forgotten: an inbox rests at ${inbox.head} of ${head}`;
      if (!inbox.stale && checkCursor && inbox.cursor !== cursor)
        return `forgotten: an inbox has read ${inbox.cursor}, not ${cursor}`;
      for (const { device } of user.sockets) {
        const { shown } = device;
        const badge = `miscounted: a badge of ${user.name}, device ${device.number}, counts`;
        if (device.cursor !== head) return `lost: a socket rests at ${device.cursor} of ${head}`;
        if (shown.head !== head) return `${badge} up to ${shown.head} of ${head}`;
        if (checkCursor && shown.cursor !== cursor) return `${badge} from ${shown.cursor}, not ${cursor}`;
      }
    }
    return settled === head ? null : "unsettled: the conversation believes somebody lacks something";
  }
}
