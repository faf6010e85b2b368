// What the user's devices are to be told now, for the consumer of a job, and what came of it. Each try is claimed before it is
// made (notice.ts).
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { ConversationSummary, ReadPage, Refused } from "../../../schema/rpc/conversation.ts";
import {
  firstPushKinds,
  type Push,
  type PushResult,
  type TakenPushes,
  type TakePushes,
} from "../../../schema/rpc/pushes.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { InboxRow } from "../inbox/inbox-row.ts";
import { maxParallelCalls } from "../inbox/refresh-entries.ts";
import { asksAgainAt, claimed, heard, settled, tellableAt, type Notice } from "./notice.ts";
import type { NoticeTable } from "./notice-table.ts";
import type { NotificationChoices } from "./notification-choices.ts";
import type { PushJobs } from "./push-jobs.ts";
import { reachable, type PushSubscriptions, type Subscribed } from "./push-subscriptions.ts";
import { levelNow, newestToTell } from "./who-is-told.ts";

type NewsPage = Pick<ReadPage, "events" | "more">;
/**
 * Asks the conversation anew; from then on it delivers again.
 *
 * @param from with the events after this seq, or the first of them; null: without any
 * @throws ActorUnavailable
 */
export type ReadNews = (
  conversationId: ConversationId,
  from: number | null,
) => Promise<{ readonly page: NewsPage } | Refused>;

export interface PushTakingHost {
  readonly userId: UserId;
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly jobs: Pick<PushJobs, "arrived">;
  readonly inbox: Pick<Inbox, "all" | "get" | "settings">;
  readonly choices: Pick<NotificationChoices, "all">;
  readonly budgets: Pick<Budgets, "take">;
  readonly read: ReadNews;
  readonly arm: () => void;
  readonly now: () => number;
}

type Asker = Required<TakePushes>;

/** Entries that are asked for anew at a time, for the badge; where there are more there is none. */
const mostRefreshed = 200;

export class PushTaking {
  readonly #host: PushTakingHost;

  constructor(host: PushTakingHost) {
    this.#host = host;
  }

  async take({ jobId, kinds = firstPushKinds }: TakePushes): Promise<TakenPushes> {
    const asker = { jobId, kinds };
    this.#host.jobs.arrived();
    const pending = this.#pending(asker);
    const retryAfterMs = this.#askAgainAfterMs(jobId);
    if (pending.length === 0) return { pushes: [], retryAfterMs };
    const current = await this.#refresh(pending);
    await this.#reconsider(pending, current);
    const pushes = this.#claim(asker, current);
    return { pushes, retryAfterMs: pending.every((id) => current.has(id)) ? retryAfterMs : 0 };
  }

  settle(jobId: string, results: readonly PushResult[]): Pick<TakenPushes, "retryAfterMs"> {
    const { notices, subscriptions, now } = this.#host;
    for (const { endpoint, outcome, ...claim } of results) {
      const { conversationId, deviceId } = claim;
      const notice = notices.get(conversationId);
      const device = subscriptions.inForce().find((one) => one.deviceId === deviceId);
      const isRepeatable = device !== undefined && reachable(device).isRepeatable;
      if (notice !== null) notices.put(conversationId, settled(notice, claim, outcome, { now: now(), isRepeatable }));
      if (outcome.kind === "gone") subscriptions.gone(deviceId, endpoint);
    }
    if (subscriptions.inForce().length === 0) notices.clear();
    this.#host.arm();
    return { retryAfterMs: this.#askAgainAfterMs(jobId) };
  }

  /** Conversations of which some device may be told something now. */
  #pending(asker: Asker): ConversationId[] {
    return [...this.#host.notices.all].flatMap(([id, notice]) =>
      this.#tellable(notice, asker).length > 0 ? [id] : [],
    );
  }

