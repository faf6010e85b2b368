// Random schedules of what people do to messages, against a recount of a plain list.
import { readerOf } from "../../durable-objects/conversation/log/log-state.ts";
import { Random } from "../../lab/kit/random.ts";
import { everyone, type UserId } from "../../schema/protocol/ids.ts";
import { MemoryLog, type MemoryFlush } from "./memory-log.ts";

const people = ["user_ann", "user_ben", "user_cat", "user_dan"] as readonly string[] as readonly UserId[];

interface Message {
  readonly seq: number;
  readonly ordinal: number;
  readonly senderId: UserId;
  mentions: readonly UserId[];
  isRemoved: boolean;
  readonly hiddenFrom: Set<UserId>;
}

/** One conversation and the plain truth about it. */
class CountsRun {
  readonly #random: Random;
  readonly #log = new MemoryLog();
  readonly #messages: Message[] = [];
  readonly #cursors = new Map<UserId, number>();
  readonly #members = this.#log.members;
  readonly #leavers = new Set<UserId>();

  constructor(seed: number) {
    this.#random = new Random(seed);
  }

  /** The first difference, or null. */
  run(steps: number): string | null {
    const first = people.slice(0, 3);
    // In a direct conversation nobody joins: who has not said or read anything is a member all the same.
    if (this.#random.chance(0.5)) for (const userId of first) this.#members.add(userId);
    else this.#together((flush) => this.#join(flush, first));
    for (let step = 0; step < steps; step++) {
      const what = this.#random.weighted({ together: 8, restart: 2, checkpoint: 1 });
      if (what === "restart") this.#log.restart();
      else if (what === "checkpoint") this.#log.saveSettled();
      else
        this.#together((flush) => {
          for (let left = this.#random.between(1, 4); left > 0; left--) this.#act(flush);
        });
      const wrong = this.#difference(what);
      if (wrong !== null) return `step ${step}: ${wrong}`;
    }
    this.#log.restart();
    return this.#difference("last restart");
  }

