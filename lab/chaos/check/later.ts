// Checks messages that the server sends for people: scheduled ones come once or are shown, cancelled ones never; forwarded
// ones are copies, as many as were asked for.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import { targetsOf } from "../changes/event-targets.ts";
import { textOf, type HistoryRecord } from "../history/record.ts";
import type { Facts, MergedLog } from "./facts.ts";
import { eventLine, logLines, recordLine } from "./lines.ts";
import type { Verdict } from "./verdict.ts";

type RecordOf<Kind extends HistoryRecord["kind"]> = HistoryRecord & { readonly kind: Kind };
type Message = EventFrame & { readonly type: "new-message" };

export function checkLater(facts: Facts, verdict: Verdict): void {
  checkScheduled(facts, verdict);
  checkForwards(facts, verdict);
}

/** The message with the words that it had, if somebody was given them. */
const asSaid = ({ words }: MergedLog, event: Message): Message => {
  const said = words.get(event.seq);
  return said?.type === "new-message" ? said : event;
};

const messagesIn = (log: MergedLog | undefined): readonly Message[] =>
  log === undefined
    ? []
    : [...log.events.values()].filter((event) => event.type === "new-message").map((event) => asSaid(log, event));

function checkScheduled({ history, final, logs }: Facts, verdict: Verdict): void {
  const scheduling = new Map<string, RecordOf<"scheduling">>();
  const said = new Map<string, RecordOf<"scheduled">["how"][]>();
  /** Without an answer it may have been done, or not. */
  const cancelling = new Set<string>();
  for (const record of history.records) {
    if (record.kind === "cancelling") cancelling.add(`${record.user} ${record.id}`);
    if (record.kind === "scheduling") scheduling.set(`${record.user} ${record.id}`, record);
    if (record.kind !== "scheduled") continue;
    const key = `${record.user} ${record.id}`;
    said.set(key, [...(said.get(key) ?? []), record.how]);
  }
  const byText = Map.groupBy(
    [...logs.values()].flatMap((log) => messagesIn(log)),
    (event) => `${event.conversationId} ${event.senderId} ${textOf(event.content)}`,
  );
  for (const [key, asked] of scheduling) {
    verdict.checked("LATER-2");
    const { user, conversationId, id, text } = asked;
    const came = (byText.get(`${conversationId} ${user} ${text}`) ?? []).filter(
      ({ forwardedFrom }) => forwardedFrom === undefined,
    );
    const shown = final.views.find(({ userId }) => userId === user)?.scheduled.find((one) => one.id === id);
    const how = said.get(key) ?? [];
    const report = (what: string): void =>
      verdict.violated("LATER-2", `a scheduled message ${what}`, () => [
        recordLine(asked),
        `answered: ${how.join(" ")}`,
        `listed: ${JSON.stringify(shown)}`,
        ...came.map(eventLine),
      ]);
    if (came.length > 1) report("came twice");
    if (how.includes("cancelled")) {
      if (came.length > 0) report("came though it was cancelled");
      if (shown !== undefined) report("is listed though it was cancelled");
    } else if (how.length > 0 && came.length === 0 && shown === undefined && !cancelling.has(key)) report("is lost");
    if (came.length > 0 && (shown?.state === "failed" || shown?.state === "waiting"))
      report("came and is still listed");
    if (shown?.state === "waiting" && shown.code === undefined) report("was not sent at its time");
    for (const event of came) {
      verdict.checked("LATER-10");
      if ((event.silent === true) !== asked.silent)
        verdict.violated("LATER-10", "a scheduled message is not silent as it was scheduled", () => [
          recordLine(asked),
        ]);
    }
  }
}

function checkForwards({ history, logs }: Facts, verdict: Verdict): void {
  const asked = new Map<string, RecordOf<"forward">>();
  for (const record of history.records) {
    if (record.kind === "forward") asked.set(`${record.user} ${record.clientMsgId}`, record);
    if (record.kind !== "forwarded") continue;
    const log = logs.get(record.conversationId);
    for (const seq of record.seqs) {
      verdict.checked("KIND-6");
      const event = log?.events.get(seq);
      if (event?.type !== "new-message" || event.senderId !== record.user)
        verdict.violated("KIND-6", `a copy that was answered is not at its seq ${seq}`, () => [
          recordLine(record),
          ...logLines(log?.events ?? new Map(), seq, seq),
        ]);
    }
  }
  /** By sender, conversation and text: how many copies may be there. */
  const allowed = new Map<string, number>();
  const wholes = new Map<string, number>();
  for (const { user, conversationId, from, merged } of asked.values()) {
    const place = `${user} ${conversationId}`;
    if (merged) wholes.set(place, (wholes.get(place) ?? 0) + 1);
    else
      for (const seq of from.seqs)
        for (const text of textsOf(logs.get(from.conversationId), seq))
          allowed.set(`${place} ${text}`, (allowed.get(`${place} ${text}`) ?? 0) + 1);
  }
  const copies = [...logs.values()].flatMap((log) => messagesIn(log)).filter((event) => isCopy(event));
  const count = (key: string, left: Map<string, number>, event: Message): void => {
    verdict.checked("KIND-6");
    const before = left.get(key) ?? 0;
    left.set(key, before - 1);
    if (before <= 0)
      verdict.violated("KIND-6", `${event.messageId} is a copy that nobody asked for`, () => [eventLine(event)]);
  };
  for (const event of copies) {
    const place = `${event.senderId} ${event.conversationId}`;
    if (event.content.type === "gone") continue;
    if (event.forwardedFrom === undefined) count(place, wholes, event);
    else count(`${place} ${textOf(event.content)}`, allowed, event);
  }
}

/** Whether the server made it of other messages. */
export const isCopy = ({ forwardedFrom, content }: Message): boolean =>
  forwardedFrom !== undefined || content.type === "forward";

/** Everything that the message said at some time. */
function textsOf(log: MergedLog | undefined, seq: number): readonly string[] {
  if (log === undefined) return [];
  const events = [log.events.get(seq), ...(log.changes.get(seq) ?? []).filter((one) => targetsOf(one).includes(seq))];
  const said = events.flatMap((event) => {
    const words = event === undefined ? undefined : (log.words.get(event.seq) ?? event);
    return words?.type === "new-message" || words?.type === "message-edited" ? [textOf(words.content)] : [];
  });
  return [...new Set(said)];
}
