// Esc closes exactly one thing: what is on top. A component that has its own meaning for the key prevents its default.
import { close, hasLayer, route } from "./navigation.ts";
import type { Route } from "./route.ts";

/** Whether Esc leaves a place. From a conversation it leads to the list, which the frame does. */
function isLeftByEscape(here: Route): boolean {
  switch (here.name) {
    case "chats":
    case "register":
      return false;
    case "conversation":
      return here.side !== null;
    case "admin":
      return here.item !== "";
    default:
      return true;
  }
}

export function startEscape(): void {
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (!hasLayer.peek() && !isLeftByEscape(route.peek())) return;
    // A modal dialog would close by itself as well.
    event.preventDefault();
    close();
  });
}
