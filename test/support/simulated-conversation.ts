// A conversation in the streams' simulation: the production Publisher for each member, with what is durable and what is memory.
import type { Publisher } from "../../durable-objects/stream/publisher.ts";
import type { DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { Count, Page, Session, SimulatedDelivery } from "./simulated-session.ts";

/** What the simulation needs of the sending end: the real one, or a known-bad variant. */
export type PublisherLike = Pick<
  Publisher,
  "next" | "started" | "answered" | "failed" | "read" | "settled" | "listening"
>;

/** What a conversation asks of the world around it. */
export interface ConversationWorld {
  /** A cold start believes that all was delivered. */
  readonly forgetsUnsettled: boolean;
  makePublisher(have: number, unsure: boolean): PublisherLike;
  send(user: Session, delivery: SimulatedDelivery): void;
  /** A whole number from 0 up to, not including, `below`. */
  int(below: number): number;
  note(line: () => string): void;
}

const pageSize = 4;

export class SimulatedConversation {
  readonly #world: ConversationWorld;
  readonly #users: readonly Session[];
  // Durable
  head = 0;
  #savedSettled = 0;
  readonly #cursors = new Map<Session, number>();
  // Memory
  /** A new one at each loss of memory. */
  life: object = {};
  #publishers = new Map<Session, PublisherLike>();
  #receipts = new Set<Session>();
  #typing = new Set<Session>();
  #inFlight = new Map<Session, SimulatedDelivery>();
  /** Whose last delivery failed: the next one waits for a while. */
  #backingOff = new Set<Session>();
  /**
   * Whose read receipt was lost with this memory: the next event's count makes up for it. An inbox is wrong until then if
   * its session crashed too, while the mark was on its way (one schedule in 400,000).
   */
  readonly lostReceipts = new Set<Session>();

  constructor(world: ConversationWorld, users: readonly Session[]) {
    this.#world = world;
    this.#users = users;
    this.#start();
  }

  get settled(): number {
    return Math.min(...this.#users.map((user) => this.#publisherOf(user).settled(this.head)));
  }

  get hasInFlight(): boolean {
    return this.#inFlight.size > 0;
  }

  countOf(user: Session): Count {
    return { head: this.head, cursor: this.#cursors.get(user) ?? 0 };
  }

  append(): void {
    this.#world.note(() => `append ${this.head + 1}`);
    this.#savedSettled = Math.max(this.#savedSettled, this.settled); // packed with the row
    this.head += 1;
    this.pump();
  }

  moveCursor(user: Session, seq: number): void {
    this.#cursors.set(user, Math.max(this.countOf(user).cursor, seq));
    this.#world.note(() => `${user.name}: has read up to ${this.countOf(user).cursor}`);
    if (this.#publisherOf(user).listening) this.#receipts.add(user);
    this.pump();
  }

  showTyping(user: Session): void {
    if (this.#publisherOf(user).listening) this.#typing.add(user);
    this.pump();
  }

  /** The page and, unless it is a call apart, the wake. */
  read(user: Session, after: number | null, wakes: boolean): Page {
    const from = after ?? this.head;
    const end = after === null ? this.head : Math.min(this.head, from + pageSize);
    const page = { from, end, count: this.countOf(user) };
    if (wakes) this.wake(user, end);
    return page;
  }

  wake(user: Session, end: number): void {
    this.#publisherOf(user).read(end);
    this.pump();
  }

  /** As Publishers does it, save that deliveries are short: so streams lag, and more can go wrong. */
  pump(): void {
    for (const user of this.#users) {
      if (this.#backingOff.has(user)) continue;
      const publisher = this.#publisherOf(user);
      const step = publisher.next(this.head, this.#receipts.has(user) || this.#typing.has(user));
      if (step === null) continue;
      const last = Math.min(this.head, step.prev + 1 + this.#world.int(3));
      const receipt = last === this.head && this.#receipts.delete(user);
      if (last === this.head) this.#typing.delete(user);
      const delivery = { step, last, count: this.countOf(user), receipt, life: this.life };
      publisher.started(step, last);
      this.#inFlight.set(user, delivery);
      this.#world.send(user, delivery);
    }
  }

  answered(user: Session, delivery: SimulatedDelivery, answer: DeliveryAnswer): void {
    if (delivery.life !== this.life || this.#inFlight.get(user) !== delivery) return;
    this.#world.note(() => `${user.name}: answer ${answer.state} ${answer.have}`);
    this.#inFlight.delete(user);
    this.#publisherOf(user).answered(answer);
    if (!this.#publisherOf(user).listening) this.#receipts.delete(user);
    this.pump();
  }

  failed(user: Session, delivery: SimulatedDelivery): void {
    if (this.#inFlight.get(user) !== delivery) return;
    this.#inFlight.delete(user);
    if (delivery.receipt) this.#receipts.add(user);
    this.#publisherOf(user).failed();
    this.#backingOff.add(user);
  }

  retry(user: Session): void {
    if (this.#backingOff.delete(user)) this.pump();
  }

  /** A while after the last delivery was answered. */
  saveSettled(): void {
    if (this.settled === this.head) this.#savedSettled = this.head;
  }

  hibernate(): void {
    this.#world.note(() => "conversation hibernates");
    // With few subscribers it is stored with the next row only.
    if (this.#world.int(2) === 0) this.saveSettled();
    this.#start();
  }

  crash(): void {
    this.#world.note(() => "conversation crashes");
    this.#start();
    this.pump(); // the alarm, or the next call
  }

  #start(): void {
    const have = this.#world.forgetsUnsettled ? this.head : this.#savedSettled;
    for (const user of this.#users) {
      if (this.#receipts.has(user) || this.#inFlight.get(user)?.receipt === true) this.lostReceipts.add(user);
    }
    this.life = {};
    this.#inFlight = new Map();
    this.#backingOff = new Set();
    this.#receipts = new Set();
    this.#typing = new Set();
    this.#publishers = new Map(this.#users.map((user) => [user, this.#world.makePublisher(have, have < this.head)]));
  }

  #publisherOf(user: Session): PublisherLike {
    return this.#publishers.get(user) as PublisherLike;
  }
}
