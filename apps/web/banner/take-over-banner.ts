// Another window has replaced this one's connection. A button takes it back.
import { connectionWords } from "../shell/connection-words.ts";
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";

export const takeOverBanner: BannerKind = {
  id: "take-over",
  rank: 10,
  show: ({ chat }) =>
    chat === null || chat.connection.value.state !== "stopped"
      ? null
      : {
          label: t("connection"),
          icon: "devices",
          text: connectionWords("stopped"),
          isWarning: true,
          actions: [{ label: t("takeOver"), run: () => void chat.client.connect() }],
        },
};
