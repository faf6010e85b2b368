// A storm over one group: people come and go and write, devices too, calls get lost or late, and memories vanish; by a seed.
//
// Everything that decides is the production code, from the log to the sockets. What is wrong is returned as a sentence.
import type { ConversationRpc, ReadRequest } from "../../schema/rpc/conversation.ts";
import type { Delivery, DeliveryAnswer } from "../../schema/rpc/user-session.ts";
import type { GroupOp } from "../../schema/rpc/group.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import { GroupLife, stormyGroup } from "./group-life.ts";
import { GroupNetwork } from "./group-network.ts";
import { GroupSession } from "./group-session.ts";
import { GroupTruth } from "./group-truth.ts";
import { turn } from "./quick-turns.ts";
import { openSqlite } from "./sqlite.ts";
import { Random } from "../../lab/kit/random.ts";
import { item, uuidV7 } from "./test-log.ts";
import { person } from "./test-group.ts";
import { freeSettings } from "./group-settings.ts";
import { standInFor } from "./stand-in-for.ts";

/** Timers that the code has set and that wait to be rung. */
export interface Timers {
  ringOne(): void;
  ringAll(): void;
  /** They went with the memory that they were in. */
  forget(): void;
}

export class GroupStorm {
  readonly trace: string[] = [];
  readonly #random: Random;
  readonly #timers: Timers;
  readonly #network: GroupNetwork;
  readonly #storage = openSqlite();
  readonly #sessions: readonly GroupSession[];
  readonly #byId: ReadonlyMap<string, GroupSession>;
  readonly #truth = new GroupTruth();
  #life: GroupLife;
  /** The event that switched the history on. */
  #visibleSince: number | null = null;
  #isCalm = false;
  #ids = 0;

  constructor(seed: number, timers: Timers) {
    this.#random = new Random(seed);
    this.#timers = timers;
    this.#network = new GroupNetwork(this.#random);
    this.#sessions = ["olga", "mona", "mike"].map((name) => this.#makeSession(person(name)));
    this.#byId = new Map(this.#sessions.map((session) => [session.id, session]));
    this.#life = this.#wake();
  }

  /** How many messages. */
  get written(): number {
    return this.#truth.written;
  }

