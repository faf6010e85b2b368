// One load: keeps its sockets' windows full and counts what they receive.
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { eachInParallel } from "../../../durable-objects/runtime/in-parallel.ts";
import { countMarks, sendMessageText } from "./frames.ts";
import type {
  LatencyPlan,
  LoadPlan,
  PacePlan,
  PaceTimes,
  ReachPlan,
  ReachTimes,
  RoundPlan,
  RoundResult,
  SocketPlan,
} from "./plan.ts";
import { PaceClock } from "./pace-clock.ts";
import { SeqCheck } from "./seq-check.ts";
import type { LoadConnection } from "./transport/connection.ts";
import { openConnection } from "./transport/transport.ts";

const eventMark = Buffer.from('"type":"new-message"');
const syncDoneMark = Buffer.from('"type":"sync-done"');
const errorMark = Buffer.from('"type":"error"');
/** The longest time that frames in flight may take to arrive after a round. */
const drainMs = 30_000;
const maxOpening = 16;

interface LoadSocket {
  /** Null until the upgrade is answered; the first message may come with that answer. */
  raw: LoadConnection | null;
  readonly plan: SocketPlan;
  /** For counted sockets only. */
  readonly events: SeqCheck | null;
  inFlight: number;
  /** Frames that this socket may still send. */
  quota: number;
  caughtUp: () => void;
  answered: () => void;
  woken: (() => void) | null;
}

interface Counts {
  readonly at: number;
  readonly acked: number;
  readonly delivered: number;
}

export class Load {
  readonly #plan: LoadPlan;
  readonly #answerMark: Buffer;
  readonly #sockets: readonly LoadSocket[];
  #running = false;
  #sent = 0;
  #acked = 0;
  /** Events received by counted sockets, and those of them that their receiver had sent. */
  #events = 0;
  #ownEvents = 0;
  #received: () => void = () => {};
  #failure: Error | null = null;
  /** While messages are sent at a fixed pace. */
  #clock: PaceClock | null = null;

