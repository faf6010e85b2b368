// The virtual list of messages: only rows near the viewport are in the page. It keeps its scroll position: at the end while
// the user is there, at the same message while older ones are loaded above.
import type { ConversationEntry, Timeline } from "@klatch/sdk";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { useChat } from "../model/chat-context.ts";
import { indexOfSeq, isDayNear, openingIndex, seqAt, timeAt } from "../timeline/row-places.ts";
import { timelineRows, type Row } from "../timeline/timeline-rows.ts";
import { systemLine } from "../text/system-line.ts";
import { dayLabel } from "../text/times.ts";
import { now } from "../ui/clock.ts";
import { steppedIndex } from "../ui/list-keys.ts";
import { conversationWords as t } from "./conversation-words.ts";
import { LoadingRow } from "./loading-row.tsx";
import { MessageRow } from "./message-row.tsx";
import { ScrollPill } from "./scroll-pill.tsx";
import { DayRow, SystemRow, UnreadRow } from "./small-rows.tsx";
import { StartRow } from "./start-row.tsx";
import { useReadMark } from "./use-read-mark.ts";
import { useUnreadLine } from "./use-unread-line.ts";
import "./message-list.css";

/** The next page is loaded this far before the end of the window, so that it is there in time. */
const loadAheadPx = 1_500;
const atEndWithinPx = 60;
/** The height at the top that the floating day covers. It is hidden while a day row is there. */
const dayRowPx = 44;
/** So much of the messages above the unread line stays visible. */
const contextPx = 96;

interface MessageListProps {
  readonly timeline: Timeline;
  readonly entry: ConversationEntry;
  /** The message to scroll to the middle and to highlight, whenever `count` increases. */
  readonly target: { readonly seq: number; readonly count: number } | null;
  readonly onEscape: () => void;
}

