// Checks devices by what they showed: all events from where they began, each once and in order.
import type { ConversationId } from "../../../schema/protocol/ids.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import type { DeviceName, HistoryRecord } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import { logLines, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type Took = HistoryRecord & { readonly kind: "took" };

export function checkDevices(facts: Facts, verdict: Verdict): void {
  const tookBy = new Map<string, Took[]>();
  const keyOf = (device: DeviceName, conversationId: ConversationId): string => `${device} ${conversationId}`;
  for (const record of facts.history.records) {
    if (record.kind !== "took") continue;
    const key = keyOf(record.device, record.conversationId);
    const took = tookBy.get(key) ?? [];
    tookBy.set(key, took);
    took.push(record);
  }
  for (const { name, cursors, listed } of facts.final.devices) {
    const view = facts.final.views.find(({ userId }) => userId === facts.userOf.get(name));
    for (const entry of view?.inbox ?? []) {
      const took = tookBy.get(keyOf(name, entry.id)) ?? [];
      verdict.checked("HIB-12");
      checkOrder(facts, took, verdict);
      const cursor = cursors.get(entry.id) ?? 0;
      const end = Math.max(cursor, took.at(-1)?.toSeq ?? 0);
      if (end !== entry.headSeq || cursor !== entry.headSeq)
        verdict.violated("HIB-12", `${name} has ${entry.id} up to ${cursor}, the server up to ${entry.headSeq}`, () => [
          ...took.slice(-1).map(recordLine),
          ...logLines(facts.logs.get(entry.id)?.events ?? new Map(), cursor + 1, Math.min(entry.headSeq, cursor + 3)),
        ]);
      if (listed === null) continue;
      checkShown(name, listed.get(entry.id), entry, verdict, () => took.slice(-1).map(recordLine));
    }
  }
}

function checkShown(
  name: DeviceName,
  shown: ConversationEntry | undefined,
  entry: ConversationEntry,
  verdict: Verdict,
  show: () => readonly string[],
): void {
  verdict.checked("SDK-15");
  if (shown?.unread !== entry.unread)
    verdict.violated(
      "SDK-15",
      `${name} shows ${shown?.unread} unread in ${entry.id}, the server has ${entry.unread}`,
      show,
    );
  if (shown?.mentions !== entry.mentions)
    verdict.violated(
      "SDK-15",
      `${name} shows ${shown?.mentions} mentions in ${entry.id}, the server has ${entry.mentions}`,
      show,
    );
  verdict.checked("MINE-1");
  const [own, theirs] = [settingsLine(shown), settingsLine(entry)];
  if (own !== theirs)
    verdict.violated("MINE-1", `${name} shows ${entry.id} with ${own}, the server with ${theirs}`, show);
  verdict.checked("SDK-145");
  const [line, wanted] = [previewLine(shown), previewLine(entry)];
  if (line !== wanted && entry.left !== true)
    verdict.violated("SDK-145", `${name} lists ${entry.id} with ${line}, the server with ${wanted}`, show);
  if (entry.kind !== "group") return;
  verdict.checked("SDK-25");
  const [is, was] = [groupLine(shown), groupLine(entry)];
  if (is !== was) verdict.violated("SDK-25", `${name} shows ${entry.id} as ${is}, the server as ${was}`, show);
}

/** Everything that a device must show like the server does. */
export const shownLine = (entry: ConversationEntry | undefined): string =>
  `${entry?.unread} ${entry?.mentions} ${settingsLine(entry)} ${groupLine(entry)}`;

/** Of what is gone the server's words depend on what room there was. Apps have their own. */
const previewLine = (entry: ConversationEntry | undefined): string =>
  `${entry?.preview?.seq} ${entry?.preview?.type === "gone" ? "gone" : JSON.stringify(entry?.preview?.text)}`;

/** What the user has set for the conversation. */
function settingsLine(entry: ConversationEntry | undefined): string {
  const { pinned, mutedUntil, notify, archived, hidden, markedUnread, blocked, draft } = entry ?? {};
  return JSON.stringify({ pinned, mutedUntil, notify, archived, hidden, markedUnread, blocked, draft: draft?.text });
}

/** For a former member, the state of the group when they left. */
const groupLine = (entry: ConversationEntry | undefined): string =>
  entry?.left === true ? "left" : JSON.stringify(entry?.group);

/** Only invisible events may be left out. A device that learned of its removal may start anew after a return. */
function checkOrder({ logs, userOf }: Facts, took: readonly Took[], verdict: Verdict): void {
  for (const [index, record] of took.entries()) {
    const before = took[index - 1];
    if (before === undefined) continue;
    const { device, conversationId, seq } = record;
    const userId = userOf.get(device);
    const show = (): readonly string[] => [before, record].map(recordLine);
    if (seq <= before.toSeq)
      verdict.violated("HIB-12", `${device} showed ${seq} after ${before.toSeq} of ${conversationId}`, show);
    for (let missing = before.toSeq + 1; missing < seq; missing++) {
      if (userId !== undefined && logs.get(conversationId)?.memberships.wasIn(userId, missing) === true)
        verdict.violated("HIB-12", `${device} never showed ${missing} of ${conversationId}`, show);
    }
  }
}
