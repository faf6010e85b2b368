// The place of this page to which a link in a text leads.
import { parseRoute, type Route } from "../route/route.ts";

/** Null: it leads elsewhere, or to a page that has a window of its own. */
export function ownPlace(href: string): Route | null {
  const { origin, pathname, hash } = new URL(href);
  if (origin !== location.origin || pathname !== location.pathname) return null;
  const place = parseRoute(hash);
  return place.name === "join" || place.name === "user" || place.name === "conversation" ? place : null;
}
