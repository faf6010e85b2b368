// What the dialog of a group shows: the way in, or why there is none. Pure.
import { KlatchError, type GroupProfile, type GroupViewResult } from "@klatch/sdk";
import { isLinkToken } from "./link-token.ts";

/** Answers of the server, as far as they have come. */
export interface Looked {
  readonly token: string;
  /** Null: not yet. A link tells the profile only. */
  readonly view: Pick<GroupViewResult, "profile" | "banned" | "requested"> | null;
  /** Why looking, or joining, failed; null: it did not. */
  readonly error: unknown;
  /** The group is in the user's inbox, and they have not left it. */
  readonly isIn: boolean;
}

export type JoinState =
  | { readonly kind: "loading" | "in" | "asked" }
  /** No way in, whatever one tries. */
  | { readonly kind: "dead"; readonly why: "badLink" | "gone" | "banned" | "closed" | "onlyLink" }
  /** It may work another time. */
  | { readonly kind: "later"; readonly why: "full" | "failed" }
  | { readonly kind: "free" | "password" | "approval" };

export function joinState({ token, view, error, isIn }: Looked): JoinState {
  if (isIn) return { kind: "in" };
  if (view?.banned === true) return { kind: "dead", why: "banned" };
  const refused = error instanceof KlatchError ? ofRefusal(error.code, token, view === null) : null;
  if (refused !== null) return refused;
  // A wrong password, or too many attempts, is told below the field.
  if (view === null) return error === null ? { kind: "loading" } : { kind: "later", why: "failed" };
  if (view.requested === true) return { kind: "asked" };
  return wayIn(token, view.profile);
}

/** @param isLook the call that only looks was refused: an invalid request is then about the token */
function ofRefusal(code: string, token: string, isLook: boolean): JoinState | null {
  switch (code) {
    case "LINK_NOT_VALID":
      return { kind: "dead", why: "badLink" };
    case "INVALID_REQUEST":
      return isLook ? { kind: "dead", why: isLinkToken(token) ? "badLink" : "gone" } : null;
    case "CONVERSATION_NOT_FOUND":
      return { kind: "dead", why: isLinkToken(token) ? "badLink" : "gone" };
    case "BANNED":
      return { kind: "dead", why: "banned" };
    case "GROUP_FULL":
      return { kind: "later", why: "full" };
    default:
      return null;
  }
}

function wayIn(token: string, { joinPolicy }: GroupProfile): JoinState {
  if (joinPolicy === "closed") return { kind: "dead", why: "closed" };
  if (isLinkToken(token)) return { kind: "free" };
  if (joinPolicy === "free" || joinPolicy === "password" || joinPolicy === "approval") return { kind: joinPolicy };
  // Also a way that a newer server has.
  return { kind: "dead", why: "onlyLink" };
}
