// How far members have read, as others are shown it: to all at once in small conversations, as a paced count to the author
// of the newest message in large ones, and to the author of any message who asks.
import type { DownFrame } from "../../schema/protocol/down.ts";
import type { UserId } from "../../schema/protocol/ids.ts";
import {
  refused,
  type ReceiptsAnswer,
  type ReceiptsChoice,
  type ReceiptsRequest,
  type Refused,
} from "../../schema/rpc/conversation.ts";
import { signalReach } from "../stream/reach.ts";
import { judgeAuthor } from "../stream/whose-message.ts";
import type { CoreHost } from "./core-host.ts";
import type { ViewedLog } from "./log/viewed-log.ts";
import { CountPace } from "./readers/count-pace.ts";
import { HiddenReaders } from "./readers/hidden-readers.ts";
import { lastOwnSeq, type Reader } from "./readers/readers.ts";
import { readersOf, receiptsPage, type ListedMember } from "./readers/receipts-page.ts";

type ReceiptsHost = Pick<
  CoreHost<never, never>,
  "conversationId" | "ctx" | "memberships" | "isMember" | "mayShowReads" | "areFriends" | "memberCount" | "intervalsOf"
>;

interface ReceiptsTools {
  readonly log: { readonly headSeq: number; readerOf(userId: UserId): Reader };
  readonly view: Pick<ViewedLog, "range">;
  /** Tells the live members for whom there is a frame; a later one with the same key replaces it. */
  signal(key: string, frameFor: (userId: UserId) => DownFrame | null): void;
}

export class Receipts {
  readonly #host: ReceiptsHost;
  readonly #tools: ReceiptsTools;
  readonly #hidden: HiddenReaders;
  readonly #pace = new CountPace();
  /** Rows written and counts told that no caller has paid for yet. */
  #unpaid = 0;

  constructor(host: ReceiptsHost, tools: ReceiptsTools) {
    this.#host = host;
    this.#tools = tools;
    this.#hidden = new HiddenReaders({
      sql: host.ctx.storage.sql,
      isMember: (userId) => host.isMember(userId),
      forFriends: host.areFriends === undefined ? null : host.ctx.storage.kv,
    });
  }

  /** Before a mark is judged. A stranger's choice is of no matter. */
  choose(userId: UserId, choice: ReceiptsChoice | undefined): void {
    if (choice !== undefined && this.#host.isMember(userId)) this.#unpaid += this.#hidden.note(userId, choice);
  }

  /** Within the transaction in which they leave: if they come back, their sessions say anew what they have chosen. */
  leaving(userIds: Iterable<UserId>): void {
    this.#hidden.deleteRows(userIds);
  }

  /** After it. */
  left(userIds: Iterable<UserId>): void {
    this.#hidden.forget(userIds);
  }

  /** What marks have caused beside themselves since this was asked. */
  takeUnpaid(): number {
    const unpaid = this.#unpaid;
    this.#unpaid = 0;
    return unpaid;
  }

  /** After a commit. @param cursors that moved */
  committed(cursors: readonly { readonly userId: UserId; readonly seq: number }[]): void {
    if (signalReach(this.#host.memberCount()) === 0) return this.#tellCount(cursors.length > 0);
    const { conversationId } = this.#host;
    for (const { userId, seq } of cursors) {
      if (this.#isHidden(userId)) continue;
      this.#tools.signal(`receipt:${userId}`, (to) =>
        // The choice may have come between the commit and the delivery.
        to === userId || this.#isHidden(userId) ? null : { type: "read-receipt", conversationId, userId, seq },
      );
    }
  }

  /** Who has read a message, or who has not: for its author, while they are a member. */
  list(asked: ReceiptsRequest): ReceiptsAnswer | Refused {
    const { log, view } = this.#tools;
    const { userId, seq } = asked;
    if (!this.#host.isMember(userId)) return refused("CONVERSATION_NOT_FOUND");
    if (seq > log.headSeq) return refused("MESSAGE_NOT_FOUND");
    // What is not theirs to see comes as a void.
    const { missing, events } = view.range(this.#host.intervalsOf(userId), seq - 1, seq);
    const [dropped = null] = missing;
    const refusal = dropped === null ? judgeAuthor(events[0]?.frame, userId) : null;
    return refusal === null ? { ...receiptsPage(this.#listed(), asked), missing: dropped } : { refusal };
  }

  #tellCount(hasMoved: boolean): void {
    const now = Date.now();
    if (!this.#pace.isDue(hasMoved, now)) return;
    const newest = this.#newest();
    if (newest === null) return;
    this.#pace.told(now);
    this.#unpaid += 1;
    // Counted at the delivery, which may be later; somebody else may have written meanwhile.
    this.#tools.signal("receipt-count", (to) => (to === newest.authorId ? this.#countFor(to) : null));
  }

  #countFor(authorId: UserId): DownFrame | null {
    const newest = this.#newest();
    if (newest === null || newest.authorId !== authorId) return null;
    const { conversationId } = this.#host;
    const count = readersOf(this.#listed(), authorId, newest.seq);
    return { type: "receipt-count", conversationId, seq: newest.seq, count };
  }

  /** The newest message of anybody who is a member. */
  #newest(): { readonly authorId: UserId; readonly seq: number } | null {
    let newest: { readonly authorId: UserId; readonly seq: number } | null = null;
    for (const [authorId] of this.#host.memberships()) {
      const seq = lastOwnSeq(this.#tools.log.readerOf(authorId).own);
      if (seq > (newest?.seq ?? 0)) newest = { authorId, seq };
    }
    return newest;
  }

  #isHidden(userId: UserId): boolean {
    if (!this.#host.mayShowReads()) return true;
    if (!this.#hidden.has(userId)) return false;
    return !(this.#hidden.isForFriends(userId) && this.#host.areFriends?.() === true);
  }

  *#listed(): Generator<ListedMember> {
    for (const [userId, joinedSeq] of this.#host.memberships()) {
      const { cursorSeq } = this.#tools.log.readerOf(userId);
      yield { userId, joinedSeq, cursorSeq, isHidden: this.#isHidden(userId) };
    }
  }
}
