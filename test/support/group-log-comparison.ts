// Whether a group's log shows everybody what the naive one does: counts, stretches of it, pages to its end, a preview.
import type { EventFrame } from "../../schema/protocol/events/events.ts";
import type { StreamEvent } from "../../schema/rpc/conversation.ts";
import type { Random } from "../../lab/kit/random.ts";
import { everybody } from "./group-doings.ts";
import type { GroupLog } from "./group-log.ts";
import type { NaiveGroupLog } from "./naive-group-log.ts";

/** How far back a preview is looked for. */
const previewEvents = 64;

/** A sentence about the first difference, or null. */
export function findLogDifference(real: GroupLog, naive: NaiveGroupLog, random: Random): string | null {
  const { headSeq } = real.log;
  if (headSeq !== naive.group.head) return `head: ${headSeq}, not ${naive.group.head}`;
  const wrongCount = findWrongCount(real, naive);
  if (wrongCount !== null) return wrongCount;

  // Each step looks through the eyes of one of them; cursors may be from anywhere.
  const upTo = (most: number): number => random.between(0, most);
  const id = random.pick(everybody);
  const intervals = real.intervalsOf(id);
  const head = real.view.headSeqFor(intervals);
  if (head !== naive.headOf(id)) return `${id} knows of ${head} events, not ${naive.headOf(id)}`;
  const from = upTo(head);
  const through = Math.min(head, from + upTo(30));
  const { missing, events } = real.view.range(intervals, from, through);
  const [is, wanted] = [
    describeAll([...events.map(describeEvent), ...loadMissing(naive, id, missing)]),
    describeAll(naive.shown(id, from, through)),
  ];
  if (is !== wanted) return `${id} from ${from} to ${through}: ${is}, not ${wanted}`;
  const { preview, joined } = real.view.shownLast(intervals, head, id);
  const [joinedIs, joinedWanted] = [joined?.seq ?? null, naive.joinedOf(id, previewEvents)];
  if (joinedIs !== joinedWanted) return `${id} joined by ${joinedIs}, not ${joinedWanted}`;
  const previewIs = preview === null ? null : `${preview.seq} ${preview.senderId}`;
  const previewWanted = naive.previewOf(id, previewEvents);
  if (previewIs !== (previewWanted === null ? null : previewWanted.split(" ").slice(0, 2).join(" ")))
    return `${id}'s preview: ${previewIs}, not ${previewWanted}`;
  // Mostly from not long ago: to the end of the log it may be far.
  const [since, limit] = [Math.max(0, head - upTo(upTo(5) === 0 ? head : 20)), 1 + upTo(19)];
  return upTo(1) === 0 ? comparePages(real, naive, id, since, limit) : compareStream(real, naive, id, since, limit);
}

function findWrongCount({ log, state }: GroupLog, naive: NaiveGroupLog): string | null {
  for (const id of everybody) {
    // Going out ends a cursor: nobody can ask for it.
    if (!state.members.has(id)) continue;
    const cursor = log.readerOf(id).cursorSeq;
    if (cursor !== naive.cursorOf(id)) return `${id} has read up to ${cursor}, not ${naive.cursorOf(id)}`;
    const [is, wanted] = [log.unreadOf(id), naive.unreadOf(id)];
    if (is !== wanted) return `${id} has ${is} unread, not ${wanted}`;
  }
  return null;
}

/** From page to page, as a device that comes back. */
function comparePages(real: GroupLog, naive: NaiveGroupLog, id: Everybody, from: number, limit: number): string | null {
  const intervals = real.intervalsOf(id);
  const head = naive.headOf(id);
  const lines: string[] = [];
  let at = from;
  for (let pages = 0; at < head; pages++) {
    const { missing, events, end } = real.view.pageAfter(intervals, at, limit);
    if (end <= at) return `${id}'s page after ${at} ends at ${end}`;
    if (missing === null && events.length > limit) return `${id}'s page after ${at} has ${events.length} of ${limit}`;
    if (pages > head) return `${id}'s pages never end`;
    lines.push(...(missing === null ? events.map(describeEvent) : loadMissing(naive, id, [missing])));
    at = end;
  }
  const [is, wanted] = [lines.join(), naive.shown(id, from, head).join()];
  return is === wanted ? null : `${id}'s pages of ${limit} after ${from}: ${is}, not ${wanted}`;
}

/** What a stream gives, delivery by delivery; it never looks back to where the log has dropped. */
function compareStream(
  real: GroupLog,
  naive: NaiveGroupLog,
  id: Everybody,
  since: number,
  limit: number,
): string | null {
  const intervals = real.intervalsOf(id);
  const head = naive.headOf(id);
  const from = Math.min(head, Math.max(since, naive.floor));
  const lines: string[] = [];
  for (let at = from; at < head;) {
    const events = real.view.eventsAfter(intervals, at, Math.min(limit, head - at));
    const last = events.at(-1)?.seq ?? at;
    if (last <= at || last > head || events.length > limit) return `${id}'s stream goes from ${at} to ${last}`;
    lines.push(...events.map(describeEvent));
    at = last;
  }
  const [is, wanted] = [lines.join(), naive.shown(id, from, head).join()];
  return is === wanted ? null : `${id}'s stream: ${is}, not ${wanted}`;
}

type Everybody = (typeof everybody)[number];

/** What history would give. */
const loadMissing = (
  naive: NaiveGroupLog,
  id: string,
  missing: readonly { readonly afterSeq: number; readonly throughSeq: number }[],
): string[] => missing.flatMap(({ afterSeq, throughSeq }) => naive.shown(id, afterSeq, throughSeq));

/** By seq: a void begins with `void`, and has its first. */
const seqOf = (line: string): number => Number(/\d+/.exec(line)?.[0]);

const describeAll = (lines: readonly string[]): string => lines.toSorted((a, b) => seqOf(a) - seqOf(b)).join();

function describeEvent({ seq, frame }: StreamEvent): string {
  const event = JSON.parse(frame) as EventFrame;
  switch (event.type) {
    case "void":
      return seq === event.toSeq ? `void ${event.seq} to ${event.toSeq}` : `void that ends at ${seq}`;
    case "new-message":
      return `${event.seq} ${event.senderId} wrote ${event.clientMsgId} to ${(event.mentions ?? []).join("+")}`;
    case "member-changed":
    case "group-changed":
      return `${event.seq} changed`;
    default:
      throw new Error(`unknown event ${frame}`);
  }
}
