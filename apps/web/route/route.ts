// The route: the part of the address after `#`, which no server sees. It may contain a link's token.
import type { ConversationId } from "@klatch/sdk";
import { linkToken } from "../join/link-token.ts";
import { parseSide, type SidePage } from "./side-page.ts";

export const settingsPages = [
  "account",
  "appearance",
  "notifications",
  "devices",
  "privacy",
  "security",
  "keyboard",
] as const;

export const peopleViews = ["friends", "requests", "blocked"] as const;

export type PeopleView = (typeof peopleViews)[number];

export type SettingsPage = (typeof settingsPages)[number];

export type Route =
  | { readonly name: "chats" }
  | ConversationRoute
  /** The page of the list column that starts a conversation. */
  | { readonly name: "new" }
  | { readonly name: "new-group" }
  | { readonly name: "join"; readonly token: string }
  /** The sign-up, with an invitation. */
  | { readonly name: "register"; readonly token: string }
  | MailRoute
  | { readonly name: "user"; readonly username: string }
  | { readonly name: "people"; readonly view: PeopleView }
  | SettingsRoute
  /** The pages of operators: `apps/web/admin/` knows them. `item`: what is open on the page; "" for nothing. */
  | { readonly name: "admin"; readonly page: string; readonly item: string };

/** Of a link in a mail. */
export interface MailRoute {
  readonly name: "confirm-email" | "stop-emails";
  readonly token: string;
}

export interface ConversationRoute {
  readonly name: "conversation";
  readonly id: ConversationId;
  /** The message to show. */
  readonly seq?: number;
  /** What the side panel shows; null: it is closed. */
  readonly side: SidePage | null;
}

export interface SettingsRoute {
  readonly name: "settings";
  /** "": the index. */
  readonly page: SettingsPage | "";
}

/** Routes that are shown as a dialog over what is open. */
export const isDialogRoute = ({ name }: Route): boolean => name === "new-group" || name === "join" || name === "user";

/** An unknown address leads to the inbox. */
export function parseRoute(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [head = "", first = "", second = ""] = path.split("/").map(decoded);
  switch (head) {
    case "c":
      if (first === "") return { name: "chats" };
      return {
        name: "conversation",
        id: first as ConversationId,
        side: second === "info" ? "info" : parseSide(new URLSearchParams(query).get("side") ?? ""),
        ...(/^[1-9]\d{0,14}$/.test(second) && { seq: Number(second) }),
      };
    case "join":
      return first === "" ? { name: "chats" } : { name: head, token: linkToken(first) ?? first };
    case "register":
    case "confirm-email":
    case "stop-emails":
      return first === "" ? { name: "chats" } : { name: head, token: first };
    case "u":
      return first === "" ? { name: "chats" } : { name: "user", username: usernameOf(first) };
    case "admin":
      return { name: head, page: first, item: second };
    case "people":
      return { name: head, view: peopleViews.find((view) => view === first) ?? "friends" };
    case "settings":
      return { name: head, page: settingsPages.find((page) => page === first) ?? "" };
    case "new":
    case "new-group":
      return { name: head };
    default:
      return { name: "chats" };
  }
}

export function formatRoute(route: Route): string {
  switch (route.name) {
    case "conversation": {
      const at = route.seq === undefined ? "" : `/${route.seq}`;
      // `/` and `:` may stand in a query as they are, and are easier to read.
      return `#/c/${encodeURIComponent(route.id)}${at}${route.side === null ? "" : `?side=${route.side}`}`;
    }
    case "join":
    case "register":
    case "confirm-email":
    case "stop-emails":
      return `#/${route.name}/${encodeURIComponent(route.token)}`;
    case "user":
      return `#/u/${encodeURIComponent(route.username)}`;
    case "people":
      return route.view === "friends" ? "#/people" : `#/people/${route.view}`;
    case "settings":
      return route.page === "" ? "#/settings" : `#/settings/${route.page}`;
    case "admin":
      return ["#/admin", ...[route.page, route.item].filter((part) => part !== "").map(encodeURIComponent)].join("/");
    default:
      return `#/${route.name}`;
  }
}

/** Without the marks and the words of other scripts that came along when the address was copied. */
const usernameOf = (part: string): string => /^@?(\w{3,20})(?:[.,;:!?)\]}>*'"]|\P{ASCII})*$/u.exec(part)?.[1] ?? part;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
