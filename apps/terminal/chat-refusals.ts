// Refusals in words: what happened, and when it goes on.
import type { ConnectionStatus, KlatchError } from "@klatch/sdk";

/** What there was too much of, of the server's budgets, the groups of an hour, the rate of frames and calls without an account. */
const limits: ReadonlyMap<string | undefined, string> = new Map([
  ["bytes", "You have written as much as you may for now"],
  ["messages", "You have sent as many messages as you may for now"],
  ["deliveries", "You have reached as many people as you may for now"],
  ["calls", "Your devices have asked for conversations as often as they may for now"],
  ["rows", "Your devices have loaded as much as they may for now"],
  ["requests", "Your devices have asked the server as often as they may today"],
  ["sockets", "Your devices have connected as often as they may for now"],
  ["refreshes", "Your devices have renewed their sign-ins as often as they may for now"],
  ["strangers", "You have begun as many new conversations as you may in a day"],
  ["people", "You have added as many people to groups as you may in a day"],
  ["lookups", "You have looked for too many people who are not here"],
  ["searches", "You have searched for people as often as you may for now"],
  ["reports", "You have reported as often as you may in a day"],
  ["profile", "You have changed your profile as often as you may for now"],
  ["username", "You have changed your username within the last 30 days"],
  ["uploads", "You have sent as many files as you may for now"],
  ["uploaded-bytes", "You have sent as many bytes of files as you may today"],
  ["all-uploaded-bytes", "The server takes no more files today"],
  ["downloads", "You have loaded as many files as you may for now"],
  ["pushes", "Your devices have had as many notifications as they may today"],
  ["emails", "You have had as many mails as you may today"],
  ["emails-to-address", "This address has had as many mails as it may today"],
  ["all-emails", "The server sends no more mails today"],
  ["changes", "You have changed groups, or what is sent later, as often as you may for now"],
  ["settings", "You have changed settings and drafts as often as you may for now"],
  ["groups", "You have made as many groups as you may for now"],
  ["frames", "You are sending too fast"],
  ["network", "Too many attempts from your network"],
]);

export function explain(error: KlatchError): string {
  switch (error.code) {
    case "INVALID_CREDENTIALS":
      return "The password is wrong.";
    case "WRONG_PASSWORD":
      return "The password is wrong.";
    case "PASSWORD_TOO_COMMON":
      return "The password is too easy to guess: choose another one.";
    case "INVALID_REQUEST":
      return "The server takes passwords of 8 to 128 characters.";
    case "CHALLENGE_REQUIRED":
    case "RATE_LIMITED":
      return `${tooMuchOf(error.limit)}: try again in ${waitTime(error.retryAfterMs ?? 60_000)}.`;
    case "UNAVAILABLE":
      return "The server cannot be reached: is `npm start` running?";
    case "USER_NOT_FOUND":
      return "There is no such user, or not any more.";
    case "ACCOUNT_LEAVING":
      return `This account is deleted${whenOver("on", error)}.`;
    case "SUSPENDED":
      return `This account is suspended${whenOver("until", error)}.`;
    case "REGISTRATION_CLOSED":
      return "The name or the password is wrong, and no accounts are made here at the moment.";
    case "INVITATION_NEEDED":
      return "The name or the password is wrong. For a new account an invitation is needed: give --invitation.";
    case "INVITATION_INVALID":
      return "The invitation does not work, or no longer: ask for a new one.";
    default:
      return error.message;
  }
}

/** Why a message waits, and when it goes on by itself. */
export const heldReason = (error: KlatchError): string =>
  error.code === "RATE_LIMITED"
    ? `${tooMuchOf(error.limit)}: sent by itself in ${waitTime(error.retryAfterMs ?? 60_000)}`
    : explain(error);

/** Why the next attempt to connect has to wait; empty without a limit that says so. */
export const waitReason = (status: ConnectionStatus): string =>
  status.state === "waiting" && status.code === "RATE_LIMITED" ? tooMuchOf(status.limit) : "";

/** Why the server ended the session, as far as its code tells. */
export function endReason(code: string): string {
  switch (code) {
    case "DEVICE_SIGNED_OUT":
      return "from another device, by an operator, after a change of the password, or because its sign-in was too old: /security tells";
    case "REFRESH_TOKEN_REUSED":
      return "its sign-in was used twice, so somebody may have copied it: change your password";
    case "TOKEN_EXPIRED":
      return "it was not used for a long time";
    case "SIGNED_IN_ELSEWHERE":
      return "signed in on another device, which takes this one's place";
    case "SUSPENDED":
      return "the account is suspended, ask whoever runs the server";
    default:
      return code;
  }
}

/** A limit that this client does not know is named like none. */
const tooMuchOf = (limit: string | undefined): string => limits.get(limit) ?? "Too many attempts";

/** When it is over, if the server says it. */
const whenOver = (word: "on" | "until", { retryAfterMs }: KlatchError): string =>
  retryAfterMs === undefined ? "" : ` ${word} ${new Date(Date.now() + retryAfterMs).toLocaleString()}`;

/** A duration, rounded up. */
export function waitTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
