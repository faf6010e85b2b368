// What a report is about, with its context: the messages as the reporter sees them now.
import { contentText } from "../../../schema/protocol/content/plain-texts.ts";
import type { ReceivedContent } from "../../../schema/protocol/content/content.ts";
import { cutWithMark } from "../../../schema/protocol/cut-text.ts";
import { membersOfDirect, type UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { ReportAbout, ReportedConversation, ReportedMessage } from "../../../schema/protocol/reports.ts";
import { refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Answer } from "../../../schema/rpc/session-questions.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Conversations } from "../inbox/conversations.ts";
import { messagesOf, readMessages, type ReadMessage } from "../inbox/read-messages.ts";

export interface ReportsHost {
  readonly userId: UserId;
  readonly conversations: Pick<Conversations, "loadPage">;
  readonly budgets: Pick<Budgets, "take">;
}

type ToReport = Answer<"load-to-report">;

/** Events that are read for the context: some of them are no messages. */
const contextEvents = 50;

/**
 * Charged when it is about to be made, so that a refused one costs none of the day's.
 *
 * @returns FORBIDDEN for oneself and one's own messages only; CONVERSATION_NOT_FOUND as a page is; MESSAGE_NOT_FOUND for
 * the first of the messages that is none, was removed, is hidden, or is not to be seen; RATE_LIMITED
 * @throws ActorUnavailable
 */
export async function loadToReport(host: ReportsHost, about: ReportAbout): Promise<ToReport | Refused> {
  const loaded = about.kind === "user" ? ofUser(host, about.userId) : await ofConversation(host, about);
  if ("refusal" in loaded) return loaded;
  const refusal = host.budgets.take({ reports: 1 });
  return refusal === null ? loaded : { refusal };
}

const ofUser = ({ userId: own }: ReportsHost, userId: UserId): ToReport | Refused =>
  userId === own ? refusedAt("FORBIDDEN", "/about/userId") : { userId, messages: [] };

async function ofConversation(
  { userId: own, conversations }: ReportsHost,
  { conversationId, seqs = [] }: ReportedConversation,
): Promise<ToReport | Refused> {
  const pair = membersOfDirect(conversationId);
  const peer = pair?.find((id) => id !== own);
  if (pair !== null && peer === undefined) return refusedAt("FORBIDDEN", "/about/conversationId");
  const rising = seqs.toSorted((a, b) => a - b);
  const read = await readMessages(conversations, conversationId, rising);
  if ("refusal" in read) return notFoundAt(read);
  const missing = seqs.findIndex((seq) => (read.get(seq)?.content ?? null) === null);
  if (missing !== -1) return refusedAt("MESSAGE_NOT_FOUND", `/about/seqs/${missing}`);
  const reported = rising.flatMap((seq) => read.get(seq) ?? []);
  const senders = new Set(reported.map(({ event }) => event.senderId).filter((id) => id !== own));
  if (reported.length > 0 && senders.size === 0) return refusedAt("FORBIDDEN", "/about/seqs");
  const [first] = rising;
  const before = first === undefined ? {} : { before: first };
  const page = await conversations.loadPage(conversationId, { ...before, limit: contextEvents });
  if ("refusal" in page) return notFoundAt(page);
  const kept = first === undefined ? wireLimits.maxReportedMessages : wireLimits.maxReportContext;
  const context = messagesOf(page).slice(-kept);
  const [sender = null, ...others] = senders;
  return {
    userId: peer ?? (others.length === 0 ? sender : null),
    messages: [...context.map(asContext), ...reported.map(asReported)],
  };
}

const notFoundAt = (refusal: Refused): Refused =>
  refusal.refusal.code === "CONVERSATION_NOT_FOUND"
    ? refusedAt("CONVERSATION_NOT_FOUND", "/about/conversationId")
    : refusal;

const asReported = (message: ReadMessage): ReportedMessage => asStored(message, message.content, true);

/** What burns is not kept because something else is reported. */
const asContext = (message: ReadMessage): ReportedMessage =>
  asStored(message, message.event.burnAfterMs === undefined ? message.content : null, false);

function asStored(
  { event: { seq, senderId, createdAt, content: sent } }: ReadMessage,
  content: ReceivedContent | null,
  reported: boolean,
): ReportedMessage {
  const text = content === null ? null : storedText(contentText(content));
  return { seq, senderId, createdAt, type: sent.type, text, reported };
}

/** Control characters show nothing, and would take six bytes each in the JSON that is stored. */
const storedText = (text: string): string =>
  cutWithMark(text.replaceAll(/[^\P{Cc}\n\t]/gu, "\uFFFD"), wireLimits.reportTextMaxChars);
