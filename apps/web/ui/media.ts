// Properties of the browser's window as signals.
import { signal, type ReadonlySignal } from "@preact/signals";

function matches(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const result = signal(list.matches);
  list.addEventListener("change", () => (result.value = list.matches));
  return result;
}

/** The layout has one column. */
export const isNarrow = matches("(max-width: 699.98px)");
/** There is space for the details beside the conversation. */
export const isWide = matches("(min-width: 1100px)");
/** There is space for the rail. */
export const hasRail = matches("(min-width: 900px)");
/** The pointer cannot hover: a long press replaces hovering. */
export const isTouch = matches("(hover: none)");
