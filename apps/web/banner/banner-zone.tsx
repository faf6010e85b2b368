// The zone for bars: between a conversation's header and its messages, or on top of what is shown instead of a conversation.
import type { ConversationEntry } from "@klatch/sdk";
import { useContext } from "preact/hooks";
import { ChatContext } from "../model/chat-context.ts";
import { IconButton } from "../ui/button.tsx";
import { Icon } from "../ui/icon.tsx";
import { bannersFor, type ShownBanner } from "./banners.ts";
import { useRequestCount } from "./use-request-count.ts";
import "./banner-zone.css";

/** @param entry the open conversation; null: none is open */
export function BannerZone({ entry }: { readonly entry: ConversationEntry | null }) {
  const chat = useContext(ChatContext);
  useRequestCount(chat, entry);
  const banners = bannersFor({ chat, entry });
  if (banners.length === 0) return null;
  return (
    <div class="banners">
      {banners.map((banner) => (
        <Bar key={banner.id} banner={banner} />
      ))}
    </div>
  );
}

function Bar({ banner }: { readonly banner: ShownBanner }) {
  const { label, icon, text, isWarning = false, open, actions = [], dismiss } = banner;
  const words = (
    <>
      <Icon name={icon} size={18} />
      <bdi class="banner-text" role="status">
        {text}
      </bdi>
    </>
  );
  return (
    <section class={`banner${isWarning ? " banner-warning" : ""}`} aria-label={label}>
      {open === undefined ? (
        <div class="banner-main" title={text}>
          {words}
        </div>
      ) : (
        <button type="button" class="banner-main" title={text} onClick={open}>
          {words}
        </button>
      )}
      {actions.map((action) => (
        <button key={action.label} type="button" class="banner-action" onClick={action.run}>
          {action.label}
        </button>
      ))}
      {dismiss !== undefined && <IconButton icon="close" label={dismiss.label} onClick={dismiss.run} />}
    </section>
  );
}
