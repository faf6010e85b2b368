// Twenty people in a group's log, real and naive side by side: they write, repeat, read and change things, together and apart.
import type { UserId } from "../../schema/protocol/ids.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import type { MarkedRead, Refused } from "../../schema/rpc/conversation.ts";
import type { GroupOp, GroupOpDone } from "../../schema/rpc/group.ts";
import { everybody, GroupDoings, room } from "./group-doings.ts";
import { findLogDifference } from "./group-log-comparison.ts";
import { GroupLog, poison } from "./group-log.ts";
import { NaiveGroupLog } from "./naive-group-log.ts";
import { item, uuidV7 } from "./test-log.ts";
import { person } from "./test-group.ts";

/** Small, so that groups outlive some of their eras. */
const eraSize = 48;

/** Whom messages mention: those who are in, those who are out, and ids that somebody made up. */
const named = [...everybody, person("nobody"), person("made-up")];

interface Outcome {
  readonly real: Promise<string>;
  readonly naive: string;
}

export class GroupLogSimulation {
  readonly #doings: GroupDoings;
  #real = new GroupLog(room, eraSize);
  #naive = new NaiveGroupLog(everybody, room);
  /** Lately, by anybody: to be sent again. */
  #sent: { readonly senderId: UserId; readonly item: AppendItem }[] = [];
  /** What storage must know, at least and at the most, that all subscribers had. */
  #settled: readonly number[] = [0];
  #messages = 0;
  groups = 1;
  /** What was done last. */
  last = "";
  /** How often: `done`, or a refusal's code. */
  readonly outcomes = new Map<string, number>();

  constructor(seed: number) {
    this.#doings = new GroupDoings(seed, this.#naive.group);
  }

