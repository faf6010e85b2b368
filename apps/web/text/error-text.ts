// Turns an error into the text that the page shows.
import { KlatchError } from "@klatch/sdk";
import { errorWords as t } from "./error-words.ts";
import { bothText, limitText, waitText } from "./limit-text.ts";

/** The fields of requests that hold a name. */
const namePointers: ReadonlySet<string> = new Set(["/displayName", "/name", "/nickname"]);

/** One or two sentences in the person's language, for any error. @param isOfFile it is about a file, not about a text */
export function errorText(error: unknown, isOfFile = false): string {
  if (!(error instanceof KlatchError)) return t("bug");
  if (isOfFile && error.code === "TOO_LARGE") return t("fileTooLarge");
  if (isOfFile && error.code === "TOO_MANY") return t("filesWait");
  switch (error.code) {
    case "UNAVAILABLE":
      return t(error.status === undefined ? "unreachable" : "busy");
    case "INTERNAL":
      return t("failed");
    case "RATE_LIMITED":
    case "TOO_SLOW":
      return bothText(limitText(error.limit), waitText(error));
    case "NOT_AUTHENTICATED":
    case "TOKEN_EXPIRED":
    case "DEVICE_SIGNED_OUT":
    case "REFRESH_TOKEN_REUSED":
      return t("signedOut");
    case "REPLACED":
      return t("replaced");
    case "TOO_LARGE":
      return t("CONTENT_TOO_LARGE");
    case "INVALID_REQUEST":
      return t(namePointers.has(error.pointer ?? "") ? "badName" : "bug");
    case "CHALLENGE_REQUIRED":
    case "SUSPENDED":
    case "ACCOUNT_LEAVING":
    case "SIGNED_IN_ELSEWHERE":
    case "REGISTRATION_CLOSED":
    case "INVITATION_NEEDED":
    case "INVITATION_INVALID":
    case "INVALID_CREDENTIALS":
    case "USERNAME_TAKEN":
    case "PASSWORD_TOO_COMMON":
    case "USER_NOT_FOUND":
    case "CONVERSATION_NOT_FOUND":
    case "MEMBER_NOT_FOUND":
    case "NOT_FOUND":
    case "MESSAGE_NOT_FOUND":
    case "TOO_LATE":
    case "POLL_CLOSED":
    case "NOT_ACCEPTED":
    case "FORBIDDEN":
    case "MUTED":
    case "READ_ONLY":
    case "BANNED":
    case "JOIN_NOT_ALLOWED":
    case "WRONG_PASSWORD":
    case "LINK_NOT_VALID":
    case "OWNER_MUST_TRANSFER":
    case "GROUP_FULL":
    case "CONVERSATION_FULL":
    case "TOO_MANY":
    case "FILE_NOT_FOUND":
    case "FILE_NOT_READY":
    case "FILE_QUARANTINED":
    case "FILE_NOT_AS_DECLARED":
    case "FILE_TYPE_REFUSED":
    case "CONTENT_TOO_LARGE":
    case "CONTENT_BLANK":
    case "DUPLICATE_MESSAGE":
    case "CLOCK_AHEAD":
      return t(error.code);
    // A request that this page should not make, or an unknown code of a newer server.
    default:
      return t("bug");
  }
}
