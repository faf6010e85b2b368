// The kinds of bars between a conversation's header and its messages, by rank. A feature that has something to say there adds
// its kind. Rank 20 is left for calls.
import { announcementBanner } from "./announcement-banner.ts";
import type { BannerKind } from "./banner.ts";
import { notificationBanner } from "./notification-banner.ts";
import { pinBanner } from "./pin-banner.ts";
import { playingBanner } from "./playing-banner.ts";
import { rateBanner } from "./rate-banner.ts";
import { requestsBanner } from "./requests-banner.ts";
import { strangerBanner } from "./stranger-banner.ts";
import { storageBanner } from "./storage-banner.ts";
import { takeOverBanner } from "./take-over-banner.ts";
import { updateBanner } from "./update-banner.ts";

export const bannerKinds: readonly BannerKind[] = [
  takeOverBanner,
  storageBanner,
  rateBanner,
  strangerBanner,
  requestsBanner,
  announcementBanner,
  pinBanner,
  playingBanner,
  notificationBanner,
  updateBanner,
];

/** As many as leave space for the messages. */
export const maxBanners = 2;
