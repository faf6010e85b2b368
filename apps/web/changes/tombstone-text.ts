// What stands in place of a message that is gone. Pure.
import type { MessageState, UserId } from "@klatch/sdk";
import { changeWords as t } from "./change-words.ts";

interface Gone {
  readonly senderId: UserId;
  readonly recalled: MessageState["recalled"];
}

/** @param nameOf of anybody but this user */
export function tombstoneText({ senderId, recalled }: Gone, me: UserId, nameOf: (userId: UserId) => string): string {
  const actorId = recalled?.senderId;
  switch (recalled?.reason) {
    case "expired":
      return t("gone.expired");
    case "sender":
      return senderId === me ? t("gone.own") : t("gone.sender", { author: nameOf(senderId) });
    case "moderator":
      if (actorId === undefined) return t("gone.erased");
      if (senderId === me) return actorId === me ? t("gone.own") : t("gone.your", { actor: nameOf(actorId) });
      if (actorId === me) return t("gone.by-you", { author: nameOf(senderId) });
      return t("gone.moderator", { actor: nameOf(actorId), author: nameOf(senderId) });
    default:
      return t("gone.erased");
  }
}
