// The stack of what is open: places, and above them layers (menus, dialogs …). The tab's history follows it entry by
// entry, so closing always pops exactly one. Pure.
import type { ConversationId } from "@klatch/sdk";
import {
  formatRoute,
  isDialogRoute,
  type ConversationRoute,
  type PeopleView,
  type Route,
  type SettingsRoute,
} from "./route.ts";
import type { SidePage } from "./side-page.ts";

export interface Entry {
  /** Different for each opening. */
  readonly key: string;
  /** The place; of a layer, the one below it. */
  readonly route: Route;
  readonly isLayer: boolean;
}

/** From the bottom to the top. It is never empty. */
export type Stack = readonly Entry[];

type NewKey = () => string;

/** An entry that the page has not made. */
export const noEntry: Entry = { key: "", route: { name: "chats" }, isLayer: false };

export const topOf = (stack: Stack): Entry => stack.at(-1) ?? noEntry;

export const withoutLayers = (stack: Stack): Stack => stack.filter(({ isLayer }) => !isLayer);

/** What is open when the page begins at an address: as if each step to it had been made. */
export function stackAt(route: Route, newKey: NewKey): Stack {
  return pathTo(route).map((step) => ({ key: newKey(), route: step, isLayer: false }));
}

function pathTo(route: Route): readonly Route[] {
  const chats = { name: "chats" } as const;
  switch (route.name) {
    case "chats":
    case "register":
      return [route];
    case "conversation":
      return route.side === null
        ? [chats, route]
        : [chats, { ...route, side: null }, ...pathOfSide(route.side).map((side) => ({ ...route, side }))];
    case "settings":
      return route.page === "" ? [chats, route] : [chats, { name: "settings", page: "" }, route];
    case "admin":
      return route.item === "" ? [route] : [{ ...route, item: "" }, route];
    default:
      return [chats, route];
  }
}

/** Every page of the side panel stands above the information about the conversation, but for those that messages lead to. */
function pathOfSide(side: SidePage): readonly SidePage[] {
  if (side === "info" || side === "pins" || side.startsWith("message:")) return [side];
  return side.startsWith("manage/") ? ["info", "manage", side] : ["info", side];
}

/** Opens a place. What is open already is returned to; of a kind that is shown one at a time, the other is closed. */
export function opened(stack: Stack, to: Route, newKey: NewKey): Stack {
  const places = withoutLayers(stack);
  const push = (...below: readonly Entry[]): Stack => [...below, { key: newKey(), route: to, isLayer: false }];
  const upTo = (index: number): Stack => (index === -1 ? push(...places) : places.slice(0, index + 1));
  if (to.name === "chats") return upTo(places.findIndex(({ route }) => route.name === "chats"));
  if (to.name === "conversation") {
    const first = places.findIndex(({ route }) => isOf(route, to.id));
    if (first === -1) return [...baseOf(places, newKey), ...stackAt(to, newKey).slice(1)];
    if (to.side === null && to.seq !== undefined) return push(...places.slice(0, first));
    const open = places.findIndex(({ route }) => isOf(route, to.id) && route.side === to.side);
    if (open !== -1) return upTo(open);
    // What was opened over the conversation, except its own side panel, is closed.
    return push(...places.filter(({ route }, index) => index < first || isOf(route, to.id)));
  }
  if (to.name === "settings") {
    const index = places.findIndex(({ route }) => route.name === "settings");
    if (to.page === "") return upTo(index);
    return index === -1 ? [...places, ...stackAt(to, newKey).slice(1)] : push(...places.slice(0, index + 1));
  }
  // A new conversation is a page of the chats, and people are another section: the settings give way to them.
  if (to.name === "new" || to.name === "people")
    return push(...places.filter(({ route }) => route.name !== "settings" && route.name !== to.name));
  return upTo(places.findIndex(({ route }) => formatRoute(route) === formatRoute(to)));
}

/** Puts a place where the top one is: a form is done, or another tab or filter is chosen. */
export function replaced(stack: Stack, to: Route, newKey: NewKey): Stack {
  const below = withoutLayers(stack).slice(0, -1);
  return below.length === 0 ? stackAt(to, newKey) : opened(below, to, newKey);
}

/** Closes what is on top. The last place gives way to the inbox. */
export function closed(stack: Stack, newKey: NewKey): Stack {
  if (stack.length > 1) return stack.slice(0, -1);
  return topOf(stack).route.name === "chats" ? stack : stackAt({ name: "chats" }, newKey);
}

/** Closes the side panel, however many of its pages are open. */
export function withoutSide(stack: Stack): Stack {
  return withoutLayers(stack).filter(({ route }) => route.name !== "conversation" || route.side === null);
}

/** Up to the list, from which everything is opened. */
function baseOf(places: Stack, newKey: NewKey): Stack {
  const index = places.findIndex(({ route }) => route.name === "chats");
  return index === -1 ? stackAt({ name: "chats" }, newKey) : places.slice(0, index + 1);
}

const isOf = (route: Route, id: ConversationId): route is ConversationRoute =>
  route.name === "conversation" && route.id === id;

/** What the frame shows for a stack. */
export interface Shown {
  /** The page of the list column. */
  readonly list: "chats" | "people" | "new" | "settings";
  /** What the page of people shows. */
  readonly people: PeopleView;
  /** What the main column shows; null: nothing was chosen. */
  readonly main: ConversationRoute | SettingsRoute | null;
  /** The pages of the side panel, the visible one last. */
  readonly sides: readonly SidePage[];
  /** The place that is shown as a dialog. */
  readonly dialog: Route | null;
  /** The column that a layout of one column shows. */
  readonly column: "list" | "main" | "side";
}

export function shownBy(stack: Stack): Shown {
  const routes = withoutLayers(stack).map(({ route }) => route);
  const places = routes.filter((route) => !isDialogRoute(route));
  const top = routes.at(-1);
  const list = places.findLast(({ name }) => name === "new" || name === "people" || name === "settings");
  const settings = places.findLast((route) => route.name === "settings");
  // One conversation is open at a time; the first of its entries is the conversation, the others are its side panel.
  const [conversation, ...asides] = places.filter((route) => route.name === "conversation");
  const sides = asides.flatMap(({ side }) => side ?? []);
  return {
    list: list?.name === "new" || list?.name === "people" || list?.name === "settings" ? list.name : "chats",
    people: list?.name === "people" ? list.view : "friends",
    main: settings ?? conversation ?? null,
    sides: settings === undefined ? sides : [],
    dialog: top !== undefined && isDialogRoute(top) ? top : null,
    column: columnOf(places.at(-1)),
  };
}

function columnOf(place: Route | undefined): Shown["column"] {
  if (place?.name === "conversation") return place.side === null ? "main" : "side";
  return place?.name === "settings" && place.page !== "" ? "main" : "list";
}
