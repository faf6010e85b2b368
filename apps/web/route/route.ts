// The route: the part of the address after `#`, which no server sees. It may contain a link's token.
import type { ConversationId } from "@klatch/sdk";

export type Route =
  | { readonly name: "inbox" }
  /** `seq`: the message to show. */
  | { readonly name: "conversation"; readonly id: ConversationId; readonly details: boolean; readonly seq?: number }
  | { readonly name: "new" }
  | { readonly name: "new-group" }
  | { readonly name: "join"; readonly token: string }
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
      return first === "" ? { name: "inbox" } : { name: "join", token: first };
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
      return `#/join/${encodeURIComponent(route.token)}`;
    default:
      return `#/${route.name}`;
  }
}

/** The parent route, to which "back" leads if there is no history. */
export const parentOf = (route: Route): Route =>
  route.name === "conversation" && route.details
    ? { name: "conversation", id: route.id, details: false }
    : { name: "inbox" };

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return "";
  }
}
