// Notes that what the user's devices show is over, or is not so any more, and has a job tell them. Costs nothing where no device
// was told anything.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";
import { isNewsId, type SubjectId } from "../../../schema/rpc/pushes.ts";
import { changed, isOver, newestTold, over, type Changes, type Notice } from "./notice.ts";
import type { NoticeTable } from "./notice-table.ts";
import type { NotificationChoices } from "./notification-choices.ts";
import type { PushJobs } from "./push-jobs.ts";
import { reachable, type PushSubscriptions } from "./push-subscriptions.ts";

export interface TakingBackHost {
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly jobs: Pick<PushJobs, "ask">;
  readonly choices: Pick<NotificationChoices, "all">;
  readonly arm: () => void;
  readonly now: () => number;
}

/** As far as it is known: how far the user has read, and what is unread. */
export type ReadSoFar = Pick<ConversationSummary, "cursorSeq"> &
  Partial<Pick<ConversationSummary, "unread" | "request" | "left">>;

/**
 * The user has read up to what they were to be told of, or it is gone; or they have not accepted who writes.
 *
 * @param messageRequests whether they want to be told of that
 */
export const isReadBy = (
  { cursorSeq, unread, request, left }: ReadSoFar,
  seq: number,
  messageRequests: boolean,
): boolean => unread === 0 || cursorSeq >= seq || (request === true && !messageRequests) || left === true;

/** Something was heard that no job has asked of yet: one will, and sees what is over. Until then the conversation may be silent. */
const isAwaited = ({ seq, told }: Notice): boolean => !Object.values(told).some((one) => one.seq >= seq);

export class TakingBack {
  readonly #host: TakingBackHost;

  constructor(host: TakingBackHost) {
    this.#host = host;
  }

  /** The user has read so far, here or on any device. */
  read(conversationId: ConversationId, soFar: ReadSoFar): void {
    const notice = this.#noticeOf(conversationId);
    if (notice === null) return;
    const { messageRequests } = this.#host.choices.all;
    if (isReadBy(soFar, newestTold(notice), messageRequests)) this.#end(conversationId, notice);
  }

  /** The user wants to see nothing of it, or has answered it. */
  unwanted(id: SubjectId): void {
    const notice = this.#noticeOf(id);
    if (notice !== null) this.#end(id, notice);
  }

  /** These messages are gone, and no event may have said so. */
  erased(conversationId: ConversationId, seqs: readonly number[]): void {
    this.changed(conversationId, new Map(seqs.map((seq) => [seq, Number.POSITIVE_INFINITY])));
  }

  /** These messages were recalled or edited, or have expired. Who shows one of them is told what the conversation says then. */
  changed(conversationId: ConversationId, changes: Changes): void {
    const before = changes.size === 0 ? null : this.#noticeOf(conversationId);
    if (before === null) return;
    const notice = changed(before, changes, this.#host.now());
    if (notice === before) return;
    this.#host.notices.put(conversationId, notice);
    this.#ask();
  }

  /**
   * Nothing of it is to be shown any more. One row.
   *
   * @returns the notice as it is then; null: nobody shows anything
   */
  takeBack(id: SubjectId, notice: Notice): Notice | null {
    const { notices, subscriptions, now } = this.#host;
    const inForce = new Set<string>(subscriptions.inForce().map(({ deviceId }) => deviceId));
    const after = over(notice, now(), (deviceId) => inForce.has(deviceId));
    if (after === null) notices.delete(id);
    else notices.put(id, after);
    return after;
  }

  /** Null: nobody was told anything that is not over. */
  #noticeOf(id: SubjectId): Notice | null {
    const { subscriptions, notices } = this.#host;
    const notice = subscriptions.inForce().length === 0 ? null : notices.get(id);
    return notice === null || isOver(notice) ? null : notice;
  }

  #end(id: SubjectId, notice: Notice): void {
    if (!isNewsId(id) && isAwaited(notice)) return;
    const { told = {} } = this.takeBack(id, notice) ?? {};
    const devices = this.#host.subscriptions.inForce().map(reachable);
    if (devices.some(({ deviceId, canClear }) => canClear && told[deviceId] !== undefined)) this.#ask();
  }

  #ask(): void {
    this.#host.arm();
    this.#host.jobs.ask();
  }
}
