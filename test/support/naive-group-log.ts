// A group's log in the plainest words: a list of who wrote what, a naive group that says who saw it, and counts made anew.
import type { GroupOp } from "../../schema/rpc/group.ts";
import type { AppendItem } from "../../schema/rpc/append.ts";
import { NaiveGroup, type NaiveOutcome } from "./naive-group.ts";
import { decideNaively } from "./naive-group-ops.ts";
import { poison } from "./group-log.ts";

interface NaiveEvent {
  /** Of a message; of a change who made it does not matter here. */
  readonly message: {
    readonly senderId: string;
    readonly item: AppendItem;
    /** Whom it mentions of those who were in. */
    readonly mentions: readonly string[];
  } | null;
  readonly createdAt: number;
}

export class NaiveGroupLog {
  readonly group: NaiveGroup;
  /** The event with seq n is at n − 1. */
  readonly events: NaiveEvent[] = [];
  /** Dropped up to here: history has them. */
  floor = 0;
  readonly #cursors = new Map<string, number>();
  /** By which event each came in last. */
  readonly #joined = new Map<string, number>();

  constructor(ids: readonly string[], room: number) {
    this.group = new NaiveGroup(ids, room);
  }

  cursorOf(id: string): number {
    return this.#cursors.get(id) ?? 0;
  }

  /** `seq at createdAt`, or a refusal's code. */
  append(id: string, item: AppendItem, now: number): string {
    const { clientMsgId, bodyHash, body } = item;
    for (const [index, { message, createdAt }] of this.events.entries()) {
      if (message?.senderId !== id || message.item.clientMsgId !== clientMsgId) continue;
      return message.item.bodyHash === bodyHash ? `${index + 1} at ${createdAt}` : "DUPLICATE_MESSAGE";
    }
    const whyNot = this.group.whyNotSend(id, item.mentionsAll === true, now);
    if (whyNot !== "") return whyNot;
    if (body.includes(poison.event)) return "INTERNAL";
    this.group.send(id, item.mentionsAll === true, now);
    const named = (JSON.parse(body) as { mentions?: readonly string[] }).mentions ?? [];
    const mentions = named.filter((one, at) => named.indexOf(one) === at && this.group.isIn(one));
    this.events.push({ message: { senderId: id, item, mentions }, createdAt: now });
    if (this.cursorOf(id) === this.group.head - 1) this.#cursors.set(id, this.group.head);
    return `${this.group.head} at ${now}`;
  }

  change(id: string, op: GroupOp, now: number): NaiveOutcome {
    const isPoisonous = op.kind === "announce" && (op.text === poison.event || op.text === poison.row);
    if (isPoisonous && this.#mayAnnounce(id, now)) return "INTERNAL";
    const outcome = decideNaively(this.group, id, op, now);
    while (this.events.length < this.group.head) this.events.push({ message: null, createdAt: now });
    // Joining leaves nothing unread.
    if (typeof outcome !== "string")
      for (const one of outcome.joined) {
        this.#cursors.set(one, this.group.head);
        // The first events of a group: it was created, its creator joined, the others joined.
        this.#joined.set(one, op.kind === "create" && one === id ? 2 : this.group.head);
      }
    return outcome;
  }

  /** `cursor, unread`, or a refusal's code. */
  markRead(id: string, seq: number): string {
    if (this.group.person(id).standing === "out") return "CONVERSATION_NOT_FOUND";
    if (seq > this.group.head) return "SEQ_OUT_OF_RANGE";
    if (seq > this.floor && seq > this.cursorOf(id)) this.#cursors.set(id, seq);
    return `${this.cursorOf(id)}, ${this.unreadOf(id)}`;
  }

  /** What others wrote after the cursor, and they saw. */
  unreadOf(id: string): number {
    const { saw } = this.group.person(id);
    let unread = 0;
    for (let seq = this.cursorOf(id) + 1; seq <= this.group.head; seq++) {
      const senderId = this.events[seq - 1]?.message?.senderId;
      if (saw[seq] === true && senderId !== undefined && senderId !== id) unread += 1;
    }
    return unread;
  }

  /** The last event that they know of. */
  headOf(id: string): number {
    const { saw, standing } = this.group.person(id);
    return standing === "out" ? Math.max(0, saw.lastIndexOf(true)) : this.group.head;
  }

  /** All that somebody gets for the events with `afterSeq < seq <= throughSeq`. */
  shown(id: string, afterSeq: number, throughSeq: number): string[] {
    const { saw } = this.group.person(id);
    const lines: string[] = [];
    for (let seq = afterSeq + 1, hiddenFrom = seq; seq <= throughSeq; seq++) {
      if (saw[seq] === true) {
        lines.push(this.#describe(seq));
        hiddenFrom = seq + 1;
      } else if (seq === throughSeq || saw[seq + 1] === true) lines.push(`void ${hiddenFrom} to ${seq}`);
    }
    return lines;
  }

  /** The newest message of their last stay, among so many events that were not dropped. */
  previewOf(id: string, among: number): string | null {
    const { saw } = this.group.person(id);
    const head = this.headOf(id);
    for (let seq = head; seq > Math.max(this.floor, head - among) && saw[seq] === true; seq--)
      if (this.events[seq - 1]?.message !== null) return this.#describe(seq);
    return null;
  }

  /** By which event they came in, if it is among the same events and no message is newer. */
  joinedOf(id: string, among: number): number | null {
    const { saw } = this.group.person(id);
    const head = this.headOf(id);
    for (let seq = head; seq > Math.max(this.floor, head - among) && saw[seq] === true; seq--) {
      if (this.events[seq - 1]?.message !== null) return null;
      if (this.#joined.get(id) === seq) return seq;
    }
    return null;
  }

  #describe(seq: number): string {
    const message = this.events[seq - 1]?.message ?? null;
    return message === null
      ? `${seq} changed`
      : `${seq} ${message.senderId} wrote ${message.item.clientMsgId} to ${message.mentions.join("+")}`;
  }

  #mayAnnounce(id: string, now: number): boolean {
    if (this.group.whyNotSend(id, false, now) !== "") return false;
    const { standing } = this.group.person(id);
    if (standing === "member") return this.group.settings.mayEditInfo === "members";
    return standing !== "out";
  }
}
