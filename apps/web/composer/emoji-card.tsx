// All emojis, to choose one: in a card that floats beside what it is for, or on touch screens in a sheet.
import { createPortal } from "preact/compat";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { PickerPlace } from "../conversation/message-acts.ts";
import { EmojiGrid } from "./emoji-grid.tsx";
import { useLayer } from "../route/use-layer.ts";
import { isTouch } from "../ui/media.ts";
import { Sheet } from "../ui/sheet.tsx";
import "./emoji-card.css";

interface EmojiCardProps {
  /** What the emoji is for. */
  readonly label: string;
  readonly at: PickerPlace;
  readonly onPick: (emoji: string) => void;
  readonly onClose: () => void;
}

export function EmojiCard(props: EmojiCardProps) {
  return isTouch.value ? <InSheet {...props} /> : <Beside {...props} />;
}

function InSheet({ label, onPick, onClose }: EmojiCardProps) {
  const grid = useRef<HTMLDivElement>(null);
  return (
    <Sheet label={label} onClose={onClose}>
      {(close) => (
        <EmojiGrid
          grid={grid}
          onPick={(emoji) => {
            close();
            onPick(emoji);
          }}
        />
      )}
    </Sheet>
  );
}

const marginPx = 8;

function Beside({ label, at, onPick, onClose }: EmojiCardProps) {
  const grid = useRef<HTMLDivElement>(null);
  const card = useRef<HTMLDivElement>(null);
  const before = useRef(document.activeElement);
  const close = useLayer(onClose);

  useLayoutEffect(() => {
    const element = card.current;
    if (element === null) return;
    // Not its box, which grows while it appears.
    const { offsetHeight: height } = element;
    const lowest = innerHeight - height - marginPx;
    const above = at.above - height;
    const y = at.below > lowest && above >= marginPx ? above : Math.min(at.below, lowest);
    element.style.left = `${Math.max(marginPx, Math.min(at.x, innerWidth - element.offsetWidth - marginPx))}px`;
    element.style.top = `${Math.max(marginPx, y)}px`;
  }, [at]);

  useEffect(() => {
    const closeOutside = ({ target }: Event): void => {
      if (target instanceof Node && card.current?.contains(target) !== true) close();
    };
    addEventListener("pointerdown", closeOutside, true);
    addEventListener("resize", close);
    return () => {
      removeEventListener("pointerdown", closeOutside, true);
      removeEventListener("resize", close);
      if (before.current instanceof HTMLElement) before.current.focus({ preventScroll: true });
    };
  }, []);

  return createPortal(
    <div
      ref={card}
      class="emoji-card emoji-beside"
      role="dialog"
      aria-label={label}
      onKeyDown={(event) => {
        if (event.key !== "Tab") return;
        event.preventDefault();
        close();
      }}
    >
      <EmojiGrid
        grid={grid}
        onPick={(emoji) => {
          close();
          onPick(emoji);
        }}
      />
    </div>,
    document.body,
  );
}
