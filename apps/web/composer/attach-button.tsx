// The button that adds what is no text: its menu and dialogs are loaded at first use.
import type { Content } from "@klatch/sdk";
import { createPortal, Suspense } from "preact/compat";
import { useRef, useState } from "preact/hooks";
import { IconButton } from "../ui/button.tsx";
import { lazyLayer } from "../ui/lazy-part.tsx";
import type { MenuPlace } from "../ui/menu.tsx";
import { composerWords as t } from "./composer-words.ts";

const Attach = lazyLayer(() => import("../attach/attach.tsx"));

interface AttachButtonProps {
  readonly onSend: (content: Content) => void;
  readonly onFiles: (files: readonly File[]) => void;
}

export function AttachButton({ onSend, onFiles }: AttachButtonProps) {
  const [at, setAt] = useState<MenuPlace | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const open = (): void => {
    const { left = 0, top = 0 } = button.current?.getBoundingClientRect() ?? {};
    setAt({ x: left, y: top });
  };
  return (
    <>
      <IconButton icon="add" label={t("attach")} expanded={at !== null} buttonRef={button} onClick={open} />
      {at !== null &&
        // Outside of the composer's form: a form within a form is none.
        createPortal(
          <Suspense fallback={null}>
            <Attach
              at={at}
              onSend={onSend}
              onFiles={onFiles}
              onClose={() => {
                setAt(null);
                button.current?.focus();
              }}
            />
          </Suspense>,
          document.body,
        )}
    </>
  );
}
