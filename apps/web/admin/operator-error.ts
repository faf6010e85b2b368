// A refusal in words for an operator, where it means something else than for a person who chats.
import { KlatchError } from "@klatch/sdk";
import { errorText } from "../text/error-text.ts";
import { bothText, waitText } from "../text/limit-text.ts";
import { isNobodys } from "./nobodys.ts";
import { operatorWords as t } from "./operator-words.ts";

export function operatorErrorText(error: unknown): string {
  if (!(error instanceof KlatchError)) return errorText(error);
  if (isNobodys(error)) return t("error.token");
  switch (error.code) {
    case "RATE_LIMITED":
      return bothText(t("error.RATE_LIMITED"), waitText(error));
    case "INVALID_REQUEST":
      return error.pointer === "/reason" ? t("reasonFault") : t("error.INVALID_REQUEST");
    case "FORBIDDEN":
    case "USER_NOT_FOUND":
    case "NOT_FOUND":
    case "NAME_TAKEN":
    case "TOO_MANY":
      return t(`error.${error.code}`);
    default:
      return errorText(error);
  }
}
