// Checks states of messages: pages read at any time, and at the end on the server and on devices, say what the log makes
// of each message.
import { isDeepStrictEqual } from "node:util";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { MessageState } from "../../../schema/protocol/message-state.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ShownState } from "../changes/change-kind.ts";
import { isEnding, isGone, targetsOf } from "../changes/event-targets.ts";
import { shownState } from "../changes/kinds.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { eventLine, logLines } from "./lines.ts";
import type { Rule, Verdict } from "./verdict.ts";

export function checkStates(facts: Facts, verdict: Verdict): void {
  checkPages(facts, verdict);
  checkFinal(facts, verdict);
  checkShown(facts, verdict);
}

/** The state that a message has as of an event, for whoever saw all that happened to it. */
function stateAt(log: MergedLog, event: Message, userId: UserId, asOf: number): ShownState {
  const changes = (log.changes.get(event.seq) ?? []).filter(({ seq }) => seq <= asOf);
  return shownState(changes, { userId, message: event });
}

/** The same at the end, for anybody who sees the message. */
export function finalState(log: MergedLog, event: Message, userId: UserId): ShownState {
  if (log.memberships.seesAllSince(userId, event.seq)) return stateAt(log, event, userId, log.headSeq);
  const visible = (log.changes.get(event.seq) ?? []).filter(
    // Replies that are gone count for nobody, whoever saw that they went.
    (one) => seesChange(log, userId, one) || (isEnding(one) && !targetsOf(one).includes(event.seq)),
  );
  const shown = shownState(visible, { userId, message: event });
  return withoutWords(shown, event);
}

/** What is said of a message whose words are gone to somebody who does not see by what. */
function withoutWords(shown: ShownState, event: EventFrame): ShownState {
  if (!isGone(event) || shown.recalled !== undefined) return shown;
  return { recalled: { reason: "erased" }, ...(shown.thread !== undefined && { thread: shown.thread }) };
}

const seesChange = ({ memberships }: MergedLog, userId: UserId, event: EventFrame): boolean =>
  [event.seq, ...targetsOf(event)].every((seq) => memberships.sees(userId, seq));

type Message = EventFrame & { readonly type: "new-message" };

function checkPages({ history, logs }: Facts, verdict: Verdict): void {
  for (const record of history.records) {
    if (record.kind !== "page") continue;
    const log = logs.get(record.conversationId);
    if (log === undefined) continue;
    for (const given of record.events) {
      const { seq } = given;
      const event = log.events.get(seq);
      if (event?.type !== "new-message") continue;
      const got = record.states[seq];
      const asOf = got?.asOf ?? record.headSeq;
      // Of others a later membership may have changed what they see.
      if (!log.memberships.wasInThroughout(record.user, seq, asOf)) continue;
      verdict.checked("CHANGE-1");
      const shown = stateAt(log, event, record.user, asOf);
      // Who has left sees no event any more by which words go.
      const hasLeft = !log.memberships.wasInThroughout(record.user, asOf, asOf + 1);
      const wanted = hasLeft ? withoutWords(shown, given) : shown;
      const who = `a page of ${record.user}, as of ${asOf},`;
      compare({ rule: "CHANGE-1", who, log, seq, got, wanted, isWhole: true }, verdict);
    }
  }
}

function checkFinal({ final, logs }: Facts, verdict: Verdict): void {
  for (const { userId, logs: read, states } of final.views) {
    for (const [conversationId, events] of read) {
      const log = logs.get(conversationId);
      if (log === undefined) continue;
      const got = states.get(conversationId) ?? {};
      for (const event of events) {
        if (event.type !== "new-message") continue;
        verdict.checked("CHANGE-1");
        const wanted = finalState(log, event, userId);
        const { seq } = event;
        const isWhole = log.memberships.seesAllSince(userId, seq);
        compare({ rule: "CHANGE-1", who: `${userId} at the end`, log, seq, got: got[seq], wanted, isWhole }, verdict);
      }
    }
  }
}

function checkShown({ final, logs, userOf }: Facts, verdict: Verdict): void {
  for (const { name, shown, listed } of final.devices) {
    const view = final.views.find(({ userId }) => userId === userOf.get(name));
    for (const { conversationId, fromSeq, toSeq, states } of shown) {
      const log = logs.get(conversationId);
      const isMember = listed?.get(conversationId)?.left !== true;
      if (log === undefined || view === undefined || !isMember) continue;
      const given = view.states.get(conversationId) ?? {};
      const messages = (view.logs.get(conversationId) ?? []).filter(
        ({ type, seq }) => type === "new-message" && fromSeq <= seq && seq <= toSeq,
      );
      for (const { seq } of messages) {
        verdict.checked("SDK-143");
        const [own, wanted] = [states.get(seq), given[seq] ?? {}];
        const isThere = own !== undefined;
        if (isThere === "hidden" in wanted)
          verdict.violated(
            "SDK-143",
            `${name} ${isThere ? "shows" : "does not show"} ${seq} of ${conversationId}`,
            () => [`the server: ${JSON.stringify(wanted)}`],
          );
        if (own === undefined) continue;
        compare({ rule: "SDK-143", who: name, log, seq, got: own ?? undefined, wanted, isWhole: true }, verdict);
      }
    }
  }
}

interface Comparison {
  readonly rule: Rule;
  readonly who: string;
  readonly log: MergedLog;
  readonly seq: number;
  readonly got: MessageState | undefined;
  readonly wanted: ShownState | MessageState;
  /** Whether the viewer sees all that happened since the message. */
  readonly isWhole: boolean;
}

function compare({ rule, who, log, seq, got = { asOf: 0 }, wanted, isWhole }: Comparison, verdict: Verdict): void {
  // What an edit said may be gone by now.
  const withWords = wanted.content?.type !== "gone" && got.content?.type !== "gone";
  const [is, should] = [got, wanted].map((state) => comparable(state, isWhole, withWords));
  if (isDeepStrictEqual(is, should)) return;
  verdict.violated(rule, `${who} has another state of ${seq} of ${log.conversationId}`, () => [
    `is:     ${JSON.stringify(is)}`,
    `should: ${JSON.stringify(should)}`,
    ...logLines(log.events, seq, seq),
    ...(log.changes.get(seq) ?? []).map(eventLine),
  ]);
}

/**
 * What must be equal, of fields to come too. Whom a thread is followed by is the caller's own; emojis have no order that the
 * log tells, and a message that burns no time.
 */
function comparable(state: ShownState | MessageState, isWhole: boolean, withWords: boolean): object {
  const { asOf: _, hidden: __, burnsAt: ___, ...shown } = { asOf: 0, hidden: true, burnsAt: 0, ...state };
  const { content, mentions, thread, reactions, ...others } = shown;
  const counted = thread === undefined || (thread.count === 0 && (!isWhole || !thread.lastReplyAt)) ? null : thread;
  return {
    ...others,
    words: withWords ? { content, mentions } : null,
    reactions: reactions?.toSorted((a, b) => (a.emoji < b.emoji ? -1 : 1)),
    replies: counted?.count,
    lastReplyAt: isWhole ? counted?.lastReplyAt : undefined,
  };
}
