// What the window is like, as signals.
import { signal, type ReadonlySignal } from "@preact/signals";

function matches(query: string): ReadonlySignal<boolean> {
  const list = matchMedia(query);
  const result = signal(list.matches);
  list.addEventListener("change", () => (result.value = list.matches));
  return result;
}

/** One column. */
export const isNarrow = matches("(max-width: 699.98px)");
/** Room for the details beside the conversation. */
export const isWide = matches("(min-width: 1100px)");
/** No pointer that hovers: what a hover shows is reached by a long press. */
export const isTouch = matches("(hover: none)");
