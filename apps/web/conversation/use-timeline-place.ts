// Connects the timeline's controller with the page: measures the list, does what the controller orders, and tells it what
// happened.
import type { Timeline } from "@klatch/sdk";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useReducer, useRef } from "preact/hooks";
import type { VirtualizerHandle } from "virtua";
import type { ListView } from "../timeline/list-view.ts";
import type { TimelineController } from "../timeline/timeline-controller.ts";
import type { LoadState } from "../timeline/timeline-state.ts";
import type { Place } from "../timeline/timeline-place.ts";

/** So many frames without a change are a rest. What scrolling brings into the page is measured one or two frames later. */
const restFrames = 3;

export interface ListParts {
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** What stands above the rows. */
  readonly head: RefObject<HTMLDivElement | null>;
  /** The empty space below the rows. */
  readonly foot: RefObject<HTMLDivElement | null>;
  readonly virtual: RefObject<VirtualizerHandle | null>;
}

interface TimelinePlaceOptions {
  readonly controller: TimelineController;
  readonly timeline: Timeline;
  readonly parts: ListParts;
  /** Called when the view may be another one. `atRest`: everything in it has its height. */
  readonly onView: (view: ListView, load: LoadState, atRest: boolean) => void;
}

export interface TimelinePlace {
  readonly jumpTo: (place: Place) => void;
  /** Loads again what could not be loaded. */
  readonly retry: () => void;
  /** To be called before a click in a row, which may make it higher or lower. */
  readonly hold: (key: string) => void;
  readonly onScroll: () => void;
  readonly onResize: () => void;
}

export function useTimelinePlace({ controller, timeline, parts, onView }: TimelinePlaceOptions): TimelinePlace {
  const [, redraw] = useReducer((count: number, _: null) => count + 1, 0);
  const frame = useRef(0);
  const isQueued = useRef(false);
  const load = (): LoadState => ({ isLoading: timeline.loading !== null, hasFailed: timeline.error !== null });

  const apply = (isDisturbed: boolean): void => {
    const view = viewOf(parts);
    const box = parts.scroller.current;
    if (view === null || box === null) return;
    const orders = controller.update(view, load(), isQueued.current);
    // Relative: a wheel or a finger may be moving the list meanwhile.
    if (orders.scrollTop !== null) box.scrollBy({ top: orders.scrollTop - box.scrollTop, behavior: "instant" });
    if (orders.load === "older") void timeline.loadOlder();
    else if (orders.load === "newer") void timeline.loadNewer();
    else if (orders.load !== null) void timeline.jumpTo(orders.load);
    onView(view, load(), false);
    if (isDisturbed || orders.scrollTop !== null || frame.current === 0) awaitRest();
  };

  const awaitRest = (framesLeft = restFrames): void => {
    cancelAnimationFrame(frame.current);
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      if (framesLeft > 1) return awaitRest(framesLeft - 1);
      const view = viewOf(parts);
      if (view === null) return;
      const before = controller.state.name;
      controller.rested(view, load());
      onView(view, load(), true);
      if (controller.state.name !== before) apply(true);
    });
  };

  // Heights change for many rows at once, and within one frame the list is put right before it is painted.
  const onResize = (): void => {
    if (isQueued.current) return;
    isQueued.current = true;
    queueMicrotask(() => {
      apply(true);
      isQueued.current = false;
    });
  };

  useLayoutEffect(() => apply(false));

  const resized = useRef(onResize);
  resized.current = onResize;
  useEffect(() => {
    const observer = new ResizeObserver(() => resized.current());
    for (const { current } of [parts.scroller, parts.head, parts.foot]) if (current !== null) observer.observe(current);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
    };
  }, []);

  return {
    jumpTo: (place) => {
      controller.jumpTo(place);
      redraw(null);
    },
    retry: () => {
      if (controller.retry()) redraw(null);
      else void timeline.loadOlder();
    },
    hold: (key) => {
      const view = viewOf(parts);
      if (view !== null) controller.hold(key, view);
      awaitRest();
    },
    onScroll: () => apply(true),
    onResize,
  };
}

function viewOf({ scroller, head, foot, virtual }: ListParts): ListView | null {
  const [box, list] = [scroller.current, virtual.current];
  if (box === null || list === null) return null;
  const abovePx = head.current?.offsetHeight ?? 0;
  return {
    get scrollTop() {
      return box.scrollTop;
    },
    viewportPx: box.clientHeight,
    widthPx: box.clientWidth,
    contentPx: box.scrollHeight,
    insetPx: foot.current?.offsetHeight ?? 0,
    rowTop: (index) => abovePx + list.getItemOffset(index),
    rowPx: (index) => list.getItemSize(index),
    rowAt: (px) => list.findItemIndex(px - abovePx),
  };
}
