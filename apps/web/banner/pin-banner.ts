// The pinned messages of the open conversation. What the bar says comes with them, which is after the page has started.
import type { ConversationId } from "@klatch/sdk";
import { signal, type ReadonlySignal } from "@preact/signals";
import type { Banner, BannerKind } from "./banner.ts";

/** Null: none are loaded. */
export const openPins = signal<{ readonly id: ConversationId; readonly bar: ReadonlySignal<Banner | null> } | null>(
  null,
);

export const pinBanner: BannerKind = {
  id: "pins",
  rank: 60,
  show: ({ entry }) => {
    const pins = openPins.value;
    return pins !== null && pins.id === entry?.id ? pins.bar.value : null;
  },
};
