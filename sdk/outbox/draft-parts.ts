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

/** A key of the table of drafts that no conversation has: earlier versions of the SDK keep it and show it nowhere. */
export const partsKey = (conversationId: string): string => `${conversationId} parts`;

/** "" if there are none. */
export const formatParts = ({ replyTo, mentions = [] }: DraftParts): string =>
  replyTo === undefined && mentions.length === 0 ? "" : JSON.stringify({ replyTo, mentions });

/** @param stored what `formatParts` made, or anything else. Mentions that do not stand in the text are left out. */
export function parseParts(stored: string | undefined, text: string): DraftParts {
  const { replyTo, mentions } = fieldsOf(read(stored));
  const standing = Array.isArray(mentions) ? mentions.flatMap((told) => mentionOf(told, text)) : [];
  return {
    ...(isMessageId(replyTo) && { replyTo }),
    ...(standing.length > 0 && { mentions: standing }),
  };
}

function read(stored: string | undefined): unknown {
  try {
    return JSON.parse(stored ?? "0");
  } catch {
    return null;
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null ? { ...value } : {};

function mentionOf(told: unknown, text: string): readonly DraftMention[] {
  const { userId, name, at } = fieldsOf(told);
  if (!isUserId(userId) || typeof name !== "string" || typeof at !== "number") return [];
  return text.startsWith(name, at + 1) && name !== "" ? [{ userId, name, at }] : [];
}

const isMessageId = (value: unknown): value is MessageId => typeof value === "string" && /^.+:\d+$/.test(value);
const isUserId = (value: unknown): value is UserId => typeof value === "string" && value !== "";
