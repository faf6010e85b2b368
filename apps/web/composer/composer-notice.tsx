// Shown instead of the composer: why the user cannot write in this conversation.
import { untilTime } from "../text/times.ts";
import { now } from "../ui/clock.ts";
import { composerWords as t } from "./composer-words.ts";
import type { MayWrite } from "./may-write.ts";
import "./composer.css";

export function ComposerNotice({ why }: { readonly why: Exclude<MayWrite, { kind: "yes" }> }) {
  return (
    <p class="composer-notice" role="status">
      {noticeText(why)}
    </p>
  );
}

function noticeText(why: Exclude<MayWrite, { kind: "yes" }>): string {
  switch (why.kind) {
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