  #tellable(notice: Notice, { kinds }: Asker): readonly Subscribed[] {
    const now = this.#host.now();
    return this.#host.subscriptions.inForce().filter((device) => {
      if (!kinds.includes(device.target.kind)) return false;
      const at = tellableAt(notice, reachable(device));
      // The clock may have been set back since it was noted.
      return at !== null && (at <= now || at === notice.at);
    });
  }

  /**
   * Asks conversations for what is not known of them: of those that are pending, and that count for the badge.
   *
   * @returns those whose entries are current; the others did not answer, or were too many
   */
  async #refresh(pending: readonly ConversationId[]): Promise<Set<ConversationId>> {
    const { inbox, read } = this.#host;
    const isPending = new Set(pending);
    const counted = inbox.all().filter((row) => isPending.has(row.conversationId) || this.#counts(row));
    const first = counted.toSorted(
      (a, b) => Number(isPending.has(b.conversationId)) - Number(isPending.has(a.conversationId)),
    );
    const current = new Set(counted.filter(({ stale }) => !stale).map(({ conversationId }) => conversationId));
    const stale = first.filter((row) => row.stale).slice(0, mostRefreshed);
    await eachInParallel(stale, maxParallelCalls, async ({ conversationId }) => {
      try {
        await read(conversationId, null);
        current.add(conversationId);
      } catch (cause) {
        logErrorSeldom("entry not refreshed", cause, { conversationId });
      }
    });
    return current;
  }

  /**
   * The user has read what they were to be told of, and there is more that is unread: it came while the conversation was
   * silent, and nobody has judged it yet.
   */
  async #reconsider(pending: readonly ConversationId[], current: Set<ConversationId>): Promise<void> {
    const { inbox, notices } = this.#host;
    const unjudged = pending.filter((id) => {
      const { cursorSeq = 0, unread = 0 } = inbox.get(id)?.summary ?? {};
      return current.has(id) && unread > 0 && cursorSeq >= (notices.get(id)?.seq ?? 0);
    });
    await eachInParallel(unjudged, maxParallelCalls, async (id) => {
      try {
        await this.#judge(id);
      } catch (cause) {
        current.delete(id);
        logErrorSeldom("entry not refreshed", cause, { conversationId: id });
      }
    });
  }

  async #judge(conversationId: ConversationId): Promise<void> {
    const { inbox, notices, choices, read, userId, now } = this.#host;
    const from = notices.get(conversationId)?.seq ?? 0;
    const answer = await read(conversationId, from);
    const summary = inbox.get(conversationId)?.summary ?? null;
    const notice = notices.get(conversationId);
    if ("refusal" in answer || summary === null || notice === null) return;
    const { events, more } = answer.page;
    const settings = inbox.settings.get(conversationId);
    const { cursorSeq, headSeq } = summary;
    const frames = events.map(({ frame }) => frame);
    const seq = more
      ? headSeq
      : newestToTell(frames, { userId, cursorSeq, settings, choices: choices.all, now: now() });
    if (seq !== null) notices.put(conversationId, heard(notice, seq, notice.at));
  }

  #counts({ conversationId }: InboxRow): boolean {
    return (this.#host.inbox.settings.get(conversationId).mutedUntil ?? 0) <= this.#host.now();
  }

  /** No `await` from looking at what is to be told to the claims. */
  #claim(asker: Asker, current: ReadonlySet<ConversationId>): readonly Push[] {
    const { inbox, notices } = this.#host;
    const badge = this.#badge(current);
    return this.#pending(asker).flatMap((conversationId) => {
      const summary = inbox.get(conversationId)?.summary ?? null;
      const notice = notices.get(conversationId);
      if (notice === null || !current.has(conversationId)) return [];
      if (summary === null || isOver(summary, notice) || this.#isHeldBack(conversationId, summary)) {
        notices.delete(conversationId);
        return [];
      }
      return this.#claimFor(asker, conversationId, { notice, summary, badge });
    });
  }

  /** The user has muted the conversation since, or it is late: nobody is told then, nor when that is over. */
  #isHeldBack(conversationId: ConversationId, { mentions = 1 }: ConversationSummary): boolean {
    const { inbox, choices, now } = this.#host;
    const level = levelNow({ settings: inbox.settings.get(conversationId), choices: choices.all, now: now() });
    return level === "none" || (level === "mentions" && mentions === 0);
  }

  /** One row, however many devices there are. */
  #claimFor(
    asker: Asker,
    conversationId: ConversationId,
    told: { readonly notice: Notice; readonly summary: ConversationSummary; readonly badge: number | null },
  ): readonly Push[] {
    const { kind, peerId, group, preview, unread, mentions, headSeq } = told.summary;
    const now = this.#host.now();
    const devices = this.#tellable(told.notice, asker);
    // Its notice stays: by the next day's budget the newest is told.
    if (this.#host.budgets.take({ pushes: devices.length }) !== null) return [];
    const isShown = this.#host.choices.all.preview;
    // Without devices that are not told any more.
    const inForce = new Set<string>(this.#host.subscriptions.inForce().map(({ deviceId }) => deviceId));
    const kept = Object.entries(told.notice.told).filter(([deviceId]) => inForce.has(deviceId));
    let notice: Notice = { ...told.notice, told: Object.fromEntries(kept) };
    const pushes = devices.map(({ deviceId, target }): Push => {
      const claim = claimed(notice, deviceId, { upTo: headSeq, now, by: asker.jobId });
      notice = claim.notice;
      return {
        deviceId,
        conversationId,
        seq: headSeq,
        attempt: claim.attempt,
        target,
        badge: told.badge,
        about: {
          kind,
          ...(peerId !== undefined && { peerId }),
          ...(group !== undefined && { group }),
          // Written on another device meanwhile: nobody is told of their own words.
          preview: isShown && preview?.senderId !== this.#host.userId ? preview : null,
          unread,
          ...(mentions !== undefined && { mentions }),
        },
      };
    });
    this.#host.notices.put(conversationId, notice);
    return pushes;
  }

  #badge(current: ReadonlySet<ConversationId>): number | null {
    const counted = this.#host.inbox.all().filter((row) => this.#counts(row));
    if (counted.some(({ conversationId }) => !current.has(conversationId))) return null;
    return counted.reduce((sum, { summary }) => sum + (summary?.unread ?? 0), 0);
  }

  #askAgainAfterMs(jobId: string): number | null {
    const now = this.#host.now();
    const devices = this.#host.subscriptions.inForce().map(reachable);
    const times = [...this.#host.notices.all.values()].flatMap((notice) =>
      devices.flatMap((device) => asksAgainAt(notice, device, jobId, now) ?? []),
    );
    return times.length === 0 ? null : Math.min(...times) - now;
  }
}

/** The user has read up to what they were to be told of, or it is gone; or they have not accepted who writes. */
const isOver = ({ cursorSeq, unread, request, left }: ConversationSummary, { seq }: Notice): boolean =>
  unread === 0 || cursorSeq >= seq || request === true || left === true;