export function MessageList({ timeline, entry, target, onEscape }: MessageListProps) {
  const chat = useChat();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  const place = useRef({ stuck: true, placed: false, firstSeq: Infinity, lastKey: "", targetCount: 0 });
  const [isAtEnd, setAtEnd] = useState(true);
  const [topDay, setTopDay] = useState<number | null>(null);
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const [window, setWindow] = useState(0);

  const { events, outgoing, atStart, atEnd } = timeline;
  const unreadAfterSeq = useUnreadLine(entry, timeline);
  const rows = useMemo(
    () =>
      timelineRows({
        events,
        // Without any loaded event, the outgoing messages are shown alone.
        outgoing: atEnd || events.length === 0 ? outgoing : [],
        me: chat.me,
        atStart,
        unreadAfterSeq,
        isSilent: (event) =>
          event.type === "void" ? atStart && event.seq === 1 : systemLine(event, silentContext) === null,
      }),
    // Outgoing messages change in place, so their states are compared at every rendering.
    [events, outgoing.map(({ clientMsgId, state }) => clientMsgId + state).join(), atStart, atEnd, unreadAfterSeq],
  );

  const firstSeq = events[0]?.seq ?? Infinity;
  const grewAbove = place.current.placed && firstSeq < place.current.firstSeq;
  const markRead = useReadMark(entry, timeline);

  const scrollToEnd = (): void => virtual.current?.scrollToIndex(rows.length - 1, { align: "end" });

  /** Updates what depends on the scroll position: the floating day, the read mark, and loading of more pages. */
  const look = (): void => {
    const list = virtual.current;
    if (list === null || !place.current.placed) return;
    const { scrollOffset, viewportSize, scrollSize } = list;
    const atBottom = scrollOffset + viewportSize >= scrollSize - atEndWithinPx;
    place.current.stuck = atBottom && atEnd;
    setAtEnd(place.current.stuck);
    const top = list.findItemIndex(scrollOffset + 1);
    const hasOwnDay = isDayNear(rows, top, list.findItemIndex(scrollOffset + dayRowPx));
    setTopDay(scrollOffset > 24 && !hasOwnDay ? timeAt(rows, top) : null);
    const lastSeen = atBottom ? rows.length - 1 : list.findItemIndex(scrollOffset + viewportSize - 24);
    markRead(seqAt(rows, lastSeen), place.current.stuck);
    if (timeline.loading !== null || timeline.error !== null) return;
    if (!atStart && scrollOffset < loadAheadPx) void timeline.loadOlder();
    else if (!atEnd && scrollSize - scrollOffset - viewportSize < loadAheadPx) void timeline.loadNewer();
  };

  useLayoutEffect(() => {
    const was = place.current;
    const lastKey = rows.at(-1)?.key ?? "";
    const sentOne = was.placed && lastKey !== was.lastKey && rows.at(-1)?.kind === "message" && isOutgoing(rows.at(-1));
    const jumps = target !== null && target.count !== was.targetCount && timeline.loading === null;
    if (rows.length === 0) return;
    if (jumps) {
      const index = indexOfSeq(rows, target.seq);
      was.targetCount = target.count;
      was.placed = true;
      was.stuck = false;
      if (index >= 0) virtual.current?.scrollToIndex(index, { align: "center" });
    } else if (!was.placed) {
      const index = openingIndex(rows);
      was.placed = true;
      was.stuck = index < 0;
      if (index < 0) scrollToEnd();
      else virtual.current?.scrollToIndex(index, { align: "start", offset: -contextPx });
    } else if (was.stuck || sentOne) scrollToEnd();
    was.firstSeq = firstSeq;
    was.lastKey = lastKey;
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [rows, target, timeline.loading]);

  const jumpToEnd = async (): Promise<void> => {
    if (!atEnd) {
      await timeline.jumpTo("end");
      place.current.placed = false;
      setWindow((count) => count + 1);
    } else if (rows.length > 0) scrollToEnd();
  };

  const messageKeys = useMemo(() => rows.filter(({ kind }) => kind === "message").map(({ key }) => key), [rows]);
  const reachableKey = activeKey !== null && messageKeys.includes(activeKey) ? activeKey : messageKeys.at(-1);
  const reachableIndex = rows.findIndex(({ key }) => key === reachableKey);

  const focusMessage = (key: string | undefined): void => {
    if (key === undefined) return;
    setActiveKey(key);
    virtual.current?.scrollToIndex(
      rows.findIndex((row) => row.key === key),
      { align: "nearest" },
    );
    // The row may not exist before the list has scrolled to it.
    requestAnimationFrame(() => {
      for (const row of scroller.current?.querySelectorAll<HTMLElement>("[data-key]") ?? [])
        if (row.dataset["key"] === key) row.focus({ preventScroll: true });
    });
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.stopPropagation();
      return onEscape();
    }
    if (!(event.target instanceof Element) || !event.target.matches("[data-key], .messages")) return;
    const next = steppedIndex(event, messageKeys.indexOf(reachableKey ?? ""), messageKeys.length);
    if (next === null) return;
    event.preventDefault();
    // ↓ at the last message leads to the composer.
    if (next === messageKeys.indexOf(reachableKey ?? "") && event.key === "ArrowDown") return onEscape();
    focusMessage(messageKeys[next]);
  };

  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    // When the composer grows and the list shrinks, the list stays at the end if it was there.
    const observer = new ResizeObserver(() => {
      if (place.current.stuck) virtual.current?.scrollToIndex(Number.MAX_SAFE_INTEGER, { align: "end" });
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, []);

  return (
    <div class="messages-frame">
      {topDay !== null && (
        <div class="messages-day" aria-hidden="true">
          <span>{dayLabel(topDay, now.value)}</span>
        </div>
      )}
      <div
        ref={scroller}
        class="messages"
        role="log"
        aria-live="off"
        aria-label={t("messages")}
        aria-busy={timeline.loading !== null}
        tabIndex={-1}
        onKeyDown={onKeyDown}
      >
        <div class="messages-space" />
        <LoadingRow timeline={timeline} />
        <Virtualizer
          key={window}
          ref={virtual}
          data={rows}
          shift={grewAbove}
          bufferSize={600}
          keepMounted={reachableIndex < 0 ? [] : [reachableIndex]}
          onScroll={look}
          onResize={() => {
            if (place.current.placed && place.current.stuck) scrollToEnd();
          }}
        >
          {(row, index) => (
            <div key={row.key} class={index === rows.length - 1 ? "messages-last" : ""}>
              <TimelineRow
                row={row}
                entry={entry}
                reachable={row.key === reachableKey}
                flashSeq={target?.seq ?? null}
              />
            </div>
          )}
        </Virtualizer>
      </div>
      {!isAtEnd && (
        <ScrollPill
          count={atEnd ? entry.unread : Math.max(entry.unread, timeline.newer)}
          onClick={() => void jumpToEnd()}
        />
      )}
    </div>
  );
}

interface TimelineRowProps {
  readonly row: Row;
  readonly entry: ConversationEntry;
  readonly reachable: boolean;
  readonly flashSeq: number | null;
}

function TimelineRow({ row, entry, reachable, flashSeq }: TimelineRowProps) {
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
        <MessageRow row={row} reachable={reachable} flash={row.message.seq !== null && row.message.seq === flashSeq} />
      );
  }
}

const isOutgoing = (row: Row | undefined): boolean => row?.kind === "message" && row.message.outgoing !== null;

/** A context without names: whether a line is left out does not depend on names. */
const silentContext = {
  me: "" as ConversationEntry["peerId"] & string,
  nameOf: () => "",
  ownNameOf: () => "",
  nowMs: 0,
};
