// A limit of the server holds back what belongs to no message: which limit, and when it goes on.
import type { KlatchClient } from "@klatch/sdk";
import { signal, type Signal } from "@preact/signals";
import { bothText, limitText } from "../text/limit-text.ts";
import { waitTime } from "../text/times.ts";
import type { BannerKind } from "./banner.ts";
import { bannerWords as t } from "./banner-words.ts";

/** Shorter waits are not shown: they end before somebody has read the bar. */
const saidFromMs = 1_500;
const tickMs = 1_000;

interface Held {
  readonly limit: string | undefined;
  readonly leftMs: number;
}

const known = new WeakMap<KlatchClient, Signal<Held | null>>();

/** What is held back at the moment, followed from the first call on. */
function heldOf(client: KlatchClient): Signal<Held | null> {
  const before = known.get(client);
  if (before !== undefined) return before;
  const held = signal<Held | null>(null);
  known.set(client, held);
  let untilMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tick = (limit: string | undefined): void => {
    clearTimeout(timer);
    const leftMs = untilMs - Date.now();
    held.value = leftMs <= 0 ? null : { limit, leftMs };
    if (leftMs > 0) timer = setTimeout(() => tick(limit), Math.min(leftMs, tickMs));
  };
  client.on("error", ({ code, retryAfterMs = 0, limit }) => {
    if (code !== "RATE_LIMITED" || retryAfterMs < saidFromMs) return;
    untilMs = Date.now() + retryAfterMs;
    tick(limit);
  });
  return held;
}

export const rateBanner: BannerKind = {
  id: "rate",
  rank: 25,
  show: ({ chat }) => {
    const held = chat === null ? null : heldOf(chat.client).value;
    if (held === null) return null;
    return {
      label: t("limit"),
      icon: "clock",
      isWarning: true,
      text: bothText(limitText(held.limit), t("limited", { time: waitTime(held.leftMs) })),
    };
  },
};
