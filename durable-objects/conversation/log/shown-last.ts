// What a list of conversations shows of one: its newest message as it is now, and how the user came in.
import { tombstoneContent } from "../../../schema/history/tombstone.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Joined, Preview } from "../../../schema/protocol/sync.ts";
import type { StateStore } from "../states/state-store.ts";
import { expiresAtOf } from "../../stream/over.ts";
import { isQuiet, joinedBy, previewOf, type StoredEvent } from "./event-frame.ts";
import type { EventStore } from "./event-store.ts";
import type { ShownLast } from "./viewed-log.ts";

/** A preview is searched for in this many of the newest events: a long burst of joins and leaves has none. */
const previewEvents = 64;

type Events = Pick<EventStore, "newestFirst" | "stored">;
type States = Pick<StateStore, "hidden" | "within">;

/** Events with `afterSeq < seq <= throughSeq`, for this user. */
interface Shown {
  readonly afterSeq: number;
  readonly throughSeq: number;
  readonly userId: UserId;
  /** ms since 1970. */
  readonly now: number;
}

/**
 * The preview of the newest event that has one (null if none of the newest `previewEvents` has one), and how this user
 * joined, if that is newer. Steps over what the user has deleted for themselves, and over rows of quiet events.
 */
export function shownLast(store: Events, states: States, { afterSeq, throughSeq, userId, now }: Shown): ShownLast {
  let preview: Preview | null = null;
  let joined: Joined | null = null;
  let left = previewEvents;
  const hidden = new Set(states.hidden(userId));
  for (const event of store.newestFirst(afterSeq, throughSeq)) {
    if (isQuiet(event) || hidden.has(event.seq)) continue;
    const isOver = (expiresAtOf(event.body) ?? Number.POSITIVE_INFINITY) <= now;
    preview = previewOf(isOver ? overEvent(event) : asEdited(event, throughSeq, store, states));
    if (preview !== null) break;
    joined ??= joinedBy(event, userId);
    left -= 1;
    if (left === 0) break;
  }
  return { preview, ...(joined !== null && { joined }) };
}

/** A message whose time is over. */
const overEvent = (event: StoredEvent): StoredEvent => ({
  ...event,
  body: JSON.stringify({ content: tombstoneContent }),
});

/** A message as its newest edit up to `throughSeq` says it. */
function asEdited(event: StoredEvent, throughSeq: number, store: Events, states: States): StoredEvent {
  const { edits = [] } = states.within(event.seq, event.seq).get(event.seq) ?? {};
  const newest = edits.findLast(([seq]) => seq <= throughSeq);
  return newest === undefined ? event : { ...event, body: store.stored(newest[0]).body };
}
