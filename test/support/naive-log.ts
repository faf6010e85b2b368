// What the log promises, in the plainest words: a list, searched and counted anew each time.
import { everyone, uuidV7TimeMs, type UserId } from "../../schema/protocol/ids.ts";
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { AppendItem, AppendResult } from "../../schema/rpc/append.ts";
import type { MarkedRead, Refused } from "../../schema/rpc/conversation.ts";

export interface NaiveMessage {
  readonly seq: number;
  readonly senderId: UserId;
  readonly item: AppendItem;
  readonly createdAt: number;
}

export class NaiveLog {
  readonly messages: NaiveMessage[] = [];
  readonly #cursors = new Map<UserId, number>();

  cursorOf(userId: UserId): number {
    return this.#cursors.get(userId) ?? 0;
  }

  append(senderId: UserId, sent: AppendItem, clock: number): AppendResult {
    const now = Math.max(clock, this.messages.at(-1)?.createdAt ?? 0);
    const timeMs = uuidV7TimeMs(sent.clientMsgId);
    if (timeMs !== null && timeMs > now + wireLimits.clientClockLeewayMs) return { refusal: { code: "CLOCK_AHEAD" } };
    const sameId = (one: NaiveMessage): boolean =>
      one.senderId === senderId && one.item.clientMsgId === sent.clientMsgId;
    const earlier = this.messages.find(sameId);
    if (earlier !== undefined) {
      const { seq, createdAt } = earlier;
      return earlier.item.bodyHash === sent.bodyHash
        ? { ack: { seq, createdAt } }
        : { refusal: { code: "DUPLICATE_MESSAGE" } };
    }
    const seq = this.messages.length + 1;
    if (this.cursorOf(senderId) === seq - 1) this.#cursors.set(senderId, seq);
    this.messages.push({ seq, senderId, item: sent, createdAt: now });
    return { ack: { seq, createdAt: now } };
  }

  markRead(userId: UserId, seq: number): MarkedRead | Refused {
    if (seq > this.messages.length) return { refusal: { code: "SEQ_OUT_OF_RANGE" } };
    const cursorSeq = Math.max(seq, this.cursorOf(userId));
    this.#cursors.set(userId, cursorSeq);
    return { cursorSeq, ...this.countsOf(userId) };
  }

  countsOf(userId: UserId): { unread: number; mentions: number } {
    const cursor = this.cursorOf(userId);
    const unread = this.messages.filter(({ seq, senderId }) => seq > cursor && senderId !== userId);
    const mentions = unread.filter(({ item: { body } }) => {
      const { mentions: who = [] } = JSON.parse(body) as { mentions?: readonly UserId[] };
      return who.includes(userId) || who.includes(everyone);
    });
    return { unread: unread.length, mentions: mentions.length };
  }
}
