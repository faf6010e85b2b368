// The virtual list of messages: only rows near the viewport are in the page. `timeline/timeline-controller.ts` decides where
// it is scrolled to and what is loaded.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import type { Ref } from "preact";
import { useEffect, useImperativeHandle, useMemo, useRef, useState } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useCopying } from "../copying/use-copying.ts";
import { useChat } from "../model/chat-context.ts";
import type { ListView } from "../timeline/list-view.ts";
import { isDayNear, seqAt, timeAt } from "../timeline/row-places.ts";
import { heightHints } from "../timeline/size-hints.ts";
import { windowOf } from "../timeline/shown-window.ts";
import { TimelineController } from "../timeline/timeline-controller.ts";
import type { Place } from "../timeline/timeline-place.ts";
import { shownEvents } from "../timeline/shown-events.ts";
import { timelineRows, type Row } from "../timeline/timeline-rows.ts";
import { systemLine } from "../text/system-line.ts";
import { dayLabel } from "../text/times.ts";
import { now } from "../ui/clock.ts";
import { useOpenConversation } from "./conversation-context.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { LoadingRow } from "./loading-row.tsx";
import { MessageRow } from "./message-row.tsx";
import { scrollByKey } from "./scroll-by-key.ts";
import { ScrollPill } from "./scroll-pill.tsx";
import { DayRow, SystemRow, UnreadRow } from "./small-rows.tsx";
import { StartRow } from "./start-row.tsx";
import { useFocusAfterJump } from "./use-focus-after-jump.ts";
import type { JumpTarget } from "./use-jump.ts";
import { useMessageKeys } from "./use-message-keys.ts";
import { useReadMark } from "./use-read-mark.ts";
import { useTimelinePlace } from "./use-timeline-place.ts";
import { useUnreadLine } from "./use-unread-line.ts";
import "./message-list.css";

/** The height at the top that the floating day covers. It is hidden while a day row is there. */
const dayRowPx = 44;

export interface MessageListHandle {
  /** Scrolls by a key that was pressed elsewhere. */
  readonly scroll: (key: string) => void;
}

interface MessageListProps {
  readonly timeline: Timeline;
  /** Of the timeline, which changes in place: signals render nothing again of which all that it is given is the same. */
  readonly items: Timeline["items"];
  readonly entry: ConversationEntry;
  /** The message to scroll to and to highlight, whenever `count` increases. */
  readonly target: JumpTarget | null;
  /** Null: there is no composer. */
  readonly toComposer: (() => void) | null;
  readonly handle: Ref<MessageListHandle>;
}

