// The digest: a mail about what the user has missed for a day, at most one a day, and of each message once. A job asks for it; the
// conversations are asked then, so that nothing is told that was read or recalled (decision 97).
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { Mail, MailOutcome, Missed } from "../../../schema/rpc/mails.ts";
import type { KindOfWork } from "../../runtime/due-work.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { InboxRow } from "../inbox/inbox-row.ts";
import { maxParallelCalls } from "../inbox/refresh-entries.ts";
import { claimHoldsMs } from "../notifying/notice.ts";
import { pushedAbout } from "../notifying/pushed-about.ts";
import type { NotificationChoices } from "../notifying/notification-choices.ts";
import type { ReadNews } from "../notifying/push-taking.ts";
import { messagesToTell } from "../notifying/who-is-told.ts";
import type { EmailTable, Told } from "./email-table.ts";
import { levelOfDigest, mayBeMissed, missedAfterMs, nextDigestAt } from "./missed.ts";

export interface DigestHost {
  readonly userId: UserId;
  readonly table: EmailTable;
  readonly choices: Pick<NotificationChoices, "all" | "edit">;
  readonly inbox: Pick<Inbox, "all" | "get" | "entryOf" | "settings">;
  readonly read: ReadNews;
  readonly budgets: Pick<Budgets, "take">;
  readonly jobs: Pick<JobOutbox, "add">;
  /** Sends the added jobs. Nobody waits for it. */
  readonly startJobs: () => void;
  /** Why nobody is to be told: the account is suspended, or about to end. */
  readonly refusal: () => Refused | null;
  readonly arm: () => void;
  readonly now: () => number;
}

/** A job that does not come back, or finds no answer, is followed by another after so long. */
const askAgainMs = 3_600_000;
/** Entries that are asked for anew at a time; the rest an hour later. */
const mostRefreshed = 200;
/** Pages that are read of a conversation, to find the oldest message that was missed. */
const mostPages = 5;
/** Conversations that a mail names; it counts the others. */
const mostNamed = 20;

/** What was found in one conversation. */
interface Found {
  readonly conversationId: ConversationId;
  /** When the oldest message came, ms since 1970. */
  readonly since: number;
  readonly headSeq: number;
}

export class Digest implements KindOfWork {
  readonly deadlineMs = 10_000;
  readonly #host: DigestHost;

  constructor(host: DigestHost) {
    this.#host = host;
  }

