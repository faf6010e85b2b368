// Changes what a user has set for a conversation, and tells all of their devices.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import type { SettingsChange } from "../../../schema/protocol/settings.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import { refused, refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import { utf8LengthExceeds } from "../../runtime/text.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Notifying } from "../notifying/notifying.ts";
import type { Conversations } from "./conversations.ts";
import type { Inbox } from "./inbox.ts";
import { needsNews } from "./settings.ts";

export interface SettingsHost {
  readonly inbox: Inbox;
  readonly budgets: Pick<Budgets, "take">;
  readonly conversations: Pick<Conversations, "read">;
  readonly notifying: Pick<Notifying, "settingsChanged">;
  now(): number;
}

/** @throws ActorUnavailable */
export async function changeSettings(
  host: SettingsHost,
  conversationId: ConversationId,
  change: SettingsChange,
): Promise<{ conversation: ConversationEntry } | Refused> {
  const { inbox, budgets, conversations } = host;
  const row = inbox.get(conversationId);
  if (row === null) return refused("CONVERSATION_NOT_FOUND");
  if ((change.mutedUntil ?? 0) > host.now() + wireLimits.maxMuteMs) return refusedAt("INVALID_REQUEST", "/mutedUntil");
  if (change.draft !== undefined && utf8LengthExceeds(JSON.stringify(change.draft), wireLimits.maxContentBytes))
    return refusedAt("CONTENT_TOO_LARGE", "/draft");
  const { settings } = inbox;
  const isAsked = row.summary === null || (row.stale && needsNews(settings.get(conversationId), change));
  const refusal = budgets.take({ settings: 1, ...(isAsked && { calls: 1 }) });
  if (refusal !== null) return { refusal };
  if (isAsked) {
    const read = await conversations.read(conversationId, null);
    if ("refusal" in read) return read;
  }
  const isNewDraft = change.draft !== undefined && settings.get(conversationId).hasDraft !== true;
  if (isNewDraft && settings.drafts >= wireLimits.maxDrafts) return refused("TOO_MANY");
  const conversation = inbox.changeSettings(conversationId, change);
  if (change.notify !== undefined || change.mutedUntil !== undefined || change.hidden === true)
    host.notifying.settingsChanged(conversationId, change, conversation);
  return { conversation };
}
