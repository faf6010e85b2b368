// What stands in place of a message that is gone. Pure.
import type { MessageState, UserId } from "@klatch/sdk";
import { goneWords as t } from "./gone-words.ts";

interface Gone {
  readonly senderId: UserId;
  readonly recalled: MessageState["recalled"];
}

/** @param nameOf of anybody but this user */
export function tombstoneText({ senderId, recalled }: Gone, me: UserId, nameOf: (userId: UserId) => string): string {
  const actorId = recalled?.senderId;
  switch (recalled?.reason) {
    case "expired":
      return t("expired");
    case "sender":
      return senderId === me ? t("own") : t("sender", { author: nameOf(senderId) });
    case "moderator":
      if (actorId === undefined) return t("erased");
      if (senderId === me) return actorId === me ? t("own") : t("your", { actor: nameOf(actorId) });
      if (actorId === me) return t("byYou", { author: nameOf(senderId) });
      return t("moderator", { actor: nameOf(actorId), author: nameOf(senderId) });
    default:
      return t("erased");
  }
}
