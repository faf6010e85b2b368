// The route: the part of the address after `#`, which no server sees. It may contain a link's token.
import type { ConversationId } from "@klatch/sdk";

export type Route =
  | { readonly name: "inbox" }
  /** `seq`: the message to show. */
  | { readonly name: "conversation"; readonly id: ConversationId; readonly details: boolean; readonly seq?: number }
  | { readonly name: "new" }
  | { readonly name: "new-group" }
  | { readonly name: "join"; readonly token: string }
  /** The sign-up, with an invitation. */
  | { readonly name: "register"; readonly token: string }
  /** The pages of operators: `apps/web/admin/` knows them. `item`: what is open on the page; "" for nothing. */
  | { readonly name: "admin"; readonly page: string; readonly item: string }
  | { readonly name: "settings" };

/** An unknown address leads to the inbox. */
export function parseRoute(hash: string): Route {
  const [head = "", first = "", second = ""] = hash
    .replace(/^#?\/?/, "")
    .split("/")
    .map(decoded);
  switch (head) {
    case "c":
      if (first === "") return { name: "inbox" };
      return {
        name: "conversation",
        id: first as ConversationId,
        details: second === "info",
        ...(/^[1-9]\d{0,14}$/.test(second) && { seq: Number(second) }),
      };
    case "join":
    case "register":
      return first === "" ? { name: "inbox" } : { name: head, token: first };
    case "admin":
      return { name: head, page: first, item: second };
    case "new":
    case "new-group":
    case "settings":
      return { name: head };
    default:
      return { name: "inbox" };
  }
}

export function formatRoute(route: Route): string {
  switch (route.name) {
    case "inbox":
      return "#/";
    case "conversation": {
      const rest = route.details ? "/info" : route.seq === undefined ? "" : `/${route.seq}`;
      return `#/c/${encodeURIComponent(route.id)}${rest}`;
    }
    case "join":
    case "register":
      return `#/${route.name}/${encodeURIComponent(route.token)}`;
    case "admin":
      return ["#/admin", ...[route.page, route.item].filter((part) => part !== "").map(encodeURIComponent)].join("/");
    default:
      return `#/${route.name}`;
  }
}

/** The parent route, to which "back" leads if there is no history. */
export function parentOf(route: Route): Route {
  if (route.name === "conversation" && route.details) return { name: "conversation", id: route.id, details: false };
  if (route.name === "admin" && route.item !== "") return { ...route, item: "" };
  return { name: "inbox" };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
