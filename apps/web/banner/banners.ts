// The kinds of bars between a conversation's header and its messages, by rank. A feature that has something to say there adds
// its kind. Ranks are left for calls (20), strangers (30), pinned messages (60) and voice messages (70).
import { announcementBanner } from "./announcement-banner.ts";
import type { Banner, BannerKind, BannerPlace } from "./banner.ts";
import { rateBanner } from "./rate-banner.ts";
import { requestsBanner } from "./requests-banner.ts";
import { takeOverBanner } from "./take-over-banner.ts";
import { updateBanner } from "./update-banner.ts";

export const bannerKinds: readonly BannerKind[] = [
  takeOverBanner,
  rateBanner,
  requestsBanner,
  announcementBanner,
  updateBanner,
];

const maxShown = 2;

export interface ShownBanner extends Banner {
  readonly id: string;
}

/** The bars to show, the first on top. */
export function bannersFor(place: BannerPlace, kinds = bannerKinds): readonly ShownBanner[] {
  return kinds
    .toSorted((a, b) => a.rank - b.rank)
    .flatMap(({ id, show }) => {
      const banner = show(place);
      return banner === null ? [] : [{ id, ...banner }];
    })
    .slice(0, maxShown);
}
