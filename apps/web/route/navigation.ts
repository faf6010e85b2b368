// The page's address as a signal, and navigation. "Back" is the browser's own.
import { signal } from "@preact/signals";
import { formatRoute, parentOf, parseRoute, type Route } from "./route.ts";

export const route = signal<Route>({ name: "inbox" });

/** The number of the page's own entries before this one in the tab's history. `history.state` keeps it over a reload. */
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

/** Replaces the current history entry, so that "back" does not lead to it. */
export function replace(to: Route): void {
  history.replaceState({ depth: depth() }, "", formatRoute(to));
  route.value = to;
}

/** Goes one step back. If the page was opened at this address, goes to the parent route. */
export function back(): void {
  if (depth() > 0) history.back();
  else replace(parentOf(route.peek()));
}
