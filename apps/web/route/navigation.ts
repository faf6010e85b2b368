// What is open, as signals, and how it is opened and closed. "Back" is the browser's own.
import { computed, signal } from "@preact/signals";
import { HistoryStack, type HistoryHost } from "./history-stack.ts";
import type { Route } from "./route.ts";
import { noEntry, shownBy, topOf, type Shown, type Stack } from "./stack.ts";

const stack = signal<Stack>([noEntry]);

/** The place whose address the page has. */
export const route = computed<Route>(() => topOf(stack.value).route);
/** What the frame shows. */
export const shown = computed<Shown>(() => shownBy(stack.value));
/** Whether a menu, a dialog or the like is open. */
export const hasLayer = computed<boolean>(() => topOf(stack.value).isLayer);

let tab: HistoryStack | null = null;

/** @param host the browser's `window` */
export function startNavigation(host: HistoryHost): void {
  tab = new HistoryStack(host, (next) => (stack.value = next));
}

/** The history of the tab. @throws Error before `startNavigation` */
export function tabHistory(): HistoryStack {
  if (tab === null) throw new Error("the navigation has not started");
  return tab;
}

/** Opens a place, or returns to it. A conversation that is opened over another one takes its place. */
export const go = (to: Route): void => tabHistory().open(to);

/** Puts a place where the top one is: a form is done, or another tab or filter is chosen. "Back" does not lead to it. */
export const replace = (to: Route): void => tabHistory().replace(to);

/**
 * For what begins here and leads to a place once it is done, as a person that is looked up: whoever has gone elsewhere
 * meanwhile stays there.
 */
export function fromHere(): { readonly go: (to: Route) => void; readonly replace: (to: Route) => void } {
  const isHere = tabHistory().marker();
  return {
    go: (to) => void (isHere() && go(to)),
    replace: (to) => void (isHere() && replace(to)),
  };
}

/** Closes exactly one thing: a layer, a page of the side panel, the panel, the open item. */
export const close = (): void => tabHistory().close();

/** Closes the side panel with all its pages. */
export const closeSide = (): void => tabHistory().closeSide();
