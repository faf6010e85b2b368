// Makes a picture in the tray a sticker, and says which emoji it stands for.
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import type { PickerPlace } from "../conversation/message-acts.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";
import type { TraySticker } from "./tray-model.ts";
import { trayWords as t } from "./tray-words.ts";

const EmojiCard = lazyLayer(async () => ({ default: (await import("../composer/emoji-card.tsx")).EmojiCard }));

const usualEmoji = "🙂";

interface AsStickerProps {
  /** Of the file. */
  readonly name: string;
  /** Null: it is none. */
  readonly sticker: TraySticker | null;
  /** @param emoji null: it shall be none */
  readonly onSticker: (emoji: string | null) => void;
}

export function AsSticker({ name, sticker, onSticker }: AsStickerProps) {
  const [at, setAt] = useState<PickerPlace | null>(null);
  return (
    <span class="tray-as-sticker">
      <label class="tray-as">
        <input
          type="checkbox"
          checked={sticker !== null}
          aria-label={t("asStickerOf", { name })}
          onChange={({ currentTarget }) => onSticker(currentTarget.checked ? usualEmoji : null)}
        />
        {t("asSticker")}
      </label>
      {sticker !== null && (
        <button
          type="button"
          class="tray-emoji"
          aria-haspopup="dialog"
          aria-label={t("stickerEmoji", { emoji: sticker.emoji })}
          onClick={({ currentTarget }) => {
            const { left, top, bottom } = currentTarget.getBoundingClientRect();
            setAt({ x: left, above: top, below: bottom });
          }}
        >
          {sticker.emoji}
        </button>
      )}
      {at !== null && (
        <Suspense fallback={null}>
          <EmojiCard label={t("pickStickerEmoji")} at={at} onPick={onSticker} onClose={() => setAt(null)} />
        </Suspense>
      )}
    </span>
  );
}
