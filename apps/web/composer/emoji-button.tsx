// The button that opens the emoji picker. The picker's code is loaded at first use.
import { Suspense } from "preact/compat";
import { useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/button.tsx";
import { composerWords as t } from "./composer-words.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";

const EmojiPicker = lazyLayer(() => import("./emoji-picker.tsx"));

export function EmojiButton({ onPick }: { readonly onPick: (emoji: string) => void }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <div class="emoji-frame">
      <IconButton icon="smile" label={t("emoji")} expanded={open} buttonRef={button} onClick={() => setOpen(!open)} />
      {open && (
        <Suspense fallback={null}>
          <EmojiPicker
            onPick={onPick}
            onClose={() => {
              setOpen(false);
              button.current?.focus();
            }}
          />
        </Suspense>
      )}
    </div>
  );
}
