// How long a sender may change a message of their own: the same in every conversation. Pure.
import type { Refusal } from "../../../schema/protocol/errors.ts";
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Limits } from "../../../schema/protocol/limits.ts";
import type { Act } from "./operation.ts";

export type ChangeWindows = Pick<Limits, "EDIT_SECONDS" | "RECALL_SECONDS">;

/** @returns FORBIDDEN for what only the sender may do, to others; TOO_LATE after its time; null for all other acts */
export function judgeOwn(act: Act, userId: UserId, now: number, limits: ChangeWindows): Refusal | null {
  if (act.kind === "close-poll") return act.message.senderId === userId ? null : { code: "FORBIDDEN" };
  if (act.kind !== "edit" && act.kind !== "recall") return null;
  const { senderId, createdAt } = act.message;
  if (senderId !== userId) return { code: "FORBIDDEN" };
  const seconds = act.kind === "edit" ? limits.EDIT_SECONDS : limits.RECALL_SECONDS;
  return now - createdAt > seconds * 1_000 ? { code: "TOO_LATE" } : null;
}
