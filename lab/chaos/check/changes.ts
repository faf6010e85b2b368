// Checks changes of messages against the log: what was answered is in it, nothing is in it twice or unasked, and nothing
// changes what is gone.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { errorRuleOf } from "../../../schema/protocol/errors.ts";
import { isEnding, targetsOf } from "../changes/event-targets.ts";
import { changeKinds } from "../changes/kinds.ts";
import type { HistoryRecord } from "../history/record.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { eventLine, logLines, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };

/** Everything recorded of one change. */
interface Asked {
  readonly change: RecordOf<"change">;
  attempts: number;
  readonly done: RecordOf<"change-done">[];
  readonly refused: RecordOf<"change-refused">[];
}

export function checkChanges(facts: Facts, verdict: Verdict): void {
  const asked = gather(facts);
  const bySender = Map.groupBy(asked, ({ change: { user, frame } }) => `${user} ${frame.conversationId}`);
  for (const one of asked) {
    checkDone(facts, one, verdict);
    checkRefused(facts, one, verdict);
  }
  for (const log of facts.logs.values()) {
    for (const [seq, changes] of log.changes) {
      const own = changes.filter((event) => targetsOf(event).includes(seq));
      checkDoubled(log, seq, own, verdict);
      checkAfterRecall(log, seq, own, verdict);
      for (const event of own) checkAsked(log, event, bySender, verdict);
    }
  }
}

function gather({ history }: Facts): readonly Asked[] {
  const asked = new Map<string, Asked>();
  for (const record of history.records) {
    if (record.kind !== "change" && record.kind !== "change-done" && record.kind !== "change-refused") continue;
    const key = `${record.user} ${record.opId}`;
    const known = asked.get(key);
    if (record.kind !== "change") {
      if (record.kind === "change-done") known?.done.push(record);
      else known?.refused.push(record);
    } else if (known === undefined) asked.set(key, { change: record, attempts: 1, done: [], refused: [] });
    else known.attempts += 1;
  }
  return [...asked.values()];
}

function checkDone({ logs }: Facts, { change, done }: Asked, verdict: Verdict): void {
  const [first] = done;
  const { frame, user } = change;
  const kind = changeKinds[frame.type];
  if (first === undefined || !kind.makesEvent) return;
  verdict.checked("CHANGE-1");
  const other = done.find(({ seq }) => seq !== first.seq);
  if (other !== undefined)
    verdict.violated("CHANGE-1", `the change ${change.opId} was answered with two seqs`, () =>
      [change, first, other].map(recordLine),
    );
  const log = logs.get(frame.conversationId);
  if (log === undefined || first.seq === null) return;
  const { seq } = first;
  const event = log.events.get(seq);
  if (event !== undefined && kind.isWhatItAsks(event, frame)) return;
  if (kind.mayBeSo(frame) && "seq" in frame && seq === frame.seq) return;
  verdict.violated("CHANGE-1", `a change that was answered to ${user} is not at its seq ${seq}`, () => [
    recordLine(change),
    recordLine(first),
    ...logLines(log.events, seq, seq),
  ]);
}

/** For a change that was sent once and finally refused; with several attempts, another may have succeeded. */
function checkRefused({ logs }: Facts, { change, attempts, done, refused }: Asked, verdict: Verdict): void {
  const [refusal] = refused;
  const { frame, user } = change;
  // Only words are certainly of this change: two people's pins, or one's reactions, are alike.
  if (attempts > 1 || done.length > 0 || refusal === undefined || frame.type !== "edit-message") return;
  if (errorRuleOf(refusal.code).class !== "fatal") return;
  verdict.checked("CHANGE-8");
  const log = logs.get(frame.conversationId);
  const made = [...(log?.words.values() ?? []), ...(log?.changes.get(frame.seq) ?? [])].find(
    (event) =>
      event.type === "message-edited" &&
      event.senderId === user &&
      event.content.type !== "gone" &&
      changeKinds[frame.type].isWhatItAsks(event, frame),
  );
  if (made !== undefined)
    verdict.violated("CHANGE-8", `the change ${change.opId} was refused and made`, () => [
      recordLine(refusal),
      eventLine(made),
    ]);
}

function checkDoubled({ conversationId }: MergedLog, seq: number, own: readonly EventFrame[], verdict: Verdict): void {
  for (const kind of Object.values(changeKinds)) {
    verdict.checked("CHANGE-1");
    const doubled = kind.doubled(own);
    if (doubled !== null)
      verdict.violated("CHANGE-1", `a change of ${seq} of ${conversationId} was carried out twice`, () =>
        own.map(eventLine),
      );
  }
}

function checkAfterRecall(log: MergedLog, seq: number, own: readonly EventFrame[], verdict: Verdict): void {
  const message = log.events.get(seq);
  for (const event of own.filter((one) => one.seq <= seq || message?.type !== "new-message"))
    verdict.violated("CHANGE-1", `${event.seq} of ${log.conversationId} changes what is no message before it`, () => [
      eventLine(event),
      ...logLines(log.events, seq, seq),
    ]);
  const ended = own.find(isEnding);
  if (ended === undefined) return;
  verdict.checked("CHANGE-3");
  const later = own.find((event) => event.seq > ended.seq);
  if (later !== undefined)
    verdict.violated("CHANGE-3", `${seq} of ${log.conversationId} was changed after it was gone`, () =>
      [ended, later].map(eventLine),
    );
}

/** Somebody must have asked for it, as often as it is there. */
function checkAsked(
  { conversationId, changes }: MergedLog,
  event: EventFrame,
  bySender: ReadonlyMap<string, readonly Asked[]>,
  verdict: Verdict,
): void {
  if (!("senderId" in event) || !("targetSeq" in event)) return;
  verdict.checked("CHAOS-1");
  const frames = bySender.get(`${String(event.senderId)} ${conversationId}`) ?? [];
  const asking = frames.filter(({ change: { frame } }) => changeKinds[frame.type].isWhatItAsks(event, frame));
  const alike = (changes.get(Number(event.targetSeq)) ?? []).filter(
    (one) =>
      "senderId" in one &&
      one.senderId === event.senderId &&
      asking.some(({ change: { frame } }) => changeKinds[frame.type].isWhatItAsks(one, frame)),
  );
  if (asking.length < alike.length || asking.length === 0)
    verdict.violated("CHAOS-1", `${event.seq} of ${conversationId} was not asked for like that`, () => [
      ...alike.map(eventLine),
      `asked ${asking.length} times`,
    ]);
}