  get #isOn(): boolean {
    const { table, choices } = this.#host;
    return table.stored.current !== null && choices.all.emailDigest;
  }

  /** Digests were turned on or off. What was unread before may be missed, too. */
  chosen(): void {
    const { table } = this.#host;
    if (this.#isOn) this.heard();
    else if (table.stored.digestAt !== null) table.edit({ digestAt: null });
  }

  /** Something came: a day later there may be something that was missed. At most one row a day. */
  heard(): void {
    const { table, arm, now } = this.#host;
    if (!this.#isOn || table.stored.digestAt !== null) return;
    table.edit({ digestAt: now() + missedAfterMs });
    arm();
  }

  /** Whoever has the link of a mail, which went to this address, wants no more of them. */
  stop(addressId: string): void {
    const { table, choices } = this.#host;
    if (table.stored.current?.id !== addressId) return;
    choices.edit({ emailDigest: false });
    this.chosen();
  }

  dueAt(): number | null {
    return this.#isOn ? this.#host.table.stored.digestAt : null;
  }

  run({ now }: { readonly now: number }): void {
    const dueAt = this.dueAt();
    if (dueAt === null || dueAt > now) return;
    const { table, inbox, jobs, userId, startJobs } = this.#host;
    const mayBe = inbox.all().some(({ stale, summary }) => stale || (summary?.unread ?? 0) > 0);
    table.edit({ digestAt: mayBe ? now + askAgainMs : null });
    if (!mayBe) return;
    jobs.add("mail", { userId, what: "digest" });
    startJobs();
  }

  /** Claimed before it is sent: a job that comes again gets none. Null: there is nothing to tell, or nobody to be told. */
  async take(jobId: string): Promise<Mail | null> {
    if (!this.#mayTell(jobId)) return null;
    const isComplete = await this.#refresh();
    const found: Found[] = [];
    await eachInParallel(this.#candidates(), maxParallelCalls, async (row) => {
      const one = await this.#look(row);
      if (one !== null) found.push(one);
    });
    // No `await` from here to the claim. Another call may have been faster.
    return this.#mayTell(jobId) ? this.#claim(jobId, found, isComplete) : null;
  }

  #mayTell(jobId: string): boolean {
    const { table, refusal, now } = this.#host;
    const { claim } = table.stored;
    const isClaimed = claim !== null && (claim.jobId === jobId || now() < claim.at + claimHoldsMs);
    return this.#isOn && refusal() === null && !isClaimed;
  }

  settle(jobId: string, outcome: MailOutcome): void {
    const { table, choices, arm, now } = this.#host;
    const { claim } = table.stored;
    if (claim?.jobId !== jobId) return;
    if (outcome === "refused") table.edit({ claim: null, ...claim.before, digestAt: now() + askAgainMs });
    else table.edit({ claim: null });
    // No mail can go there: whoever wants digests says so again.
    if (outcome === "rejected") {
      choices.edit({ emailDigest: false });
      this.chosen();
    }
    arm();
  }

  /** @returns whether all entries are current */
  async #refresh(): Promise<boolean> {
    const { inbox, read } = this.#host;
    const stale = inbox.all().filter((row) => row.stale);
    let answered = 0;
    await eachInParallel(stale.slice(0, mostRefreshed), maxParallelCalls, async ({ conversationId }) => {
      try {
        await read(conversationId, null);
        answered += 1;
      } catch (cause) {
        logErrorSeldom("entry not refreshed", cause, { conversationId });
      }
    });
    return answered === stale.length;
  }

  #candidates(): readonly InboxRow[] {
    const { inbox, table, choices, now } = this.#host;
    return inbox.all().filter((row) => {
      const { conversationId, summary } = row;
      const wishes = { settings: inbox.settings.get(conversationId), choices: choices.all, now: now() };
      const isBlocked = inbox.entryOf(row)?.blocked === true;
      return summary !== null && !isBlocked && mayBeMissed(summary, table.stored.told[conversationId] ?? 0, wishes);
    });
  }

  /** When the oldest message came of which a digest is to tell; null: there is none, or the conversation does not answer. */
  async #look({ conversationId, summary }: InboxRow): Promise<Found | null> {
    const { inbox, read, userId, choices, table, now } = this.#host;
    if (summary === null) return null;
    const settings = inbox.settings.get(conversationId);
    const level = levelOfDigest(summary, { settings, choices: choices.all, now: now() });
    const { cursorSeq, headSeq } = summary;
    let from = Math.max(cursorSeq, table.stored.told[conversationId] ?? 0);
    let seen: number | null = null;
    try {
      for (let page = 0; page < mostPages; page++) {
        const answer = await read(conversationId, from);
        if ("refusal" in answer) return null;
        const { events, more } = answer.page;
        const [first] = messagesToTell(
          events.map(({ frame }) => frame),
          { userId, cursorSeq: from, level },
        );
        if (first !== undefined) return { conversationId, since: first.createdAt, headSeq };
        const last = events.at(-1);
        if (last === undefined || !more) return null;
        from = last.seq;
        seen = timeOf(last.frame) ?? seen;
      }
    } catch (cause) {
      logErrorSeldom("missed messages not read", cause, { conversationId });
      return null;
    }
    // The counts say that there is one. It came after all these.
    return seen === null ? null : { conversationId, since: seen, headSeq };
  }

  #claim(jobId: string, found: readonly Found[], isComplete: boolean): Mail | null {
    const { table, inbox, budgets, choices, userId, arm, now } = this.#host;
    const at = now();
    const { current, told, mailedAt } = table.stored;
    // At most one a day.
    const isTime = mailedAt + missedAfterMs <= at;
    const missed = isTime ? found.filter(({ since }) => since + missedAfterMs <= at) : [];
    const later = found.filter((one) => !missed.includes(one)).map(({ since }) => since);
    // What cannot be paid waits for the next day.
    const isSent = missed.length > 0 && current !== null && budgets.take({ emails: 1 }) === null;
    const next = nextDigestAt(later.length === 0 ? null : Math.min(...later), isSent ? at : mailedAt);
    const digestAt = isComplete && (isSent || missed.length === 0) ? next : at + askAgainMs;
    if (!isSent) {
      table.edit({ digestAt });
      arm();
      return null;
    }
    const nowTold = {
      ...this.#stillUnread(told),
      ...Object.fromEntries(missed.map((one) => [one.conversationId, one.headSeq])),
    };
    table.edit({ digestAt, told: nowTold, mailedAt: at, claim: { jobId, at, before: { told, mailedAt } } });
    arm();
    const named = missed.toSorted((a, b) => a.since - b.since).slice(0, mostNamed);
    return {
      kind: "digest",
      to: current.address,
      addressId: current.id,
      missed: named.flatMap(({ conversationId }): readonly Missed[] => {
        const summary = inbox.get(conversationId)?.summary ?? null;
        return summary === null ? [] : [{ conversationId, about: pushedAbout(summary, choices.all, userId) }];
      }),
      more: missed.length - named.length,
    };
  }

  /** What was read is not kept. */
  #stillUnread(told: Told): Told {
    const kept = Object.entries(told).filter(([id]) => {
      const unread = this.#host.inbox.get(id as ConversationId)?.summary?.unread ?? 0;
      return unread > 0;
    });
    return Object.fromEntries(kept);
  }
}

/** Of any event; null: it has none. */
function timeOf(frame: string): number | null {
  const { createdAt } = JSON.parse(frame) as { readonly createdAt?: number };
  return createdAt ?? null;
}