  /** @returns what was wrong, or null */
  async run(steps: number): Promise<string | null> {
    const owner = this.#sessions[0] as GroupSession;
    const info = { name: "Tea", description: "", avatar: "" };
    await this.#change([[owner.id, { kind: "create", info, settings: freeSettings, memberIds: [] }]]);
    const mixture = this.#chooseMixture();
    for (let step = 0; step < steps; step++) {
      await this.#random.pickWeighted(mixture)(this.#random.pick(this.#sessions));
      const wrong = await this.#look();
      if (wrong !== null) return wrong;
    }
    return (await this.#calmDown()) ?? (await this.#judge());
  }

  /** Each seed does more of some and less of other things: odd mixtures find more. */
  #chooseMixture(): [number, (session: GroupSession) => void | Promise<void>][] {
    const happenings: [number, (session: GroupSession) => void | Promise<void>][] = [
      [50, () => this.#network.carryOne(this.#isCalm)],
      [12, (session) => this.#write(session)],
      [4, (session) => this.#comeOrGo(session)],
      [2, (session) => this.#comeAndGo(session)],
      [1, () => this.#turnHistory()],
      [4, (session) => this.#read(session)],
      [8, (session) => this.#connect(session)],
      [4, (session) => this.#random.pick(session.devices).disconnect()],
      [3, (session) => this.#list(session)],
      [4, (session) => this.#hibernateSession(session)],
      [2, (session) => this.#loseSession(session)],
      [3, () => this.#hibernateGroup()],
      [3, () => this.#loseGroup()],
      [5, () => this.#timers.ringOne()],
      [6, (session) => this.#obey(session)],
    ];
    return happenings.map(([weight, happen]) => [weight * this.#random.pick([0.2, 1, 1, 2, 4]), happen]);
  }

  // ---- what happens

  async #write({ id }: GroupSession): Promise<void> {
    const [result] = await this.#life.core.append(id, [item(uuidV7(Date.now(), ++this.#ids))]);
    if (result === undefined || "refusal" in result) return;
    this.#note(() => `${id} writes ${result.ack.seq}`);
    this.#truth.happened(result.ack.seq, id);
  }

  async #comeOrGo({ id }: GroupSession): Promise<void> {
    const op: GroupOp = { kind: this.#truth.isIn(id) ? "leave" : "join" };
    await this.#change([[id, op]]);
  }

  /** Within one flush, with or without something between. */
  async #comeAndGo({ id }: GroupSession): Promise<void> {
    const [first, second]: GroupOp[] = this.#truth.isIn(id)
      ? [{ kind: "leave" }, { kind: "join" }]
      : [{ kind: "join" }, { kind: "leave" }];
    if (first === undefined || second === undefined) return;
    const between: [UserId, GroupOp] = [person("olga"), { kind: "announce", text: `${++this.#ids}` }];
    await this.#change([[id, first], ...(this.#random.chance(0.5) ? [between] : []), [id, second]]);
  }

  async #turnHistory(): Promise<void> {
    const historyVisible = this.#visibleSince === null;
    await this.#change([[person("olga"), { kind: "edit-settings", settings: { historyVisible } }]]);
    this.#visibleSince = historyVisible ? this.#truth.headSeq : null;
  }

  async #change(ops: readonly (readonly [UserId, GroupOp])[]): Promise<void> {
    const all = await Promise.all(ops.map(([id, op]) => this.#life.core.log.change(id, op)));
    for (const [index, done] of all.entries()) {
      const [id, { kind }] = ops[index] as readonly [UserId, GroupOp];
      if ("refusal" in done || done.seq === null) continue;
      this.#note(() => `${id}: ${kind} ${done.seq}`);
      if (kind === "join" || kind === "create") this.#truth.cameIn(id, done.seq, this.#visibleSince ?? done.seq);
      else if (kind === "leave") this.#truth.wentOut(id, done.seq);
      else this.#truth.happened(done.seq, null);
      for (const one of done.joined) void this.#network.call(false, () => this.#sessionOf(one).admit());
    }
  }

  #read({ conversations }: GroupSession): void {
    const seq = Math.max(1, this.#truth.headSeq - this.#random.below(4));
    void conversations.markRead(stormyGroup, seq).catch(() => {});
  }

  #connect(session: GroupSession): void {
    const device = session.devices.find(({ connection }) => connection === null);
    if (device === undefined) return;
    this.#note(() => `${device.name} connects at ${device.cursor}`);
    session.connect(device);
  }

  #list({ conversations }: GroupSession): void {
    void conversations.list({ limit: 10 });
  }

  #obey(session: GroupSession): void {
    for (const device of session.devices) if (device.isTold) session.sync(device, device.nextSync());
  }

  #hibernateSession(session: GroupSession): void {
    if (!this.#network.isIdle) return;
    this.#note(() => `${session.id}'s session hibernates`);
    session.hibernate();
  }

  #loseSession(session: GroupSession): void {
    this.#note(() => `${session.id}'s session crashes`);
    session.crash();
  }

  #hibernateGroup(): void {
    if (!this.#network.isIdle) return;
    this.#timers.ringAll();
    this.#note(() => "the group hibernates");
    this.#life = this.#wake();
  }

  /** Deliveries on their way may get lost with it. */
  #loseGroup(): void {
    this.#note(() => "the group crashes");
    this.#network.dropDeliveries();
    this.#life = this.#wake();
  }

  // ---- the network

  #makeSession(id: UserId): GroupSession {
    // A call that finds a dead object is made again: whichever life is there answers. Who asked may be gone by then.
    const ask = <T>(act: () => T | Promise<T>): Promise<T> => {
      const { life } = session;
      return this.#network.call(false, act, () => session.life === life);
    };
    const rpc = standInFor<ConversationRpc>({
      read: (request: ReadRequest) =>
        ask(() => {
          const page = this.#life.core.read(request);
          this.#note(() => `${id} reads after ${request.from}: ${"refusal" in page ? page.refusal.code : page.end}`);
          return page;
        }),
      markRead: ({ userId, seq }: { userId: UserId; seq: number }) => ask(() => this.#life.core.markRead(userId, seq)),
    });
    const session = new GroupSession(id, () => rpc);
    return session;
  }

  #wake(): GroupLife {
    this.#timers.forget();
    const life = new GroupLife(this.#storage, (userId, delivery) => this.#deliver(() => life, userId, delivery));
    return life;
  }

  #deliver(from: () => GroupLife, userId: UserId, delivery: Delivery): Promise<DeliveryAnswer> {
    const { prev, events, redelivered } = delivery;
    const life = from();
    return this.#network.call(
      true,
      () => {
        const session = this.#sessionOf(userId);
        const answer = session.deliver(delivery);
        this.#note(
          () =>
            `to ${userId}: ${events.seqs.join()} after ${prev}${redelivered ? " again" : ""}: ${answer.state} ${answer.have}`,
        );
        return answer;
      },
      () => life === this.#life,
    );
  }

  // ---- what is wrong

  async #look(): Promise<string | null> {
    await turn();
    for (const session of this.#sessions) {
      for (const device of session.devices) {
        const wrong = device.take(this.#truth.sawOf(session.id));
        if (wrong !== null) return wrong;
      }
    }
    return null;
  }

  /** Everything arrives, everybody obeys, every timer rings. */
  async #calmDown(): Promise<string | null> {
    this.#isCalm = true;
    for (let round = 0; round < 2_000; round++) {
      if (!this.#network.isIdle) await this.#network.carryOne(this.#isCalm);
      else {
        for (const session of this.#sessions) this.#obey(session);
        this.#timers.ringAll();
        await turn();
        if (this.#network.isIdle) this.#life.core.publishers.pump();
      }
      const wrong = await this.#look();
      if (wrong !== null) return wrong;
      if (this.#network.isIdle && round > 20 && this.#isCaughtUp()) return null;
    }
    return !this.#network.isIdle ? "the streams never come to rest" : null;
  }

  #isCaughtUp(): boolean {
    const { publishers, log } = this.#life.core;
    return (
      publishers.settledSeq() === log.headSeq &&
      this.#sessions.every(({ devices }) => devices.every(({ isTold }) => !isTold))
    );
  }

  async #judge(): Promise<string | null> {
    // The next event's count makes up for receipts that were lost with the group's memory.
    await this.#write(this.#sessions[0] as GroupSession);
    const wrong = await this.#calmDown();
    if (wrong !== null) return wrong;
    const { publishers, log } = this.#life.core;
    if (publishers.settledSeq() !== log.headSeq) return `settled up to ${publishers.settledSeq()} of ${log.headSeq}`;
    for (const session of this.#sessions) {
      const head = this.#truth.headOf(session.id);
      const unread = this.#truth.unreadOf(session.id, log.readerOf(session.id).cursorSeq);
      for (const { name, connection, place, unread: shown } of session.devices) {
        if (connection === null || head === 0) continue;
        if (place !== head) return `${name} rests at ${place} of ${head}`;
        if (shown !== unread) return `${name} shows ${shown} unread, not ${unread}`;
      }
      if (!this.#truth.isIn(session.id) && session.shownMessage !== null)
        return `${session.id} has left, and their inbox keeps message ${session.shownMessage}`;
      const listing = session.conversations.list({ since: 0, limit: 10 });
      for (let round = 0; round < 50; round++) {
        await this.#network.carryOne(this.#isCalm);
        await turn();
      }
      const page = await listing;
      const [entry] = "refusal" in page ? [] : page.items;
      const is = entry === undefined ? "nothing" : `${entry.headSeq} ${entry.unread} ${entry.left ?? false}`;
      const wanted = head === 0 ? "nothing" : `${head} ${unread} ${!this.#truth.isIn(session.id)}`;
      if (is !== wanted) return `${session.id}'s list says ${is}, not ${wanted}`;
    }
    return null;
  }

  #sessionOf(id: string): GroupSession {
    const session = this.#byId.get(id);
    if (session === undefined) throw new Error(`nobody is called ${id}`);
    return session;
  }

  #note(line: () => string): void {
    this.trace.push(line());
  }
}
