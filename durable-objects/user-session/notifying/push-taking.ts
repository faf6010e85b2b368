// What the user's devices are to be told now, for the consumer of a job, and what came of it. Each try is claimed before it is
// made (notice.ts). A consumer may linger: it says what came of it when it takes what has followed (decision 96).
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ReadPage, Refused } from "../../../schema/rpc/conversation.ts";
import {
  firstPushKinds,
  isNewsId,
  type PushResult,
  type SettledPushes,
  type SettlePushes,
  type SubjectId,
  type TakenPushes,
  type TakePushes,
} from "../../../schema/rpc/pushes.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { InboxRow } from "../inbox/inbox-row.ts";
import { maxParallelCalls } from "../inbox/refresh-entries.ts";
import { asksAgainAt, clearedAlong, heard, isOver, settled, tellableAt, type Notice } from "./notice.ts";
import { isCounted, PushClaims, reachableBy, type Consumer, type PushClaimsHost } from "./push-claims.ts";
import type { PushJobs } from "./push-jobs.ts";
import { reachable } from "./push-subscriptions.ts";
import { newestToTell } from "./who-is-told.ts";

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

export interface PushTakingHost extends PushClaimsHost {
  readonly jobs: Pick<PushJobs, "arrived" | "ask" | "askForRest" | "askLater" | "graceLeftMs" | "lingers" | "returned">;
  readonly read: ReadNews;
  readonly arm: () => void;
}

/** What follows within this time of what is told is told together: as long as a job would wait in the queue for it. */
const lingerMs = 2_000;
/** After so long a job asks again that was given no time. */
const askLaterMs = 5_000;
/** Entries that are asked for anew at a time, for the badge; where there are more there is none. */
const mostRefreshed = 200;

export class PushTaking {
  readonly #host: PushTakingHost;
  readonly #claims: PushClaims;

  constructor(host: PushTakingHost) {
    this.#host = host;
    this.#claims = new PushClaims(host);
  }

  async take(request: TakePushes): Promise<TakenPushes> {
    this.#host.jobs.arrived();
    return this.#take(request, false);
  }

  /** A consumer that runs earlier code is told of no clears, and of the first kinds. */
  async #take({ jobId, kinds = firstPushKinds, clears, lingers }: TakePushes, isEarly: boolean): Promise<TakenPushes> {
    const consumer: Consumer = { jobId, kinds, knowsClears: clears === true, isEarly };
    const taken = await this.#claimFor(consumer);
    // Of what is taken back no more is to be expected.
    if (lingers !== true || taken.pushes.length + (taken.news?.length ?? 0) === 0) return taken;
    this.#host.jobs.lingers();
    return { ...taken, lingerMs };
  }

  async #claimFor(consumer: Consumer): Promise<TakenPushes> {
    const pending = this.#claims.pending(consumer);
    const retryAfterMs = this.#askAgainAfterMs(consumer.jobId, consumer.knowsClears);
    if (pending.length === 0) return { pushes: [], retryAfterMs };
    const conversations = pending.filter((id): id is ConversationId => !isNewsId(id));
    const current = await this.#refresh(conversations);
    await this.#reconsider(conversations, current);
    const claimed = this.#claims.claim(consumer, current);
    const isAsked = conversations.every((id) => current.has(id) || !this.#isUntold(id));
    return { ...claimed, retryAfterMs: isAsked ? retryAfterMs : 0 };
  }

  /** To take something back nobody has to answer. */
  #isUntold(conversationId: ConversationId): boolean {
    const notice = this.#host.notices.get(conversationId);
    return notice !== null && !isOver(notice);
  }

  async settle({ jobId, results, lingered, take }: SettlePushes): Promise<SettledPushes> {
    const { jobs } = this.#host;
    this.#note(results);
    // Nobody else was asked to tell what was noted meanwhile.
    const isAwaited = jobs.returned();
    if (take !== undefined) return this.#takeAgain({ ...take, jobId });
    if (isAwaited) jobs.askForRest();
    // A job that came meanwhile found the claim open, and did not wait for its end.
    else if (results.some((result) => this.#isTellableNow(result))) jobs.ask();
    return this.#left(this.#askAgainAfterMs(jobId, true), lingered === true);
  }

  /** What came so shortly after the user was there waits as it would for its first job. */
  async #takeAgain(request: TakePushes): Promise<SettledPushes> {
    const { jobs } = this.#host;
    const isEarly = jobs.graceLeftMs() > 0;
    const { retryAfterMs, ...taken } = await this.#take(request, isEarly);
    if (isEarly) jobs.askForRest();
    return { ...taken, ...this.#left(retryAfterMs, true) };
  }

  /** @param isAcked whether the queue does not bring the job again */
  #left(retryAfterMs: number | null, isAcked: boolean): Pick<TakenPushes, "retryAfterMs"> {
    if (!isAcked || retryAfterMs === null) return { retryAfterMs };
    this.#host.jobs.askLater(retryAfterMs === 0 ? askLaterMs : retryAfterMs);
    return { retryAfterMs: null };
  }

  #note(results: readonly PushResult[]): void {
    const { notices, subscriptions, now } = this.#host;
    for (const { endpoint, outcome, cleared = [], ...claim } of results) {
      const { conversationId, deviceId } = claim;
      const device = subscriptions.inForce().find((one) => one.deviceId === deviceId);
      const isRepeatable = device !== undefined && reachable(device).isRepeatable;
      this.#change(conversationId, (notice) => settled(notice, claim, outcome, { now: now(), isRepeatable }));
      if (outcome.kind === "taken")
        for (const also of cleared)
          this.#change(also.conversationId, (notice) => clearedAlong(notice, deviceId, also.seq));
      if (outcome.kind === "gone") subscriptions.gone(deviceId, endpoint);
    }
    if (subscriptions.inForce().length === 0) notices.clear();
    this.#host.arm();
  }

  #isTellableNow({ conversationId, deviceId }: PushResult): boolean {
    const { notices, subscriptions, now } = this.#host;
    const notice = notices.get(conversationId);
    const device = subscriptions.inForce().find((one) => one.deviceId === deviceId);
    const at = notice === null || device === undefined ? null : tellableAt(notice, reachable(device));
    return at !== null && at <= now();
  }

  #change(id: SubjectId, change: (notice: Notice) => Notice): void {
    const { notices } = this.#host;
    const before = notices.get(id);
    if (before === null) return;
    const after = change(before);
    // Nobody shows anything of it any more.
    if (isOver(after) && Object.keys(after.told).length === 0) notices.delete(id);
    else notices.put(id, after);
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
      return current.has(id) && unread > 0 && this.#isUntold(id) && cursorSeq >= (notices.get(id)?.seq ?? 0);
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
    return isCounted(this.#host.inbox.settings.get(conversationId), this.#host.now());
  }

  /** @param knowsClears whether the consumer does */
  #askAgainAfterMs(jobId: string, knowsClears: boolean): number | null {
    const now = this.#host.now();
    const devices = this.#host.subscriptions.inForce().map((one) => reachableBy(one, knowsClears));
    const times = [...this.#host.notices.all.values()].flatMap((notice) =>
      devices.flatMap((device) => asksAgainAt(notice, device, jobId, now) ?? []),
    );
    return times.length === 0 ? null : Math.min(...times) - now;
  }
}
