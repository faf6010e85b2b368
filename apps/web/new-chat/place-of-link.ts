// The place to which a pasted link leads. Pure.
import { linkToken } from "../join/link-token.ts";
import type { Route } from "../route/route.ts";

/** Null: it is no link of this app. */
export function placeOfLink(pasted: string): Route | null {
  const token = linkToken(pasted);
  if (token !== null) return { name: "join", token };
  const username = /#\/u\/(\w{3,20})(?!\w)/.exec(pasted)?.[1];
  return username === undefined ? null : { name: "user", username };
}
