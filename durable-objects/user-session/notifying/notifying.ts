// Notes which messages the user's devices are to be told of, and has a job tell them. Nothing of it delays a message, and whoever
// has no subscription has none of it (decision 92).
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { NewsId, SubjectId } from "../../../schema/rpc/pushes.ts";
import type { SettingsChange } from "../../../schema/protocol/settings.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { Delivery } from "../../../schema/rpc/user-session.ts";
import { levelNow } from "../../../schema/telling/level-now.ts";
import { logErrorSeldom } from "../../runtime/logger.ts";
import type { EventRun } from "../../stream/event-run.ts";
import type { Inbox } from "../inbox/inbox.ts";
import { heard } from "./notice.ts";
import type { NoticeTable } from "./notice-table.ts";
import type { NotificationChoices } from "./notification-choices.ts";
import type { PushJobs } from "./push-jobs.ts";
import type { PushSubscriptions } from "./push-subscriptions.ts";
import type { ReadNews } from "./push-taking.ts";
import type { TakingBack } from "./taking-back.ts";
import { changesBy, newestToTell } from "./who-is-told.ts";

export interface NotifyingHost {
  readonly userId: UserId;
  readonly subscriptions: PushSubscriptions;
  readonly notices: NoticeTable;
  readonly jobs: Pick<PushJobs, "ask">;
  readonly takingBack: Pick<TakingBack, "read" | "changed" | "unwanted">;
  readonly inbox: Pick<Inbox, "settings">;
  readonly choices: Pick<NotificationChoices, "all">;
  /** Who has turned digests on may have missed something a day later. */
  readonly digestHeard: () => void;
  /** Whether somebody looks at one of the user's devices. */
  readonly isLookedAt: () => boolean;
  readonly read: ReadNews;
  readonly arm: () => void;
  /** Keeps working after the cause was answered. */
  readonly waitUntil: (doing: Promise<void>) => void;
  readonly now: () => number;
}

type Chosen = Pick<ConversationEntry, "mentions" | "hidden">;

export class Notifying {
  readonly #host: NotifyingHost;

  constructor(host: NotifyingHost) {
    this.#host = host;
  }

  /**
   * Notes what the user is to be told of a delivery, or not any more, in the commit that takes it.
   *
   * @returns `told`: a job will ask the conversation, which may be silent until then. `listening`: this time there is
   * nothing to tell, and the conversation must go on delivering. `no`: the conversation may be silent
   */
  hear(
    conversationId: ConversationId,
    run: EventRun,
    { cursorSeq, unread, last }: Pick<Delivery, "cursorSeq" | "unread" | "last">,
  ): "told" | "listening" | "no" {
    const { subscriptions, takingBack, inbox, choices, userId, now } = this.#host;
    this.#host.digestHeard();
    if (subscriptions.inForce().length === 0) return "no";
    const frames = run.frames(null);
    takingBack.read(conversationId, { cursorSeq, ...(unread !== null && { unread }), ...(last && { left: last }) });
    takingBack.changed(conversationId, changesBy(frames));
    if (frames.length === 0) return "no";
    const settings = inbox.settings.get(conversationId);
    const seq = this.#host.isLookedAt()
      ? null
      : newestToTell(frames, { userId, cursorSeq, settings, choices: choices.all, now: now() });
    // Its level changes on a device that asks for the entry anew (`settingsChanged`).
    if (seq === null) return settings.notify === "none" ? "no" : "listening";
    // A repeat of what was told before: no job will ask for it.
    return this.#note(conversationId, seq) ? "told" : "listening";
  }

  /** The user's choices for the conversation are others: it is heard again, if it was silent for them, or taken back. */
  settingsChanged(conversationId: ConversationId, change: SettingsChange, { mentions, hidden }: Chosen): void {
    const { subscriptions, takingBack, inbox, choices, now } = this.#host;
    if (subscriptions.inForce().length === 0) return;
    if (change.notify !== undefined) this.#host.waitUntil(this.#wake(conversationId));
    const { mentionsBreakThrough } = choices.all;
    const settings = inbox.settings.get(conversationId);
    const level = levelNow({ settings, choices: { mentionsBreakThrough, quietHours: null }, now: now() });
    if (hidden === true || level === "none" || (level === "mentions" && mentions === 0))
      takingBack.unwanted(conversationId);
  }

  /** News beside conversations, under this version. Not in quiet hours, nor while somebody looks. */
  noteNews(id: NewsId, version: number): void {
    const { subscriptions, isLookedAt, choices, now } = this.#host;
    if (subscriptions.inForce().length === 0 || isLookedAt()) return;
    if (levelNow({ settings: {}, choices: choices.all, now: now() }) === "all") this.#note(id, version);
  }

  async #wake(conversationId: ConversationId): Promise<void> {
    try {
      await this.#host.read(conversationId, null);
    } catch (cause) {
      logErrorSeldom("conversation not heard again", cause, { conversationId });
    }
  }

  /** @returns whether it is new */
  #note(id: SubjectId, seq: number): boolean {
    const { notices, now } = this.#host;
    const before = notices.get(id);
    const notice = heard(before, seq, now());
    if (notice === before) return false;
    notices.put(id, notice);
    this.#host.arm();
    this.#host.jobs.ask(true);
    return true;
  }
}
