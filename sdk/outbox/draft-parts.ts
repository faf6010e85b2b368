// What belongs to a draft beside its text, and the form in which it is stored. Pure.
import type { MessageId, UserId } from "../../schema/protocol/ids.ts";

/** Somebody who was chosen to be mentioned. The text has an @ at `at`, followed by `name`. */
export interface DraftMention {
  readonly userId: UserId;
  readonly name: string;
  /** In UTF-16 units. */
  readonly at: number;
}

/** What belongs to a draft beside its text. */
export interface DraftParts {
  /** The message that the draft answers. */
  readonly replyTo?: MessageId;
  readonly mentions?: readonly DraftMention[];
}

const none: DraftParts = {};

/** A key of the table of drafts that no conversation has: earlier versions of the SDK keep it and show it nowhere. */
export const partsKey = (conversationId: string): string => `${conversationId} parts`;

/** "" if there are none. */
export function formatParts({ replyTo, mentions = [] }: DraftParts): string {
  if (replyTo === undefined && mentions.length === 0) return "";
  const told = mentions.map(({ userId, name, at }) => [userId, name, at]);
  return JSON.stringify({ ...(replyTo !== undefined && { replyTo }), ...(told.length > 0 && { mentions: told }) });
}

/** @param stored what `formatParts` made, or anything else. Mentions that do not stand in the text are left out. */
export function parseParts(stored: string | undefined, text: string): DraftParts {
  const parsed = stored === undefined || stored === "" ? null : read(stored);
  if (parsed === null) return none;
  const { replyTo, mentions } = parsed;
  const standing = Array.isArray(mentions) ? mentions.flatMap((told) => mentionOf(told, text)) : [];
  return {
    ...(isMessageId(replyTo) && { replyTo }),
    ...(standing.length > 0 && { mentions: standing }),
  };
}

function read(stored: string): Readonly<Record<string, unknown>> | null {
  try {
    const parsed: unknown = JSON.parse(stored);
    return typeof parsed === "object" && parsed !== null ? { ...parsed } : null;
  } catch {
    return null;
  }
}

function mentionOf(told: unknown, text: string): readonly DraftMention[] {
  if (!Array.isArray(told)) return [];
  const [userId, name, at]: readonly unknown[] = told;
  if (!isUserId(userId) || typeof name !== "string" || typeof at !== "number") return [];
  return text.startsWith(name, at + 1) && name !== "" ? [{ userId, name, at }] : [];
}

const isMessageId = (value: unknown): value is MessageId => typeof value === "string" && /^.+:\d+$/.test(value);
const isUserId = (value: unknown): value is UserId => typeof value === "string" && value !== "";
