// What the server refused at a sign-in, in words, and the field that it is about.
import { KlatchError } from "@klatch/sdk";
import type { Invitation } from "../model/invitations.ts";
import { errorText } from "../text/error-text.ts";
import { errorWords } from "../text/error-words.ts";
import { bothText, meetRefusal, waitText } from "../text/limit-text.ts";
import { untilTime } from "../text/times.ts";
import { usernameChars, type UsernameFault } from "../../text/username.ts";
import { signInWords as t } from "./sign-in-words.ts";

export interface SignInFault {
  /** Null: it is about no field, or about more than one. */
  readonly field: "username" | "displayName" | "password" | "invitation" | null;
  readonly text: string;
}

/** @param isNew an account was to be created */
export function signInFault(error: unknown, isNew: boolean): SignInFault | null {
  if (error === null) return null;
  const general = { field: null, text: errorText(error) };
  if (!(error instanceof KlatchError)) return general;
  switch (error.code) {
    case "USERNAME_TAKEN":
      return { field: "username", text: general.text };
    case "PASSWORD_TOO_COMMON":
      return { field: "password", text: t("passwordTooCommon") };
    case "INVALID_REQUEST":
      return ofField(error.pointer, isNew) ?? general;
    case "INVITATION_NEEDED":
    case "INVITATION_INVALID":
      return { field: "invitation", text: general.text };
    case "SUSPENDED":
      return { field: null, text: suspendedText(error) };
    case "ACCOUNT_LEAVING":
      return { field: null, text: leavingText(meetRefusal(error) + (error.retryAfterMs ?? 0)) };
    case "RATE_LIMITED":
      return { field: null, text: bothText(t(isNew ? "tooManyNew" : "tooManyTries"), waitText(error)) };
    default:
      return general;
  }
}

function ofField(pointer: string | undefined, isNew: boolean): SignInFault | null {
  // Nobody has such a username or password. An earlier server may have taken others than this page knows of.
  if (!isNew) return pointer === "/username" || pointer === "/password" ? { field: null, text: t("wrong") } : null;
  switch (pointer) {
    case "/username":
      return { field: "username", text: t("usernameFault") };
    case "/password":
      return { field: "password", text: t("passwordFault") };
    case "/displayName":
      return { field: "displayName", text: t("displayNameFault") };
    case "/invitation":
      return { field: "invitation", text: errorWords("INVITATION_INVALID") };
    default:
      return null;
  }
}

/** What is wrong with a new username, before anything is sent. */
export function usernameFaultText(fault: UsernameFault): string {
  switch (fault.kind) {
    case "empty":
      return t("usernameFault");
    case "email":
      return t("usernameEmail");
    case "spaces":
      return t("usernameSpaces");
    case "letters":
      return t("usernameLetters");
    case "sign":
      return t("usernameSign", { sign: fault.sign });
    case "short":
      return t("usernameShort", { least: usernameChars.min });
    case "long":
      return t("usernameLong", { most: usernameChars.max, chars: fault.count });
    default:
      return fault satisfies never;
  }
}

/** Until when, if the server says it. */
function suspendedText(error: KlatchError): string {
  const { retryAfterMs } = error;
  if (retryAfterMs === undefined) return t("suspended");
  return t("suspendedUntil", { time: untilTime(meetRefusal(error) + retryAfterMs, Date.now()) });
}

/** @param untilMs until when its user may come back */
export const leavingText = (untilMs: number): string => t("leaving", { time: untilTime(untilMs, Date.now()) });

/** Why the server ended the last session, as far as its code tells. */
export function endedText(code: string): string {
  switch (code) {
    case "DEVICE_SIGNED_OUT":
      return t("ended.DEVICE_SIGNED_OUT");
    case "REFRESH_TOKEN_REUSED":
      return t("ended.REFRESH_TOKEN_REUSED");
    case "TOKEN_EXPIRED":
      return t("ended.TOKEN_EXPIRED");
    case "SUSPENDED":
      return t("ended.SUSPENDED");
    case "SIGNED_IN_ELSEWHERE":
      return t("ended.SIGNED_IN_ELSEWHERE");
    default:
      return t("ended");
  }
}

/** What somebody who is not signed in was invited to. */
export const invitedText = ({ kind, token }: Pick<Invitation, "kind" | "token">): string =>
  kind === "group" ? t("invited") : t("toPerson", { username: token });
