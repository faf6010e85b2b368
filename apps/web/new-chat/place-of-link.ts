// The place to which a pasted link leads. Pure.
import { ownLink } from "../../text/links/own-link.ts";
import type { Route } from "../route/route.ts";

/** Null: it is no link of a group or of a person. */
export function placeOfLink(pasted: string): Route | null {
  const link = ownLink(pasted);
  if (link === null) return null;
  return link.kind === "group" ? { name: "join", token: link.token } : { name: "user", username: link.username };
}
