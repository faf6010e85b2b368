// Checks sends and their answers against the log: acked messages are in it, refused ones are not, and nothing else is.
import { errorRuleOf } from "../../../schema/protocol/errors.ts";
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { textOf, type HistoryRecord } from "../history/record.ts";
import { isGone } from "../changes/event-targets.ts";
import type { Facts } from "./facts.ts";
import { isCopy } from "./later.ts";
import { eventLine, logLines, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };
type Answer = RecordOf<"ack"> | RecordOf<"refused">;

/** Everything recorded about one message. */
interface Sending {
  sends: RecordOf<"send">[];
  answers: Answer[];
}

const keyOf = (user: string, conversationId: string, clientMsgId: string): string =>
  `${user} ${conversationId} ${clientMsgId}`;

export function checkAcks(facts: Facts, verdict: Verdict): void {
  const sendings = gatherSendings(facts);
  const logged = gatherLogged(facts);
  for (const [key, sending] of sendings) {
    checkAck(facts, sending, verdict);
    checkRefusal(sending, logged.get(key), verdict);
  }
  const scheduled = new Set(
    facts.history.records.flatMap((one) =>
      one.kind === "scheduling" ? [`${one.user} ${one.conversationId} ${one.text}`] : [],
    ),
  );
  for (const [key, event] of logged) {
    // Of a message that is gone, its words are known if somebody was given them.
    const said = facts.logs.get(event.conversationId)?.words.get(event.seq) ?? event;
    if (said.type !== "new-message" || isGone(said) || isCopy(said)) continue;
    const sends = sendings.get(key)?.sends ?? [];
    const text = sends[0]?.text;
    if (text === undefined && scheduled.has(`${event.senderId} ${event.conversationId} ${textOf(said.content)}`))
      continue;
    checkSent(facts, said, sends, verdict);
    verdict.checked("CHAOS-1");
    if (text !== textOf(said.content))
      verdict.violated("CHAOS-1", `${event.messageId} was not sent like that`, () => [
        eventLine(event),
        `sent: ${text ?? "never"}`,
      ]);
  }
}

/** Silent, and in a thread, as some attempt said: an attempt may leave both out. */
function checkSent({ logs }: Facts, event: Message, sends: Sending["sends"], verdict: Verdict): void {
  if (sends.length === 0) return;
  verdict.checked("LATER-10");
  const events = logs.get(event.conversationId)?.events;
  const isAsSent = sends.some(({ thread, silent }) => {
    const root = thread === undefined ? undefined : events?.get(thread);
    const wanted = root?.type === "new-message" ? (root.thread ?? root.seq) : thread;
    return silent === event.silent && wanted === event.thread;
  });
  if (!isAsSent)
    verdict.violated(
      "LATER-10",
      `${event.messageId} is otherwise silent, or in another thread, than it was sent`,
      () => [JSON.stringify(event), ...sends.slice(0, 2).map(recordLine)],
    );
}

function gatherSendings({ history }: Facts): ReadonlyMap<string, Sending> {
  const sendings = new Map<string, Sending>();
  for (const record of history.records) {
    if (record.kind !== "send" && record.kind !== "ack" && record.kind !== "refused") continue;
    const key = keyOf(record.user, record.conversationId, record.clientMsgId);
    const sending = sendings.get(key) ?? { sends: [], answers: [] };
    sendings.set(key, sending);
    if (record.kind === "send") sending.sends.push(record);
    else sending.answers.push(record);
  }
  return sendings;
}

type Message = Extract<EventFrame, { readonly type: "new-message" }>;

function gatherLogged({ logs }: Facts): ReadonlyMap<string, Message> {
  const logged = new Map<string, Message>();
  for (const { conversationId, events } of logs.values()) {
    for (const event of events.values())
      if (event.type === "new-message") logged.set(keyOf(event.senderId, conversationId, event.clientMsgId), event);
  }
  return logged;
}

function checkAck({ logs }: Facts, { sends, answers }: Sending, verdict: Verdict): void {
  const acks = answers.filter((answer) => answer.kind === "ack");
  const [first] = acks;
  if (first === undefined) return;
  verdict.checked("HIB-10");
  const other = acks.find(({ seq }) => seq !== first.seq);
  if (other !== undefined)
    verdict.violated("SEND-2", `${first.clientMsgId} was acked with two seqs`, () => [first, other].map(recordLine));
  const events: ReadonlyMap<number, EventFrame> = logs.get(first.conversationId)?.events ?? new Map();
  const event = events.get(first.seq);
  if (event?.type !== "new-message" || event.clientMsgId !== first.clientMsgId || event.senderId !== first.user)
    verdict.violated("HIB-10", `an acked message is not at its seq ${first.seq} of ${first.conversationId}`, () => [
      ...sends.slice(0, 1).map(recordLine),
      recordLine(first),
      ...logLines(events, first.seq - 1, first.seq + 1),
    ]);
}

/** For a message that was sent once and finally refused; with several attempts, another may have succeeded. */
function checkRefusal({ sends, answers }: Sending, event: Message | undefined, verdict: Verdict): void {
  const [answer] = answers;
  if (sends.length !== 1 || answers.length !== 1 || answer?.kind !== "refused") return;
  if (errorRuleOf(answer.code).class !== "fatal") return;
  verdict.checked("ERR-8");
  if (event !== undefined)
    verdict.violated("ERR-8", `${answer.clientMsgId} was refused and stored`, () => [
      recordLine(answer),
      eventLine(event),
    ]);
}