  private constructor(plan: LoadPlan) {
    this.#plan = plan;
    this.#answerMark = Buffer.from(plan.answerMark);
    let counted = 0;
    this.#sockets = plan.sockets.map((socket) => ({
      raw: null,
      plan: socket,
      events: socket.listens === "counted" ? new SeqCheck(++counted <= plan.checkedSockets, socket.afterSeq) : null,
      inFlight: 0,
      quota: Infinity,
      caughtUp: () => {},
      answered: () => {},
      woken: null,
    }));
  }

  /** Opens every socket and waits until those that listen have caught up. */
  static async open(plan: LoadPlan): Promise<Load> {
    const load = new Load(plan);
    await eachInParallel(load.#sockets, maxOpening, (socket) => load.#open(socket));
    return load;
  }

  async #open(socket: LoadSocket): Promise<void> {
    const { port, path, headers, transport, listens } = socket.plan;
    socket.raw = await openConnection(transport, {
      port,
      path,
      headers,
      onText: (payload) => this.#receive(socket, payload),
      onClose: (code) => {
        this.#failure ??= new Error(`a socket was closed with ${code}`);
      },
    });
    if (listens === "no") return;
    const caughtUp = new Promise<void>((resolve) => (socket.caughtUp = resolve));
    socket.raw.send('{"type":"sync"}');
    await caughtUp;
  }

  /**
   * Keeps every sending socket's window full, measures in the middle, and finally waits until everything has arrived.
   */
  async round({ warmMs, measureMs }: RoundPlan): Promise<RoundResult> {
    const before = { sent: this.#sent, acked: this.#acked, delivered: this.#delivered };
    const start = performance.now();
    this.#running = true;
    for (const socket of this.#sockets) this.#pump(socket);
    await sleep(warmMs);
    const begin = this.#counts();
    await sleep(measureMs);
    const end = this.#counts();
    this.#running = false;
    await this.#drained(before);
    return {
      seconds: (end.at - begin.at) / 1_000,
      acked: end.acked - begin.acked,
      delivered: end.delivered - begin.delivered,
      sentInAll: this.#sent - before.sent,
      ackedInAll: this.#acked - before.acked,
      deliveredInAll: this.#delivered - before.delivered,
      secondsInAll: (performance.now() - start) / 1_000,
    };
  }

  /** Sends a different number of messages from each sender: none from the first, nearly `upTo` from the last. */
  async stagger(upTo: number): Promise<void> {
    const before = { sent: this.#sent, acked: this.#acked, delivered: this.#delivered };
    const senders = this.#sockets.filter(({ plan }) => plan.sends);
    for (const [index, socket] of senders.entries()) socket.quota = Math.floor((upTo * index) / senders.length);
    this.#running = true;
    for (const socket of senders) this.#pump(socket);
    while (this.#failure === null && senders.some(({ quota }) => quota >= this.#plan.batch)) await sleep(5);
    this.#running = false;
    await this.#drained(before);
    for (const socket of senders) socket.quota = Infinity;
  }

  /** Sends at a fixed pace, whatever is answered, and waits until everything has arrived. */
  async pace({ intervalMs, messagesEach }: PacePlan): Promise<PaceTimes> {
    const before = { sent: this.#sent, acked: this.#acked, delivered: this.#delivered };
    const senders = this.#sockets.filter(({ plan }) => plan.sends);
    const total = senders.length * messagesEach;
    const clock = (this.#clock = new PaceClock());
    const begin = performance.now();
    for (let sent = 0; sent < total && this.#failure === null;) {
      const due = Math.min(total, Math.ceil(((performance.now() - begin) / intervalMs) * senders.length));
      for (; sent < due; sent++) this.#send(senders[sent % senders.length] as LoadSocket, 1);
      await sleep(2);
    }
    await this.#drained(before);
    this.#clock = null;
    return { sent: this.#sent - before.sent, delivered: clock.delivered };
  }

  /** One message in flight at a time: the ms until the receiver has each one. */
  async latency({ sender, receiver, samples, restMs }: LatencyPlan): Promise<number[]> {
    const [from, to] = [this.#sockets[sender] as LoadSocket, this.#sockets[receiver] as LoadSocket];
    const times: number[] = [];
    for (let index = 0; index < samples; index++) {
      if (restMs > 0) await sleep(restMs);
      const arrived = new Promise<void>((resolve) => (to.woken = resolve));
      const begin = performance.now();
      this.#send(from, 1);
      await arrived;
      times.push(performance.now() - begin);
      to.woken = null;
      // Waits for the sender's own answer too, so that nothing is in flight when the next one starts.
      if (from.inFlight > 0) await new Promise<void>((resolve) => (from.answered = resolve));
      if (this.#failure !== null) throw this.#failure;
    }
    return times;
  }

  /** One message in flight at a time: the ms until it is acked, and until the last counted socket has it. */
  async reach({ sender, samples, restMs }: ReachPlan): Promise<ReachTimes> {
    const from = this.#sockets[sender] as LoadSocket;
    const audience = this.#sockets.filter(({ events }) => events !== null).length;
    const [acked, reachedAll]: [number[], number[]] = [[], []];
    for (let index = 0; index < samples; index++) {
      await sleep(restMs);
      const goal = this.#events + audience;
      const isOver = (): boolean => this.#failure !== null || (this.#events >= goal && from.inFlight === 0);
      const begin = performance.now();
      from.answered = () => acked.push(performance.now() - begin);
      const arrived = new Promise<void>((resolve) => {
        this.#received = () => {
          if (this.#events === goal && reachedAll.length === index) reachedAll.push(performance.now() - begin);
          if (isOver()) resolve();
        };
      });
      this.#send(from, 1);
      await arrived;
      if (this.#failure !== null) throw this.#failure;
    }
    from.answered = this.#received = () => {};
    return { acked, reachedAll };
  }

  close(): void {
    for (const { raw } of this.#sockets) raw?.close();
  }

  #receive(socket: LoadSocket, payload: Buffer): void {
    try {
      const answers = countMarks(payload, this.#answerMark);
      this.#acked += answers;
      socket.inFlight -= answers;
      if (answers > 0 && socket.inFlight === 0) socket.answered();
      let events = 0;
      if (socket.events !== null) {
        events = countMarks(payload, eventMark);
        this.#events += events;
        this.#ownEvents += answers; // every acked message comes back as an event
        socket.events.received(payload, events);
        if (!socket.plan.sends) this.#clock?.heard(socket, socket.plan.conversationId, events, performance.now());
      }
      if (answers + events > 0) {
        if (socket.woken !== null && (socket.events === null || events > 0)) socket.woken();
        this.#pump(socket);
      } else if (payload.includes(syncDoneMark)) socket.caughtUp();
      else if (payload.includes(errorMark)) throw new Error(payload.toString().slice(0, 300));
    } catch (error) {
      this.#failure ??= error as Error;
    }
    this.#received();
  }

  get #delivered(): number {
    return this.#events - this.#ownEvents;
  }

  #pump(socket: LoadSocket): void {
    const { window, batch } = this.#plan;
    if (!socket.plan.sends) return;
    while (this.#running && socket.quota >= batch && socket.inFlight + batch <= window) this.#send(socket, batch);
  }

  #send(socket: LoadSocket, frames: number): void {
    socket.inFlight += frames;
    socket.quota -= frames;
    this.#sent += frames;
    const { conversationId } = socket.plan;
    this.#clock?.sent(conversationId, performance.now());
    socket.raw?.send(sendMessageText(conversationId, frames, Date.now() + (this.#plan.clockAheadMs ?? 0)));
  }

  #counts(): Counts {
    return { at: performance.now(), acked: this.#acked, delivered: this.#delivered };
  }

  /** @throws Error when something does not arrive or arrives incorrectly */
  async #drained(before: { sent: number; acked: number; delivered: number }): Promise<void> {
    const deadline = performance.now() + drainMs;
    for (;;) {
      if (this.#failure !== null) throw this.#failure;
      const sent = this.#sent - before.sent;
      const acked = this.#acked - before.acked;
      const delivered = this.#delivered - before.delivered;
      if (acked === sent && delivered === sent * this.#plan.deliveries) return;
      if (performance.now() > deadline)
        throw new Error(`${sent} sent, ${acked} acked, ${delivered} of ${sent * this.#plan.deliveries} delivered`);
      await sleep(2);
    }
  }
}
