// The address bar as a signal, and the steps that change it; "back" is the browser's own.
import { signal } from "@preact/signals";
import { formatRoute, parentOf, parseRoute, type Route } from "./route.ts";

export const route = signal<Route>({ name: "inbox" });

/** How many of our own steps lie behind in this tab's history: kept in `history.state`, so that a reload knows it. */
const depth = (): number => {
  const state: unknown = history.state;
  return typeof state === "object" && state !== null && "depth" in state ? Number(state.depth) : 0;
};

export function startNavigation(): void {
  route.value = parseRoute(location.hash);
  addEventListener("popstate", () => (route.value = parseRoute(location.hash)));
}

export function go(to: Route): void {
  const address = formatRoute(to);
  if (address !== location.hash) history.pushState({ depth: depth() + 1 }, "", address);
  route.value = to;
}

/** Takes the present place's place: back does not lead here any more. */
export function replace(to: Route): void {
  history.replaceState({ depth: depth() }, "", formatRoute(to));
  route.value = to;
}

/** One step back; where the page was opened right here, to what lies above. */
export function back(): void {
  if (depth() > 0) history.back();
  else replace(parentOf(route.peek()));
}