  #together(act: (flush: MemoryFlush) => void): void {
    this.#leavers.clear();
    this.#log.together(act, this.#leavers);
  }

  #act(flush: MemoryFlush): void {
    const random = this.#random;
    const member = random.pick([...this.#members]);
    const present = this.#messages.filter(({ isRemoved }) => !isRemoved);
    const message = random.pickOrNone(present.slice(-8));
    const { headSeq } = flush.draft;
    const what = random.weighted({
      send: 6,
      read: 4,
      edit: 3,
      recall: 2,
      expire: 1,
      hide: 2,
      come: 1,
      go: 1,
      other: 1,
    });
    if (what === "send") this.#send(flush, member);
    else if (what === "read" && headSeq > 0) this.#read(flush, member, random.between(1, headSeq));
    else if (what === "edit" && message !== undefined) this.#edit(flush, message, this.#mentions());
    else if (what === "recall" && message !== undefined) this.#remove(flush, [message]);
    else if (what === "expire") this.#remove(flush, present.slice(0, random.between(1, 3)));
    else if (what === "hide" && message !== undefined) this.#hide(flush, member, message);
    else if (what === "come") this.#join(flush, people.filter((one) => !this.#members.has(one)).slice(0, 1));
    else if (what === "go" && this.#members.size > 1) this.#leave(flush, member);
    else this.#happens(flush, member);
  }

  #mentions(): readonly UserId[] {
    const some = [...this.#members].filter(() => this.#random.chance(0.3));
    return this.#random.chance(0.2) ? [everyone, ...some] : some;
  }

  #send(flush: MemoryFlush, senderId: UserId): void {
    const mentions = this.#mentions();
    const before = flush.draft.headSeq;
    const seq = this.#log.send(flush, senderId, mentions);
    if (this.#cursorOf(senderId) === before) this.#cursors.set(senderId, seq);
    const { ordinal } = flush.draft;
    this.#messages.push({ seq, ordinal, senderId, mentions, isRemoved: false, hiddenFrom: new Set() });
  }

  #read(flush: MemoryFlush, userId: UserId, seq: number): void {
    flush.moveCursor(userId, seq);
    this.#cursors.set(userId, Math.max(seq, this.#cursorOf(userId)));
  }

  #edit(flush: MemoryFlush, message: Message, mentions: readonly UserId[]): void {
    const { seq, ordinal, senderId, mentions: before } = message;
    this.#happens(flush, senderId);
    flush.amend({ seq, ordinal, senderId, before, after: mentions });
    message.mentions = mentions;
  }

  #remove(flush: MemoryFlush, messages: readonly Message[]): void {
    if (messages.length === 0) return;
    this.#happens(flush, this.#random.pick(people));
    for (const message of messages) {
      const { seq, ordinal, senderId, mentions } = message;
      flush.amend({ seq, ordinal, senderId, before: mentions, after: null });
      message.isRemoved = true;
    }
  }

  #hide(flush: MemoryFlush, userId: UserId, { seq, senderId, mentions, hiddenFrom }: Message): void {
    flush.hide(userId, { seq, senderId, mentions });
    hiddenFrom.add(userId);
  }

  #happens(flush: MemoryFlush, actorId: UserId): void {
    flush.appendEvents([{ type: "something-else", actorId }]);
  }

  #join(flush: MemoryFlush, userIds: readonly UserId[]): void {
    const [actorId] = userIds;
    if (actorId === undefined) return;
    for (const userId of userIds) {
      this.#members.add(userId);
      this.#leavers.delete(userId);
    }
    const joined = {
      type: "member-changed",
      actorId,
      userIds,
      change: { kind: "joined", how: "free", role: "member" },
    };
    flush.appendEvents([joined]);
    for (const userId of userIds) this.#cursors.set(userId, flush.draft.headSeq);
  }

  #leave(flush: MemoryFlush, userId: UserId): void {
    this.#happens(flush, userId);
    this.#members.delete(userId);
    this.#leavers.add(userId);
  }

  #cursorOf(userId: UserId): number {
    return this.#cursors.get(userId) ?? 0;
  }

  /** What messages that are over and not gone take away, of a range of them. */
  #overDifference(userId: UserId): string | null {
    const { headSeq } = this.#log.state;
    if (headSeq === 0) return null;
    const throughSeq = this.#random.between(1, headSeq);
    const afterSeq = this.#random.between(0, throughSeq - 1);
    const unread = this.#messages.filter(
      ({ seq, senderId, isRemoved, hiddenFrom }) =>
        seq > Math.max(afterSeq, this.#cursorOf(userId)) &&
        seq <= throughSeq &&
        senderId !== userId &&
        !isRemoved &&
        !hiddenFrom.has(userId),
    );
    const mentions = unread.filter((one) => one.mentions.includes(userId) || one.mentions.includes(everyone));
    const wanted = JSON.stringify({ unread: unread.length, mentions: mentions.length });
    const found = JSON.stringify(this.#log.overOf(userId, { afterSeq, throughSeq }));
    return found === wanted ? null : `${userId} loses ${found} of ${afterSeq} to ${throughSeq}, not ${wanted}`;
  }

  #difference(when: string): string | null {
    for (const userId of this.#members) {
      const cursor = this.#cursorOf(userId);
      const unread = this.#messages.filter(
        ({ seq, senderId, isRemoved, hiddenFrom }) =>
          seq > cursor && senderId !== userId && !isRemoved && !hiddenFrom.has(userId),
      );
      const mentions = unread.filter((one) => one.mentions.includes(userId) || one.mentions.includes(everyone));
      const wanted = JSON.stringify({ cursor, unread: unread.length, mentions: mentions.length });
      const { cursorSeq } = readerOf(this.#log.state, userId);
      const found = JSON.stringify({ cursor: cursorSeq, ...this.#log.countsOf(userId) });
      if (found !== wanted) return `after ${when} ${userId} has ${found}, not ${wanted}`;
      const over = this.#overDifference(userId);
      if (over !== null) return `after ${when} ${over}`;
    }
    return null;
  }
}

/** The first difference of this seed's schedule, or null. */
export const simulateCounts = (seed: number, steps: number): string | null => new CountsRun(seed).run(steps);
