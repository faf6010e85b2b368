// Shown instead of the composer: why the user cannot write in this conversation, and what can be done about it.
import type { UserId } from "@klatch/sdk";
import { blockWords } from "../blocks/block-words.ts";
import { UnblockButton } from "../blocks/unblock-button.tsx";
import { go } from "../route/navigation.ts";
import type { Route } from "../route/route.ts";
import { untilTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import type { MayWrite } from "./may-write.ts";
import { noticeWords as t } from "./notice-words.ts";
import "./composer.css";

interface ComposerNoticeProps {
  readonly why: Exclude<MayWrite, { kind: "yes" }>;
  /** The other member of a direct conversation. */
  readonly peerId: UserId | undefined;
  /** Where the user can join the group again; null: they cannot. */
  readonly rejoin: Route | null;
}

export function ComposerNotice({ why, rejoin, peerId }: ComposerNoticeProps) {
  return (
    <div class="composer-notice" data-notice-floor>
      <p role="status">{noticeText(why)}</p>
      {why.kind === "blocked" && peerId !== undefined && <UnblockButton userId={peerId} />}
      {why.kind === "left" && rejoin !== null && <Button onClick={() => go(rejoin)}>{t("rejoin")}</Button>}
      {(why.kind === "dissolved" || (why.kind === "left" && rejoin === null)) && (
        <Button onClick={() => go({ name: "chats" })}>{t("toChats")}</Button>
      )}
    </div>
  );
}

function noticeText(why: Exclude<MayWrite, { kind: "yes" }>): string {
  switch (why.kind) {
    case "blocked":
      return blockWords("blocked");
    case "gone":
      return t("gone");
    case "left":
      return t("left");
    case "dissolved":
      return t("dissolved");
    case "read-only":
      return t("readOnly");
    case "all-silenced":
      return t("allSilenced");
    case "silenced":
      return why.until === "endless" ? t("silenced") : t("silencedUntil", { time: untilTime(why.until, now.value) });
  }
}
