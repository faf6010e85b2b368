// Whether this user may close a poll, as far as the page can know: the server decides. Pure.
import type { ChangeableMessage, ChangeStanding } from "../changes/may-change.ts";
import { isGone } from "../changes/is-gone.ts";

export function mayClosePoll(message: ChangeableMessage, { me, role, roleOf }: ChangeStanding): boolean {
  const { seq, senderId, content, state } = message;
  if (seq === null || content.type !== "poll" || isGone(message) || state?.poll?.closedAt !== undefined) return false;
  if (senderId === me || role === "owner") return true;
  return role === "admin" && (roleOf(senderId) ?? "member") === "member";
}
