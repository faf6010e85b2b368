// What is being listened to, wherever one is by now. What the bar says comes from what plays it (`media/player.ts`).
import { signal } from "@preact/signals";
import type { Banner, BannerKind } from "./banner.ts";

/** Null: nothing plays. */
export const playingBar = signal<Banner | null>(null);

export const playingBanner: BannerKind = { id: "playing", rank: 70, show: () => playingBar.value };