export function MessageList({ timeline, items, entry, target, toComposer, handle }: MessageListProps) {
  const chat = useChat();
  const frame = useRef<HTMLDivElement>(null);
  const parts = {
    scroller: useRef<HTMLDivElement>(null),
    head: useRef<HTMLDivElement>(null),
    foot: useRef<HTMLDivElement>(null),
    virtual: useRef<VirtualizerHandle>(null),
  };
  const [isAway, setAway] = useState(false);
  const [topDay, setTopDay] = useState<number | null>(null);

  const { events, outgoing, atStart, atEnd, loading, error } = timeline;
  const { acts } = useOpenConversation();
  const hiding = acts?.hiding ?? noSeqs;
  const unreadAfterSeq = useUnreadLine(entry, timeline);
  const [controller] = useState(() => new TimelineController(openingPlace(target?.seq ?? null, unreadAfterSeq)));
  controller.showOutgoing(outgoing, document.hasFocus());
  const shown = windowOf(timeline);
  const showsOutgoing = controller.showsOutgoing(shown);
  const selection = acts?.selection.value ?? null;
  const selects = selection !== null;
  const rows = useMemo(
    () =>
      timelineRows({
        items: shownEvents(events, items).filter(({ event }) => !hiding.has(event.seq)),
        outgoing: showsOutgoing ? outgoing : [],
        me: chat.me,
        atStart,
        unreadAfterSeq,
        withoutAlbums: selects,
        isSilent: (event) =>
          event.type === "void" ? atStart && event.seq === 1 : systemLine(event, { me: chat.me, ...noNames }) === null,
      }),
    // Outgoing messages change in place, so their states are compared at every rendering.
    [
      items,
      [...hiding].join(),
      outgoing.map(({ clientMsgId, state }) => clientMsgId + state).join(),
      atStart,
      showsOutgoing,
      unreadAfterSeq,
      selects,
    ],
  );
  if (acts !== null) acts.rows = rows;
  const keepsFromEnd = useMemo(() => controller.show(rows, shown), [rows, events, atStart, atEnd]);

  const windowCount = controller.windowCount;
  const hints = useMemo(
    // Before the first rendering the list's width is not known; the window's is no less.
    () => heightHints(rows, parts.scroller.current?.clientWidth ?? innerWidth, entry.kind === "group"),
    [windowCount],
  );
  const markRead = useReadMark(entry, timeline);
  const place = useTimelinePlace({
    controller,
    timeline,
    parts,
    onView: (view, load, atRest) => {
      setAway(controller.isAway(view));
      setTopDay(dayAbove(rows, view));
      const seen = controller.seen(view, load);
      // Elsewhere than at the end, what is seen is known only when all that is visible was measured.
      if (seen !== null && (atRest || seen.all)) markRead(seqAt(rows, seen.index), seen.all);
      if (atRest) focusAfterJump.listRests();
    },
  });
  const { reachableKey, reachableIndex, onKeyDown, focus } = useMessageKeys({
    rows,
    scroller: parts.scroller,
    reveal: (key) => place.jumpTo({ kind: "row", key }),
    goToEnd: () => goToEnd(),
    toComposer,
  });
  const ends = useCopying(parts.scroller, { rows, nameOf: useOpenConversation().nameOf });
  const kept = [reachableIndex, ...ends.map((key) => rows.findIndex((row) => row.key === key))];
  const focusAfterJump = useFocusAfterJump({ controller, frame, rows, focus });

  const jumpTo = (to: Place): void => {
    focusAfterJump.jumpBegins(to);
    place.jumpTo(to);
  };

  const goToEnd = (): boolean => {
    if (!atEnd) jumpTo({ kind: "end" });
    return !atEnd;
  };
  useImperativeHandle(handle, () => ({
    scroll: (key) => {
      if (key !== "End" || !goToEnd()) scrollByKey(parts.scroller.current, key);
    },
  }));

  const firstTarget = useRef(target);
  useEffect(() => {
    if (target !== null && target !== firstTarget.current) jumpTo({ kind: "seq", seq: target.seq });
  }, [target]);

  return (
    <div ref={frame} class="messages-frame">
      {topDay !== null && (
        <div class="messages-day" aria-hidden="true">
          <span>{dayLabel(topDay, now.value)}</span>
        </div>
      )}
      <div
        ref={parts.scroller}
        class="messages"
        role="log"
        aria-live="off"
        aria-label={t("messages")}
        aria-busy={loading !== null}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        onClickCapture={({ target: clicked }) => {
          const row = clicked instanceof Element ? clicked.closest<HTMLElement>("[data-key]") : null;
          if (row?.dataset["key"] !== undefined) place.hold(row.dataset["key"]);
        }}
      >
        <div ref={parts.head} class="messages-head">
          <LoadingRow isEmpty={events.length === 0} isLoading={loading !== null} error={error} onRetry={place.retry} />
        </div>
        <Virtualizer
          key={windowCount}
          cache={hints}
          // Without it virtua guesses until it has measured a screenful, and draws nothing beyond the screen meanwhile.
          itemSize={hints[1]}
          ref={parts.virtual}
          data={rows}
          shift={keepsFromEnd}
          bufferSize={600}
          keepMounted={kept.filter((index) => index >= 0)}
          onScroll={place.onScroll}
          onResize={place.onResize}
        >
          {(row) => (
            <div key={row.key}>
              <TimelineRow
                row={row}
                entry={entry}
                reachable={row.key === reachableKey}
                flashSeq={target?.seq ?? null}
                selected={selection === null ? null : selection.keys.has(row.key)}
              />
            </div>
          )}
        </Virtualizer>
        <div ref={parts.foot} class="messages-foot" />
      </div>
      {isAway && (
        <ScrollPill
          count={atEnd ? entry.unread : Math.max(entry.unread, timeline.newer)}
          onClick={() => jumpTo({ kind: "end" })}
        />
      )}
    </div>
  );
}

function openingPlace(seq: number | null, unreadAfterSeq: number | null): Place {
  if (seq !== null) return { kind: "seq", seq };
  return unreadAfterSeq === null ? { kind: "end" } : { kind: "unread", seq: unreadAfterSeq + 1 };
}

/** The day of the uppermost visible row, unless a row nearby shows it. */
function dayAbove(rows: readonly Row[], view: ListView): number | null {
  if (view.scrollTop <= 24) return null;
  const top = view.rowAt(view.scrollTop + 1);
  return isDayNear(rows, top, view.rowAt(view.scrollTop + dayRowPx)) ? null : timeAt(rows, top);
}

interface TimelineRowProps {
  readonly row: Row;
  readonly entry: ConversationEntry;
  readonly reachable: boolean;
  readonly flashSeq: number | null;
  readonly selected: boolean | null;
}

function TimelineRow({ row, entry, reachable, flashSeq, selected }: TimelineRowProps) {
  switch (row.kind) {
    case "start":
      return <StartRow entry={entry} hidden={row.hidden} />;
    case "day":
      return <DayRow atMs={row.atMs} />;
    case "unread":
      return <UnreadRow />;
    case "system":
      return <SystemRow event={row.event} />;
    case "message":
      return (
        <MessageRow
          row={row}
          reachable={reachable}
          flash={row.message.seq !== null && row.message.seq === flashSeq}
          selected={selected}
        />
      );
  }
}

const noSeqs: ReadonlySet<number> = new Set();

/** Whether a line is left out depends neither on names nor on the time. */
const noNames = { nameOf: () => "", ownNameOf: () => "", nowMs: 0 };
