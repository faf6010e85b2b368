// Decides what each device is told now of what the conversations have just said, and claims it before it is told (notice.ts).
import type { ConversationId, DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";
import {
  isNewsId,
  type Clear,
  type Cleared,
  type NewsId,
  type NewsPush,
  type Push,
  type SubjectId,
  type TakenPushes,
  type TakePushes,
} from "../../../schema/rpc/pushes.ts";
import { levelNow, type Wishes } from "../../../schema/telling/level-now.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { isHidden, type StoredSettings } from "../inbox/settings.ts";
import {
  claimed,
  claimHoldsMs,
  clearClaimed,
  isOver,
  mayShow,
  tellableAt,
  untold,
  type Notice,
  type Reachable,
} from "./notice.ts";
import type { News } from "./news.ts";
import type { NoticeTable } from "./notice-table.ts";
import type { NotificationChoices } from "./notification-choices.ts";
import { pushedAbout } from "./pushed-about.ts";
import { reachable, type PushSubscriptions, type Subscribed } from "./push-subscriptions.ts";
import { isReadBy, type TakingBack } from "./taking-back.ts";

export interface PushClaimsHost {
  readonly userId: UserId;
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly takingBack: Pick<TakingBack, "takeBack">;
  readonly news: Pick<News, "current">;
  readonly inbox: Pick<Inbox, "all" | "get" | "settings">;
  readonly choices: Pick<NotificationChoices, "all">;
  readonly budgets: Pick<Budgets, "take">;
  readonly now: () => number;
}

/** Whether the conversation counts for the badge. */
export const isCounted = ({ mutedUntil = 0 }: Pick<StoredSettings, "mutedUntil">, now: number): boolean =>
  mutedUntil <= now;

/** As a consumer can reach it. */
export function reachableBy(device: Subscribed, knowsClears: boolean): Reachable {
  const reached = reachable(device);
  return { ...reached, canClear: reached.canClear && knowsClears };
}

/** Conversations that a push names beside its own: a push has room for about 4,000 bytes. */
const mostCleared = 16;

type Claims = Omit<TakenPushes, "retryAfterMs">;
const nothing: Claims = { pushes: [] };

/** Who asks, for which job, and what it can tell. `isEarly`: the user may be about to read what has come; only clears are told. */
export interface Consumer extends Required<Pick<TakePushes, "jobId" | "kinds">> {
  readonly knowsClears: boolean;
  readonly isEarly: boolean;
}

interface Taking extends Consumer {
  readonly badge: number | null;
}

export class PushClaims {
  readonly #host: PushClaimsHost;

  constructor(host: PushClaimsHost) {
    this.#host = host;
  }

  /** Of what some device may be told something now. A consumer that runs earlier code knows no news. */
  pending(consumer: Consumer): SubjectId[] {
    return [...this.#host.notices.all].flatMap(([id, notice]) =>
      (consumer.knowsClears || !isNewsId(id)) &&
      (!consumer.isEarly || isOver(notice)) &&
      this.#tellable(notice, consumer).length > 0
        ? [id]
        : [],
    );
  }

  #tellable(notice: Notice, { kinds, knowsClears }: Consumer): readonly Subscribed[] {
    const now = this.#host.now();
    return this.#host.subscriptions.inForce().filter((device) => {
      if (!kinds.includes(device.target.kind)) return false;
      const at = tellableAt(notice, reachableBy(device, knowsClears));
      // The clock may have been set back since it was noted.
      return at !== null && (at <= now || at === notice.at);
    });
  }

  /**
   * No `await` from looking at what is to be told to the claims.
   *
   * @param asked conversations whose entries are current, as of the moment at which they were asked
   */
  claim(consumer: Consumer, asked: ReadonlySet<SubjectId>): Claims {
    const taking: Taking = { ...consumer, badge: this.#badge(asked) };
    const current = new Set([...asked].filter((id) => !this.#isHeardSince(id)));
    const claims = this.pending(consumer).map((id) => this.#claimOf(taking, id, current));
    const pushes = claims.flatMap((one) => one.pushes);
    if (!consumer.knowsClears) return { pushes };
    return {
      pushes,
      clears: claims.flatMap(({ clears = [] }) => clears),
      news: claims.flatMap(({ news = [] }) => news),
    };
  }

  /** More was noted than the conversation has said: it came while others were asked, and has a job of its own. */
  #isHeardSince(id: SubjectId): boolean {
    const { inbox, notices } = this.#host;
    const headSeq = isNewsId(id) ? undefined : inbox.get(id)?.summary?.headSeq;
    return headSeq !== undefined && (notices.get(id)?.seq ?? 0) > headSeq;
  }

  #claimOf(taking: Taking, id: SubjectId, current: ReadonlySet<SubjectId>): Claims {
    const notice = isNewsId(id) ? this.#decidedNews(id) : this.#decided(id, current);
    if (notice === null) return nothing;
    if (isOver(notice)) return { pushes: [], clears: this.#claimClears(taking, id, notice) };
    if (isNewsId(id)) return { pushes: [], news: this.#claimNews(taking, id, notice) };
    return current.has(id) ? { pushes: this.#claimPushes(taking, id, notice) } : nothing;
  }

  /** The notice as what is so now makes it; null: nobody is to be told anything. */
  #decidedNews(id: NewsId): Notice | null {
    const { news, notices, takingBack } = this.#host;
    const notice = notices.get(id);
    const isHeldBack = (): boolean => this.#levelOf({}, true) !== "all";
    return notice === null || isOver(notice) || (news.current(id) !== null && !isHeldBack())
      ? notice
      : takingBack.takeBack(id, notice);
  }

  /** The notice as what the conversation says makes it; null: nobody is to be told anything. */
  #decided(conversationId: ConversationId, current: ReadonlySet<SubjectId>): Notice | null {
    const { inbox, notices, takingBack, choices } = this.#host;
    const notice = notices.get(conversationId);
    if (notice === null || isOver(notice) || !current.has(conversationId)) return notice;
    const summary = inbox.get(conversationId)?.summary ?? null;
    const { messageRequests } = choices.all;
    if (summary === null || isReadBy(summary, notice.seq, messageRequests) || this.#isUnwanted(conversationId, summary))
      return takingBack.takeBack(conversationId, notice);
    const changes = Object.values(notice.told).filter(({ changedAt }) => changedAt !== undefined);
    // No event tells of what was erased so: what replaced it would be taken for a repeat.
    if (changes.some(({ seq }) => seq >= summary.headSeq)) return takingBack.takeBack(conversationId, notice);
    if (!this.#isHeldBack(conversationId, summary, true)) return notice;
    // Quiet hours have begun: nothing is told, but that what is not so any more is over.
    if (changes.length > 0) return takingBack.takeBack(conversationId, notice);
    const kept = untold(notice);
    if (kept === null) notices.delete(conversationId);
    else notices.put(conversationId, kept);
    return null;
  }

  #isUnwanted(conversationId: ConversationId, summary: ConversationSummary): boolean {
    const settings = this.#host.inbox.settings.get(conversationId);
    return isHidden(settings, summary) || this.#isHeldBack(conversationId, summary, false);
  }

  /** The user has muted the conversation since, or it is late: nobody is told then, nor when that is over. */
  #isHeldBack(conversationId: ConversationId, { mentions = 1 }: ConversationSummary, isByTime: boolean): boolean {
    const level = this.#levelOf(this.#host.inbox.settings.get(conversationId), isByTime);
    return level === "none" || (level === "mentions" && mentions === 0);
  }

  #levelOf(settings: Wishes["settings"], isByTime: boolean): "all" | "mentions" | "none" {
    const { choices, now } = this.#host;
    const { mentionsBreakThrough, quietHours } = choices.all;
    return levelNow({
      settings,
      choices: { mentionsBreakThrough, quietHours: isByTime ? quietHours : null },
      now: now(),
    });
  }

  /** One row, however many devices there are. */
  #claimPushes(taking: Taking, conversationId: ConversationId, noted: Notice): readonly Push[] {
    const { inbox, notices, choices, userId } = this.#host;
    const summary = inbox.get(conversationId)?.summary ?? null;
    const devices = this.#tellable(noted, taking);
    if (summary === null || !this.#pays(devices.length)) return [];
    const { preview, headSeq } = summary;
    let notice = this.#ofDevicesInForce(noted);
    const pushes = devices.map(({ deviceId, target }): Push => {
      const last = notice.told[deviceId];
      const claim = claimed(notice, deviceId, { upTo: headSeq, ...this.#by(taking), shown: preview?.seq });
      notice = claim.notice;
      const cleared = taking.knowsClears ? this.#clearedAlong(deviceId) : [];
      return {
        deviceId,
        conversationId,
        seq: headSeq,
        attempt: claim.attempt,
        target,
        badge: taking.badge,
        about: pushedAbout(summary, choices.all, userId),
        ...(last !== undefined && last.seq >= noted.seq && last.changedAt !== undefined && { replaces: true }),
        ...(cleared.length > 0 && { cleared }),
      };
    });
    notices.put(conversationId, notice);
    return pushes;
  }

  /** One row. */
  #claimNews(taking: Taking, id: NewsId, noted: Notice): readonly NewsPush[] {
    const current = this.#host.news.current(id);
    const devices = this.#tellable(noted, taking);
    if (current === null || !this.#pays(devices.length)) return [];
    const { seq, about } = current;
    let notice = this.#ofDevicesInForce(noted);
    const pushes = devices.map(({ deviceId, target }): NewsPush => {
      const claim = claimed(notice, deviceId, { upTo: seq, ...this.#by(taking) });
      notice = claim.notice;
      const cleared = this.#clearedAlong(deviceId);
      const also = cleared.length > 0 && { cleared };
      return { deviceId, conversationId: id, seq, attempt: claim.attempt, target, badge: taking.badge, about, ...also };
    });
    this.#host.notices.put(id, notice);
    return pushes;
  }

  /** One row. */
  #claimClears(taking: Taking, id: SubjectId, noted: Notice): readonly Clear[] {
    const devices = this.#tellable(noted, taking);
    if (devices.length === 0 || !this.#pays(devices.length)) return [];
    let notice = this.#ofDevicesInForce(noted);
    const clears = devices.flatMap(({ deviceId, target }): readonly Clear[] => {
      const claim = clearClaimed(notice, deviceId, this.#by(taking));
      if (claim === null) return [];
      notice = claim.notice;
      const { seq, attempt } = claim;
      return [{ deviceId, conversationId: id, seq, attempt, target, badge: taking.badge }];
    });
    this.#host.notices.put(id, notice);
    return clears;
  }

  /** What this device may show still of conversations that are over, if it can be told by a push only; the oldest first. */
  #clearedAlong(deviceId: DeviceId): readonly Cleared[] {
    const { notices, subscriptions, now } = this.#host;
    const device = subscriptions.inForce().find((one) => one.deviceId === deviceId);
    if (device === undefined || reachable(device).canClear) return [];
    const all = [...notices.all].flatMap(([conversationId, notice]) => {
      const told = isOver(notice) ? notice.told[deviceId] : undefined;
      const isOnItsWay = told?.state === "open" && told.at + claimHoldsMs > now();
      return told === undefined || !mayShow(told) || isOnItsWay
        ? []
        : [{ at: notice.at, cleared: { conversationId, seq: told.seq } }];
    });
    return all
      .toSorted((a, b) => a.at - b.at)
      .slice(0, mostCleared)
      .map(({ cleared }) => cleared);
  }

  /** What cannot be paid waits: by the next day's budget the newest is told. */
  #pays(pushes: number): boolean {
    return this.#host.budgets.take({ pushes }) === null;
  }

  #by({ jobId }: Taking): { readonly now: number; readonly by: string } {
    return { now: this.#host.now(), by: jobId };
  }

  #ofDevicesInForce(notice: Notice): Notice {
    const inForce = new Set<string>(this.#host.subscriptions.inForce().map(({ deviceId }) => deviceId));
    const kept = Object.entries(notice.told).filter(([deviceId]) => inForce.has(deviceId));
    return { ...notice, told: Object.fromEntries(kept) };
  }

  #badge(current: ReadonlySet<SubjectId>): number | null {
    const { inbox, now } = this.#host;
    const counted = inbox.all().filter(({ conversationId }) => isCounted(inbox.settings.get(conversationId), now()));
    if (counted.some(({ conversationId }) => !current.has(conversationId))) return null;
    return counted.reduce((sum, { summary }) => sum + (summary?.unread ?? 0), 0);
  }
}
