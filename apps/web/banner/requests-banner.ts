// People ask to join the open group: told to those who may let them in.
import { mayInGroup } from "../details/permissions.ts";
import { go } from "../route/navigation.ts";
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";

export const requestsBanner: BannerKind = {
  id: "requests",
  rank: 40,
  show: ({ chat, entry }) => {
    const model = chat === null || entry?.kind !== "group" ? null : chat.groups.known(entry.id);
    const group = model?.group.value ?? null;
    const count = model?.requestCount.value ?? 0;
    if (entry === null || group === null || count === 0 || !mayInGroup(group, "answer-request")) return null;
    const review = (): void => go({ name: "conversation", id: entry.id, side: "manage/requests" });
    return {
      label: t("requests"),
      icon: "person",
      text: t("asksToJoin", { count }),
      open: review,
      actions: [{ label: t("review"), run: review }],
    };
  },
};
