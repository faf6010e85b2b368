// The tray in the composer: what is about to be sent, each with a way to take it out, and pictures with a way to send them as
// they are.
import { useRef } from "preact/hooks";
import { formatNumber } from "../i18n/format.ts";
import { tameText } from "../../text/tame-text.ts";
import { limitText, sizeText } from "../media/size-text.ts";
import { extensionOf } from "../media/file-name.ts";
import { say } from "../ui/toasts.tsx";
import { useChat } from "../model/chat-context.ts";
import { Icon } from "../ui/icon.tsx";
import { IconButton } from "../ui/button.tsx";
import { AsSticker } from "./as-sticker.tsx";
import { prepareSticker } from "./prepare-sticker.ts";
import type { TrayItem } from "./tray-model.ts";
import { trayWords as t } from "./tray-words.ts";
import { trayOf } from "./trays.ts";
import type { WritingPlace } from "./writing-place.ts";
import "./tray.css";

interface TrayListProps {
  readonly place: WritingPlace;
  /** Called when nothing is left, and the focus was here. */
  readonly onEmpty: () => void;
}

export function TrayList({ place, onEmpty }: TrayListProps) {
  const chat = useChat();
  const tray = trayOf(chat, place);
  const items = tray.items.value;
  const list = useRef<HTMLUListElement>(null);
  if (items.length === 0) return null;
  const remove = (at: number, key: number): void => {
    tray.remove(key);
    const buttons = list.current?.querySelectorAll<HTMLElement>(".icon-button");
    if (items.length === 1) onEmpty();
    else buttons?.[at === 0 ? 1 : at - 1]?.focus();
  };
  const mayBeSticker = chat.client.features?.includes("sticker-files") !== false;
  const asSticker = async (key: number, emoji: string | null): Promise<void> => {
    if (!(await tray.setSticker(key, emoji, prepareSticker))) say(t("noSticker"), true);
  };
  return (
    <ul ref={list} class="tray" aria-label={t("tray", { count: items.length })}>
      {items.map((item, index) => (
        <TrayTile
          key={item.key}
          item={item}
          onRemove={() => remove(index, item.key)}
          onAsFile={(asFile) => tray.setAsFile(item.key, asFile)}
          onSticker={mayBeSticker && items.length === 1 ? (emoji) => void asSticker(item.key, emoji) : null}
        />
      ))}
    </ul>
  );
}

function noteOf({ file, prepared, sticker, fault, uploaded }: TrayItem): string {
  if (fault === "empty") return t("empty");
  if (fault !== null) return t("tooLarge", { size: limitText(fault) });
  if (uploaded !== null) return t("uploading", { part: formatNumber(Math.floor(uploaded * 100)) });
  if (prepared === null || sticker?.made === null) return t("preparing");
  return sizeText((sticker?.made?.file ?? file).size);
}

interface TrayTileProps {
  readonly item: TrayItem;
  readonly onRemove: () => void;
  readonly onAsFile: (asFile: boolean) => void;
  /** Makes it a sticker that stands for this emoji; with null none. Null: it cannot be one. */
  readonly onSticker: ((emoji: string | null) => void) | null;
}

function TrayTile({ item, onRemove, onAsFile, onSticker }: TrayTileProps) {
  const { file, prepared, asFile, sticker, url, fault, uploaded } = item;
  const name = tameText(file.name);
  const kind = asFile ? "file" : (prepared?.as ?? null);
  const isShown = fault === null && kind === "image";
  const note = noteOf(item);
  return (
    <li class={`tray-item${fault === null ? "" : " tray-fault"}`}>
      <span class={`tray-picture${sticker === null ? "" : " tray-sticker"}`}>
        {isShown ? (
          <img src={url} alt="" draggable={false} />
        ) : prepared === null && fault === null ? (
          <span class="spinner" aria-hidden="true" />
        ) : kind === "video" ? (
          <Icon name="play" />
        ) : (
          <span class="tray-kind" aria-hidden="true">
            {extensionOf(file.name).toUpperCase() || <Icon name="file" />}
          </span>
        )}
      </span>
      <span class="tray-texts">
        <bdi class="tray-name" title={name}>
          {name}
        </bdi>
        <span class="tray-note" role={fault === null ? undefined : "alert"}>
          {note}
        </span>
        {fault === null && uploaded === null && prepared !== null && prepared.as !== "file" && (
          <label class="tray-as">
            <input
              type="checkbox"
              checked={asFile}
              aria-label={t("asFileOf", { name })}
              onChange={({ currentTarget }) => onAsFile(currentTarget.checked)}
            />
            {t("asFile")}
          </label>
        )}
        {fault === null && uploaded === null && prepared?.as === "image" && onSticker !== null && (
          <AsSticker name={name} sticker={sticker} onSticker={onSticker} />
        )}
      </span>
      <IconButton icon="close" label={t("remove", { name })} onClick={onRemove} />
    </li>
  );
}
