// The body of a place: its name, where it is, and the way to a map. Nothing is loaded before somebody asks for it.
import { contentLine, type Content } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { linkProps } from "../markdown/message-link.tsx";
import { Icon } from "../ui/icon.tsx";
import { mapAddress } from "./map-address.ts";
import { richWords as t } from "./rich-words.ts";

export function LocationBody({ content }: { readonly content: Extract<Content, { type: "location" }> }) {
  const { latitude, longitude, name, address } = content;
  const place = contentLine({ type: "location", latitude, longitude });
  return (
    <span class="rich">
      <span class="rich-icon">
        <Icon name="pin" />
      </span>
      <span class="rich-texts">
        <bdi class="rich-title">{tameText(name ?? t("location"))}</bdi>
        <bdi class="rich-text">{tameText(address ?? place)}</bdi>
        <a class="rich-link" href={mapAddress(content)} title={place} {...linkProps}>
          {t("openMap")}
        </a>
      </span>
    </span>
  );
}
