// A newer build of the page is ready. It is there when the person asks for it, or at the next start of a page.
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";
import { isUpdatePutOff, readyUpdate } from "./ready-update.ts";

export const updateBanner: BannerKind = {
  id: "update",
  rank: 80,
  show: () => {
    const apply = readyUpdate.value;
    if (apply === null || isUpdatePutOff.value) return null;
    return {
      label: t("newVersion"),
      icon: "retry",
      text: t("updateReady"),
      actions: [
        { label: t("update"), run: apply },
        { label: t("later"), run: () => (isUpdatePutOff.value = true) },
      ],
    };
  },
};
