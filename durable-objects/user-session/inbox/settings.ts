// What a user has set for a conversation: what is stored of it, what their entry shows, and how a change alters it. Pure.
import type { Draft, SettingsChange } from "../../../schema/protocol/settings.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { ConversationSummary } from "../../../schema/rpc/conversation.ts";

/**
 * `archivedAt`, `hiddenAt`: the seq of the newest message then. So a message that comes later ends both without a write:
 * nothing is stored on a message's way.
 */
export interface StoredSettings {
  readonly pinned?: true;
  readonly mutedUntil?: number;
  readonly notify?: "mentions" | "none";
  readonly archivedAt?: number;
  readonly hiddenAt?: number;
  readonly markedUnread?: true;
  /** Of the newest draft, also of one that has ended: an older one from another device does not bring it back. */
  readonly draftAt?: number;
  readonly hasDraft?: true;
}

type News = Pick<ConversationSummary, "preview" | "joined">;
export type ShownSettings = Pick<
  ConversationEntry,
  "pinned" | "mutedUntil" | "notify" | "archived" | "hidden" | "markedUnread"
>;

/** A time too far ahead comes from a clock that is wrong: the draft would win against all later ones. */
const leewayMs = 60_000;

/** The seq of what the entry shows last. */
const newsSeq = ({ preview, joined }: News): number => Math.max(preview?.seq ?? 0, joined?.seq ?? 0);
const newsTime = ({ preview, joined }: News): number => Math.max(preview?.createdAt ?? 0, joined?.createdAt ?? 0);

export const isHidden = ({ hiddenAt }: StoredSettings, news: News): boolean =>
  hiddenAt !== undefined && newsSeq(news) <= hiddenAt;

/** What came while the conversation was muted does not bring it back. */
export const isArchived = ({ archivedAt, mutedUntil = 0 }: StoredSettings, news: News): boolean =>
  archivedAt !== undefined && (newsSeq(news) <= archivedAt || newsTime(news) < mutedUntil);

/** As an entry has them; the draft is apart. */
export function shownSettings(stored: StoredSettings, news: News, now: number): ShownSettings {
  const { pinned, mutedUntil = 0, notify, markedUnread } = stored;
  return {
    ...(pinned && { pinned }),
    ...(mutedUntil > now && { mutedUntil }),
    ...(notify !== undefined && { notify }),
    ...(isArchived(stored, news) && { archived: true }),
    ...(isHidden(stored, news) && { hidden: true }),
    ...(markedUnread && { markedUnread }),
  };
}

/** Whether what is archived or hidden has to be known up to now, before this change is made. */
export const needsNews = (stored: StoredSettings, change: SettingsChange): boolean =>
  change.archived !== undefined ||
  change.hidden !== undefined ||
  stored.archivedAt !== undefined ||
  stored.hiddenAt !== undefined;

export interface ChangedSettings {
  readonly stored: StoredSettings;
  /** Null: it has ended; undefined: it stays as it is. */
  readonly draft?: Draft | null;
}

/** @param news up to now if `needsNews` */
export function changedSettings(
  before: StoredSettings,
  change: SettingsChange,
  news: News,
  now: number,
): ChangedSettings {
  const { archived = isArchived(before, news), hidden = isHidden(before, news) } = change;
  const { pinned = before.pinned === true, markedUnread = before.markedUnread === true } = change;
  const mutedUntil = change.mutedUntil === undefined ? (before.mutedUntil ?? 0) : (change.mutedUntil ?? 0);
  const notify = change.notify ?? before.notify ?? "all";
  const draft = draftOf(before, change.draft, now);
  const { draftAt = before.draftAt, hasDraft = before.hasDraft === true } = draft ?? {};
  const seq = newsSeq(news);
  return {
    stored: {
      ...(pinned && { pinned }),
      // A time that is over is kept while it says what has not brought the conversation back.
      ...(mutedUntil > 0 && (mutedUntil > now || archived) && { mutedUntil }),
      ...(notify !== "all" && { notify }),
      // Anew: what came meanwhile did not bring it back, and does not once it is not muted any more.
      ...(archived && { archivedAt: Math.max(seq, before.archivedAt ?? 0) }),
      ...(hidden && { hiddenAt: Math.max(seq, before.hiddenAt ?? 0) }),
      ...(markedUnread && { markedUnread }),
      ...(draftAt !== undefined && { draftAt }),
      ...(hasDraft && { hasDraft }),
    },
    ...(draft !== null && { draft: draft.draft }),
  };
}

/** Null: there is none in the change, or an earlier one than what is known. */
function draftOf(
  before: StoredSettings,
  change: Draft | undefined,
  now: number,
): { draft: Draft | null; draftAt: number; hasDraft: boolean } | null {
  if (change === undefined) return null;
  const draftAt = Math.min(change.updatedAt, now + leewayMs);
  if (draftAt <= (before.draftAt ?? -1)) return null;
  const hasDraft = change.text !== "" || change.replyTo !== undefined;
  return { draft: hasDraft ? { ...change, updatedAt: draftAt } : null, draftAt, hasDraft };
}
