// After a jump by the keyboard the focus is on the message to which it led: what had the focus may have left the page.
import type { RefObject } from "preact";
import { useRef } from "preact/hooks";
import type { TimelineController } from "../timeline/timeline-controller.ts";
import type { Place } from "../timeline/timeline-place.ts";
import type { Row } from "../timeline/timeline-rows.ts";

interface FocusAfterJumpOptions {
  readonly controller: TimelineController;
  /** The messages, with the button to the newest one. */
  readonly frame: RefObject<HTMLDivElement | null>;
  readonly rows: readonly Row[];
  readonly focus: (key: string) => void;
}

export interface FocusAfterJump {
  readonly jumpBegins: (place: Place) => void;
  /** To be called when the list has come to rest. */
  readonly listRests: () => void;
}

export function useFocusAfterJump({ controller, frame, rows, focus }: FocusAfterJumpOptions): FocusAfterJump {
  const place = useRef<Place | null>(null);
  const isHere = (): boolean => frame.current?.contains(document.activeElement) === true;
  return {
    jumpBegins: (to) => (place.current = isHere() ? to : null),
    listRests: () => {
      const to = place.current;
      if (to === null || controller.state.name === "jumping") return;
      place.current = null;
      const key = messageAt(rows, to);
      // Whoever went elsewhere meanwhile stays there.
      if (key !== undefined && (isHere() || document.activeElement === document.body)) focus(key);
    },
  };
}

function messageAt(rows: readonly Row[], place: Place): string | undefined {
  const isIt = ({ kind, ...row }: Row): boolean =>
    kind === "message" && (place.kind !== "seq" || ("message" in row && (row.message.seq ?? Infinity) >= place.seq));
  return (place.kind === "seq" ? rows.find(isIt) : rows.findLast(isIt))?.key;
}
