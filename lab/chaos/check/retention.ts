// Checks how long messages stay: each has the end that the last setting before it gives, settings are those that somebody
// made, each once, and inboxes show the last one.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { HistoryRecord } from "../history/record.ts";
import { hasWords } from "../changes/event-targets.ts";
import { lastSeqOf, saidAt, type Facts, type MergedLog } from "./facts.ts";
import { eventLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type Setting = Extract<EventFrame, { readonly type: "conversation-settings-changed" }>;
type Message = Extract<EventFrame, { readonly type: "new-message" }>;
type Edit = Extract<EventFrame, { readonly type: "message-edited" }>;
type SettingRecord = HistoryRecord & { readonly kind: "retention" | "retention-set" };

export function checkRetention(facts: Facts, verdict: Verdict): void {
  const records = facts.history.records.filter(
    (one): one is SettingRecord => one.kind === "retention" || one.kind === "retention-set",
  );
  const byConversation = Map.groupBy(records, ({ conversationId }) => conversationId);
  for (const log of facts.logs.values()) {
    const settings = settingsOf(log);
    checkEnds(log, verdict);
    checkAsked(log, settings, byConversation.get(log.conversationId) ?? [], verdict);
  }
  checkInboxes(facts, verdict);
}

const isSetting = (event: EventFrame): event is Setting => event.type === "conversation-settings-changed";

const settingsOf = ({ events }: MergedLog): readonly Setting[] =>
  [...events.values()].filter(isSetting).toSorted((a, b) => a.seq - b.seq);

/** As far as readers see the log: where nobody sees it, there may have been a setting. */
function checkEnds(log: MergedLog, verdict: Verdict): void {
  const { conversationId, headSeq } = log;
  let setting: Setting | null = null;
  let isKnown = true;
  for (let seq = 1; seq <= headSeq; seq++) {
    const event = saidAt(log, seq);
    if (event === undefined) isKnown = false;
    else if (isSetting(event)) {
      verdict.checked("EXPIRE-10");
      if (isKnown && event.ttlMs === (setting?.ttlMs ?? null))
        verdict.violated("EXPIRE-10", `${seq} of ${conversationId} sets what is so already`, () => [eventLine(event)]);
      [setting, isKnown] = [event, true];
    } else if (!hasWords(event)) continue;
    else if (event.type === "message-edited") checkEdit(conversationId, event, saidAt(log, event.targetSeq), verdict);
    else if (event.type === "new-message" && isKnown) {
      verdict.checked("EXPIRE-10");
      checkEnd(conversationId, event, setting, verdict);
    }
  }
}

function checkEnd(
  conversationId: ConversationId,
  { seq, createdAt, expiresAt }: Message,
  setting: Setting | null,
  verdict: Verdict,
): void {
  const ttlMs = setting?.ttlMs ?? null;
  const wanted = ttlMs === null ? undefined : createdAt + ttlMs;
  if (expiresAt === wanted) return;
  verdict.violated("EXPIRE-10", `${seq} of ${conversationId} ends at ${expiresAt}, not at ${wanted}`, () =>
    setting === null ? [] : [eventLine(setting)],
  );
}

function checkEdit(
  conversationId: ConversationId,
  edit: Edit,
  message: EventFrame | undefined,
  verdict: Verdict,
): void {
  if (message?.type !== "new-message" || !hasWords(message)) return;
  verdict.checked("EXPIRE-10");
  if (edit.expiresAt !== message.expiresAt)
    verdict.violated("EXPIRE-10", `${edit.seq} of ${conversationId} has another end than its message`, () =>
      [message, edit].map(eventLine),
    );
}

function checkAsked(
  { conversationId }: MergedLog,
  settings: readonly Setting[],
  records: readonly SettingRecord[],
  verdict: Verdict,
): void {
  const alike = Map.groupBy(settings, ({ senderId, ttlMs }) => `${senderId} ${ttlMs}`);
  for (const same of alike.values()) {
    const [{ senderId, ttlMs } = { senderId: null, ttlMs: null }] = same;
    const asked = records.filter((one) => one.kind === "retention" && one.user === senderId && one.ttlMs === ttlMs);
    verdict.checked("EXPIRE-10");
    if (asked.length < same.length)
      verdict.violated("EXPIRE-10", `${senderId} set ${ttlMs} in ${conversationId} ${asked.length} times`, () =>
        same.map(eventLine),
      );
  }
  for (const { kind, user, ttlMs } of records) {
    // For good is how it begins.
    if (kind !== "retention-set" || ttlMs === null) continue;
    verdict.checked("EXPIRE-10");
    if (!settings.some((event) => event.ttlMs === ttlMs))
      verdict.violated("EXPIRE-10", `${user} was told that ${ttlMs} is set in ${conversationId}, and it is not`, () =>
        settings.map(eventLine),
      );
  }
}

function checkInboxes({ final }: Facts, verdict: Verdict): void {
  for (const { userId, inbox, logs } of final.views) {
    for (const { id, retention, left } of inbox) {
      const log = logs.get(id);
      const last = log?.findLast(isSetting);
      verdict.checked("GROUP-46");
      if (left === true && retention !== undefined)
        verdict.violated("GROUP-46", `${userId} has left ${id}, and is told how long its messages stay`, () => []);
      // Who sees no setting may have come after it.
      if (left === true || log === undefined || last === undefined || hasGapAfter(log, last.seq)) continue;
      verdict.checked("EXPIRE-10");
      if ((retention?.ttlMs ?? null) !== last.ttlMs || (retention !== undefined && retention.setBy !== last.senderId))
        verdict.violated("EXPIRE-10", `the inbox of ${userId} has another setting of ${id} than the log`, () => [
          eventLine(last),
          JSON.stringify(retention ?? null),
        ]);
    }
  }
}

/** Who was no member for a while has not seen what was set then. */
function hasGapAfter(log: readonly EventFrame[], seq: number): boolean {
  let next = seq + 1;
  for (const event of log) {
    if (event.seq <= seq) continue;
    if (event.seq !== next || event.type === "void") return true;
    next = lastSeqOf(event) + 1;
  }
  return false;
}
