// Whether this device is to notify its person: asked by the page, once, before the browser asks.
import { notificationOffer } from "../notifications/notification-offer.ts";
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";

export const notificationBanner: BannerKind = {
  id: "notifications",
  rank: 70,
  show: () => {
    const offer = notificationOffer.value;
    if (offer === null) return null;
    return {
      label: t("notifications"),
      icon: "bell",
      text: t("notifyOffer"),
      actions: [
        { label: t("notify"), run: offer.accept },
        { label: t("notNow"), run: offer.decline },
      ],
    };
  },
};
