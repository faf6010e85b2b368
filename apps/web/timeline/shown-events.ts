// The events that get rows: those of the timeline's items, and the pins between them. Pure.
import type { EventFrame, TimelineItem } from "@klatch/sdk";
import type { ShownEvent } from "./timeline-rows.ts";

const pins = new WeakMap<EventFrame, ShownEvent>();

/** A pin is shown at its message, and has a line of its own as well: it is meant for everybody. */
export function shownEvents(events: readonly EventFrame[], items: readonly TimelineItem[]): readonly ShownEvent[] {
  const inOrder: ShownEvent[] = [];
  let at = 0;
  for (const event of events) {
    const item = items[at];
    if (item?.kind === "event" && item.event === event) {
      inOrder.push(item);
      at += 1;
    } else if (event.type === "pin-changed" && event.active) inOrder.push(pinOf(event));
  }
  return inOrder;
}

function pinOf(event: EventFrame): ShownEvent {
  const shown = pins.get(event) ?? { event };
  pins.set(event, shown);
  return shown;
}
