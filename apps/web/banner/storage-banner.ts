// What is new is in this tab's memory only: a bar says why, and what that means.
import { storeLoss } from "../model/store-loss.ts";
import { loadedPart } from "../shell/loaded-part.ts";
import type { BannerKind } from "./banner.ts";

const bar = loadedPart(() => import("./storage-bar.ts").then(({ storageBar }) => storageBar));
const retryMs = 5_000;

function load(): void {
  bar.load().catch(() => setTimeout(load, retryMs));
}
storeLoss.subscribe((loss) => {
  if (loss !== null) load();
});

export const storageBanner: BannerKind = {
  id: "storage",
  rank: 15,
  show: ({ chat }) => {
    const loss = storeLoss.value;
    return loss === null ? null : (bar.loaded.value?.(loss, chat !== null) ?? null);
  },
};
