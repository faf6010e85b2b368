// How long a conversation is muted, in words.
import type { ConversationEntry } from "@klatch/sdk";
import { untilTime } from "../text/times.ts";
import { inboxWords as t } from "./inbox-words.ts";
import { isMutedForever } from "./own-settings.ts";

export const mutedText = (entry: Pick<ConversationEntry, "mutedUntil">, nowMs: number): string =>
  isMutedForever(entry, nowMs) ? t("muted") : t("mutedUntil", { time: untilTime(entry.mutedUntil ?? 0, nowMs) });