  /** @returns what is wrong after it, or null */
  async step(): Promise<string | null> {
    const wrong = await this.#act();
    if (wrong !== null) return wrong;
    const { log, aborts } = this.#real;
    if (aborts.length > 0) return `aborted: ${String(aborts[0])}`;
    if (!this.#settled.includes(log.durableSettledSeq))
      return `settled: ${log.durableSettledSeq}, none of ${this.#settled.join()}`;
    this.#settled = [log.durableSettledSeq];
    return findLogDifference(this.#real, this.#naive, this.#doings.random);
  }

  async #act(): Promise<string | null> {
    const { random } = this.#doings;
    if (this.#naive.group.over && random.chance(0.3)) return this.#startAnew();
    const dice = random.next();
    if (dice < 0.05) return this.#restart();
    if (dice < 0.1) return this.#wait(this.#doings.upTo(40));
    if (dice < 0.15) return this.#settle();
    if (dice < 0.16) return this.#drop();
    return this.#together(random.chance(0.6) ? 1 : this.#doings.upTo(6));
  }

  /** What is asked for in the same turn is one flush, and comes to what it would have come to one after the other. */
  async #together(count: number): Promise<string | null> {
    const said: string[] = [];
    const outcomes: Outcome[] = [];
    for (let n = 0; n < count; n++) outcomes.push(this.#one(said));
    this.last = said.join("; ");
    // Events carry what was settled before them; readers that are stored do so too.
    this.#settled = [...this.#settled, Math.min(this.#real.settled, this.#real.log.headSeq)];
    const real = await Promise.all(outcomes.map((outcome) => outcome.real));
    for (const [n, { naive }] of outcomes.entries()) {
      if (real[n] !== naive) return `${said[n]}: ${real[n]}, not ${naive}`;
      const code = /^"([A-Z_]+)/.exec(naive)?.[1] ?? "done";
      this.outcomes.set(code, (this.outcomes.get(code) ?? 0) + 1);
    }
    return null;
  }

  #one(said: string[]): Outcome {
    const dice = this.#doings.random.next();
    if (dice < 0.3) return this.#send(said);
    if (dice < 0.45) return this.#markRead(said);
    const doing = this.#doings.doing(this.#real.clock);
    if (!("op" in doing)) return this.#send(said);
    const { actorId } = doing;
    const spoil = doing.op.kind === "announce" && this.#doings.random.chance(0.4);
    const op: GroupOp = spoil
      ? { kind: "announce", text: this.#doings.random.pick([poison.event, poison.row]) }
      : doing.op;
    said.push(`${actorId} ${JSON.stringify(op)}`);
    const real = this.#real.log.change(actorId, op).then(describeDone);
    return { real, naive: JSON.stringify(this.#naive.change(actorId, op, this.#real.clock)) };
  }

  #send(said: string[]): Outcome {
    const { senderId, item: sent } = this.#message();
    said.push(`${senderId} sends ${sent.clientMsgId} ${sent.bodyHash}`);
    const real = this.#real.log.append(senderId, [sent]).then(describeAppended);
    return { real, naive: JSON.stringify(this.#naive.append(senderId, sent, this.#real.clock)) };
  }

  #markRead(said: string[]): Outcome {
    const { head } = this.#naive.group;
    const userId = this.#somebody();
    const seq = this.#doings.random.pick([
      head,
      head + 1,
      this.#doings.upTo(head + 1),
      Math.max(1, head - this.#doings.upTo(5)),
    ]);
    said.push(`${userId} reads ${seq}`);
    const real = this.#real.log.markRead(userId, Math.max(1, seq)).then(describeMarked);
    return { real, naive: JSON.stringify(this.#naive.markRead(userId, Math.max(1, seq))) };
  }

  #message(): { readonly senderId: UserId; readonly item: AppendItem } {
    const { random } = this.#doings;
    const earlier = this.#sent[this.#doings.upTo(40) - 1];
    if (earlier !== undefined && random.chance(0.15)) {
      if (random.chance(0.7)) return earlier;
      return { ...earlier, item: { ...earlier.item, bodyHash: "other" } };
    }
    const n = ++this.#messages;
    const text = random.chance(0.03) ? poison.event : `message ${n}`;
    const mentions = random.chance(0.3) ? Array.from({ length: this.#doings.upTo(4) }, () => random.pick(named)) : [];
    const plain = item(random.chance(0.1) ? `untimed-${n}` : uuidV7(this.#real.clock, n), text, mentions);
    const message = {
      senderId: this.#somebody(),
      item: random.chance(0.15) ? { ...plain, mentionsAll: true as const } : plain,
    };
    this.#sent = [message, ...this.#sent].slice(0, 40);
    return message;
  }

  /** Mostly somebody who is in. */
  #somebody(): UserId {
    const { inside } = this.#naive.group;
    const among =
      inside.length === 0 || this.#doings.random.chance(0.15) ? everybody : inside.map(({ id }) => id as UserId);
    return this.#doings.random.pick(among);
  }

  #restart(): string | null {
    this.last = "restart";
    const before = this.#describeMemory();
    this.#real.restart();
    const after = this.#describeMemory();
    return after === before ? null : `after a restart: ${after}, not ${before}`;
  }

  #wait(ms: number): null {
    this.last = `wait ${ms} ms`;
    this.#real.clock += ms;
    return null;
  }

  /** All subscribers have what there is, and storage learns of it, now or with the next event. */
  #settle(): null {
    this.#real.settled = this.#real.log.headSeq;
    this.last = `settled ${this.#real.settled}`;
    if (this.#doings.random.chance(0.5)) return null;
    this.last += " and saved";
    this.#real.log.saveSettled();
    this.#settled = [this.#real.log.headSeq];
    return null;
  }

  /** The oldest era goes, when it is old and the rest of the conditions hold. */
  #drop(): null {
    this.#real.clock += 2 * 3_600_000;
    this.#real.log.dropOldestEra(this.#real.log.headSeq, 0);
    this.#naive.floor = this.#real.log.floorSeq;
    this.last = `dropped up to ${this.#naive.floor}`;
    return null;
  }

  #startAnew(): null {
    const { clock } = this.#real;
    this.#real = new GroupLog(room, eraSize);
    this.#real.clock = clock;
    this.#naive = new NaiveGroupLog(everybody, room);
    this.#doings.naive = this.#naive.group;
    this.#sent = [];
    this.#settled = [0];
    this.groups += 1;
    this.last = "a new group";
    return null;
  }

  /** All that a restart must not lose. */
  #describeMemory(): string {
    const { log, state } = this.#real;
    const readers = everybody.map((userId) => log.readerOf(userId));
    const members = [...state.members].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify([log.headSeq, log.floorSeq, log.durableSettledSeq, readers, members, state.core]);
  }
}

const describeRefused = ({ refusal: { code, retryAfterMs } }: Refused): string =>
  JSON.stringify(retryAfterMs === undefined ? code : `${code}:${retryAfterMs}`);

const describeDone = (done: GroupOpDone | Refused): string =>
  "refusal" in done ? describeRefused(done) : JSON.stringify(done);

const describeAppended = ([result]: readonly AppendResult[]): string => {
  if (result === undefined) return "no answer";
  if ("refusal" in result) return describeRefused(result);
  return JSON.stringify(`${result.ack.seq} at ${result.ack.createdAt}`);
};

const describeMarked = (marked: MarkedRead | Refused): string =>
  "refusal" in marked ? describeRefused(marked) : JSON.stringify(`${marked.cursorSeq}, ${marked.unread}`);
