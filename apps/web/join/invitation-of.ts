// Which places are invitations: the address of a group, or of a person. Pure.
import type { Invitation } from "../model/invitations.ts";
import type { Route } from "../route/route.ts";
import { meantUsername, usernameFault } from "../../text/username.ts";
import { linkToken } from "./link-token.ts";

/** Null: the place is none, or its address names nothing that there can be. */
export function invitationOf(route: Route): Pick<Invitation, "kind" | "token"> | null {
  if (route.name === "join" && linkToken(route.token) === route.token) return { kind: "group", token: route.token };
  if (route.name !== "user") return null;
  const username = meantUsername(route.username);
  return usernameFault(username) === null ? { kind: "person", token: username } : null;
}
