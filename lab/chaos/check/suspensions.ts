// Checks suspensions: what a user sent after one had begun is not in a log before it was to end.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { Facts } from "./facts.ts";
import { eventLine, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };

/** From the answer that a user is suspended to the question to restore them. */
interface Suspended {
  readonly begun: RecordOf<"ended">;
  readonly over: RecordOf<"restored">;
}

export function checkSuspensions({ history: { records }, logs }: Facts, verdict: Verdict): void {
  const restored = records.filter((record) => record.kind === "restored");
  const suspensions = records
    .filter((record) => record.kind === "ended")
    .filter(({ how, done }) => how === "suspension" && done)
    .flatMap((begun): Suspended[] => {
      const over = restored.find(({ user, asked }) => user === begun.user && asked >= begun.at);
      return over === undefined ? [] : [{ begun, over }];
    });
  const byUser = Map.groupBy(suspensions, ({ begun }) => begun.user);
  const firstSends = new Map<string, RecordOf<"send">>();
  for (const record of records) {
    if (record.kind !== "send") continue;
    const key = `${record.user} ${record.conversationId} ${record.clientMsgId}`;
    if (!firstSends.has(key)) firstSends.set(key, record);
  }
  checkChanges(records, logs, byUser, verdict);
  for (const { conversationId, events } of logs.values()) {
    for (const event of events.values()) {
      if (event.type !== "new-message") continue;
      const sent = firstSends.get(`${event.senderId} ${conversationId} ${event.clientMsgId}`);
      if (sent === undefined) continue;
      verdict.checked("ADMIN-12");
      // What was on its way when the suspension began may be committed during it.
      const during = byUser
        .get(event.senderId)
        ?.find(({ begun, over }) => sent.at > begun.at && event.createdAt < over.asked);
      if (during !== undefined)
        verdict.violated("ADMIN-12", `${event.messageId} was accepted from a suspended user`, () => [
          recordLine(during.begun),
          recordLine(sent),
          eventLine(event),
          recordLine(during.over),
        ]);
    }
  }
}

/** The same of what they did to messages. */
function checkChanges(
  records: readonly HistoryRecord[],
  logs: Facts["logs"],
  byUser: ReadonlyMap<UserId, readonly Suspended[]>,
  verdict: Verdict,
): void {
  const asked = new Map<string, RecordOf<"change">>();
  for (const record of records) {
    if (record.kind === "change" && !asked.has(record.opId)) asked.set(record.opId, record);
    const sent = record.kind === "change-done" ? asked.get(record.opId) : undefined;
    if (record.kind !== "change-done" || sent === undefined || record.seq === null) continue;
    const event = logs.get(sent.frame.conversationId)?.events.get(record.seq);
    // What was so already has an event from before.
    if (event === undefined || event.createdAt < sent.at) continue;
    verdict.checked("ADMIN-12");
    const during = byUser
      .get(record.user)
      ?.find(({ begun, over }) => sent.at > begun.at && event.createdAt < over.asked);
    if (during !== undefined)
      verdict.violated("ADMIN-12", `a change was accepted from a suspended user`, () => [
        recordLine(during.begun),
        recordLine(sent),
        eventLine(event),
        recordLine(during.over),
      ]);
  }
}
