// The zone for bars: between a conversation's header and its messages, or on top of what is shown instead of a conversation.
import type { ConversationEntry } from "@klatch/sdk";
import { useContext } from "preact/hooks";
import { ChatContext } from "../model/chat-context.ts";
import { Bar } from "./bar.tsx";
import { bannerKinds, maxBanners } from "./banners.ts";
import { lowestRanks } from "./ranked.ts";
import { useRequestWatch } from "./use-request-watch.ts";
import "./banner-zone.css";

/** @param entry the open conversation; null: none is open */
export function BannerZone({ entry }: { readonly entry: ConversationEntry | null }) {
  const chat = useContext(ChatContext);
  useRequestWatch(chat, entry);
  const banners = lowestRanks(bannerKinds, { chat, entry }, maxBanners);
  if (banners.length === 0) return null;
  return (
    <div class="banners">
      {banners.map((banner) => (
        <Bar key={banner.id} banner={banner} />
      ))}
    </div>
  );
}
