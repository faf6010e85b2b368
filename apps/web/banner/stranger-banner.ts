// Somebody has begun to write whom the person does not know: nothing is told to them until it is accepted or answered.
import { report, takesReports } from "../report/report-state.ts";
import { commonWords } from "../ui/common-words.ts";
import { sayError } from "../ui/toasts.tsx";
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";

export const strangerBanner: BannerKind = {
  id: "stranger",
  rank: 30,
  show: ({ chat, entry }) => {
    if (chat === null || entry?.request !== true || entry.blocked === true || entry.peerId === undefined) return null;
    const { id, peerId } = entry;
    return {
      label: t("stranger"),
      icon: "person",
      text: t("wantsToWrite", { name: chat.people.nameOf(peerId) }),
      isWhole: true,
      actions: [
        { label: t("accept"), run: () => void chat.client.acceptConversation(id).catch(sayError) },
        { label: t("block"), run: () => void chat.client.blocks.add(peerId).catch(sayError) },
        ...(takesReports(chat.client)
          ? [
              {
                label: commonWords("report"),
                run: () => report({ about: { kind: "conversation", conversationId: id }, userId: peerId }),
              },
            ]
          : []),
      ],
    };
  },
};
