// The announcement that is in force in the open group: its first line, until the person has put it away on this device.
import { isBlank } from "@klatch/sdk";
import { go } from "../route/navigation.ts";
import { seenLine } from "../markdown/seen-line.ts";
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";
import { isSeen, see } from "./seen-announcements.ts";

export const announcementBanner: BannerKind = {
  id: "announcement",
  rank: 50,
  show: ({ chat, entry }) => {
    if (chat === null || entry?.kind !== "group") return null;
    const announcement = chat.groups.known(entry.id)?.group.value?.announcement ?? null;
    const [text = ""] = (announcement?.text ?? "")
      .split("\n")
      .filter((line) => !isBlank(line))
      .map(seenLine);
    const key = `${chat.me} ${entry.id}`;
    if (announcement === null || text === "" || isSeen(key, announcement.seq)) return null;
    return {
      label: t("announcement"),
      icon: "megaphone",
      text,
      open: () => go({ name: "conversation", id: entry.id, side: "info" }),
      dismiss: { label: t("seen"), run: () => see(key, announcement.seq) },
    };
  },
};
