// The emoji picker of the composer.
import { useEffect, useRef } from "preact/hooks";
import { useLayer } from "../route/use-layer.ts";
import { composerWords as t } from "./composer-words.ts";
import { EmojiGrid } from "./emoji-grid.tsx";
import "./emoji-picker.css";

interface EmojiPickerProps {
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}

/** A layer: Esc, a click beside it and the browser's "back" close it alone. */
export default function EmojiPicker({ onPick, onClose }: EmojiPickerProps) {
  const grid = useRef<HTMLDivElement>(null);
  const close = useLayer(onClose);

  useEffect(() => {
    const closeOutside = ({ target }: PointerEvent): void => {
      // Its button closes it by itself.
      const frame = grid.current?.closest(".emoji-frame");
      if (target instanceof Node && frame?.contains(target) !== true) close();
    };
    addEventListener("pointerdown", closeOutside, true);
    return () => removeEventListener("pointerdown", closeOutside, true);
  }, []);

  return (
    <div class="emoji-card emoji-picker" role="dialog" aria-label={t("emoji")}>
      <EmojiGrid
        grid={grid}
        onPick={(emoji) => {
          close();
          onPick(emoji);
        }}
      />
    </div>
  );
}
