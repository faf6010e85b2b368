// The button that opens the emoji picker. The picker's code is loaded at first use.
import { lazy, Suspense } from "preact/compat";
import { useEffect, useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/button.tsx";
import { composerWords as t } from "./composer-words.ts";

const EmojiPicker = lazy(() => import("./emoji-picker.tsx"));

export function EmojiButton({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const [open, setOpen] = useState(false);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const closeOutside = (event: PointerEvent): void => {
      if (event.target instanceof Node && frame.current?.contains(event.target) !== true) setOpen(false);
    };
    addEventListener("pointerdown", closeOutside, true);
    return () => removeEventListener("pointerdown", closeOutside, true);
  }, [open]);
  return (
    <div
      ref={frame}
      class="emoji-frame"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open) return;
        // Only the picker closes.
        event.preventDefault();
        setOpen(false);
        frame.current?.querySelector("button")?.focus();
      }}
    >
      <IconButton icon="smile" label={t("emoji")} expanded={open} onClick={() => setOpen(!open)} />
      {open && (
        <Suspense fallback={null}>
          <EmojiPicker
            onPick={(emoji) => {
              setOpen(false);
              onPick(emoji);
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
