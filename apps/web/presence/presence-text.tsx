// How a person is, in words: online, away, or when they were last seen; nothing where they do not show it.
import type { Presence, UserId } from "@klatch/sdk";
import { useChat } from "../model/chat-context.ts";
import { dayOf, listTime } from "../text/times.ts";
import { now } from "../ui/clock.ts";
import { presenceWords as t } from "./presence-words.ts";

export function PresenceText({ userId }: { readonly userId: UserId }) {
  const presence = useChat().presence.of(userId);
  const words = presence === null ? "" : wordsOf(presence);
  return words === "" ? null : <span class="conversation-sub conversation-presence">{words}</span>;
}

function wordsOf({ online, away, lastSeenAt }: Presence): string {
  if (online) return t(away ? "away" : "online");
  return lastSeenAt === undefined ? "" : t("lastSeen", { time: listTime(lastSeenAt, dayOf(now.value).fromMs) });
}
