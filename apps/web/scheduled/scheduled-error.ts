// What went wrong with a scheduled message, in the person's words.
import { KlatchError } from "@klatch/sdk";
import { errorText } from "../text/error-text.ts";
import { scheduledWords as t } from "./scheduled-words.ts";

export function scheduledError(error: unknown): string {
  if (!(error instanceof KlatchError)) return errorText(error);
  if (error.code === "TOO_LATE" || error.code === "NOT_FOUND") return t("tooLate");
  if (error.code === "TOO_MANY" && error.limit === undefined) return t("tooMany");
  return error.pointer === "/sendAt" ? t("badTime") : errorText(error);
}
