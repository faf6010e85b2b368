// The edge between list and main, which can be dragged, or moved by the arrow keys.
import { useState } from "preact/hooks";
import { listWidth, listWidthRange } from "../preferences/preferences.ts";
import { hasRail } from "../ui/media.ts";
import { shellWords as t } from "./shell-words.ts";

const stepPx = 20;

const within = (width: number): number => Math.min(listWidthRange.max, Math.max(listWidthRange.min, width));

export function ListEdge() {
  const [from, setFrom] = useState<{ readonly x: number; readonly width: number } | null>(null);
  // Narrower windows have no space to give.
  if (!hasRail.value) return null;
  const isRightToLeft = document.documentElement.dir === "rtl";
  const move = (byPx: number, width: number): void => {
    listWidth.value = within(width + (isRightToLeft ? -byPx : byPx));
  };
  return (
    <div
      class="list-edge"
      role="separator"
      aria-orientation="vertical"
      aria-label={t("listWidth")}
      aria-valuenow={Math.round(listWidth.value)}
      aria-valuemin={listWidthRange.min}
      aria-valuemax={listWidthRange.max}
      tabIndex={0}
      onKeyDown={(event) => {
        if (event.key === "ArrowLeft") move(-stepPx, listWidth.value);
        else if (event.key === "ArrowRight") move(stepPx, listWidth.value);
        else return;
        event.preventDefault();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setFrom({ x: event.clientX, width: listWidth.value });
      }}
      onPointerMove={(event) => {
        if (from !== null) move(event.clientX - from.x, from.width);
      }}
      onPointerUp={() => setFrom(null)}
      onPointerCancel={() => setFrom(null)}
      onDblClick={() => (listWidth.value = listWidthRange.usual)}
    />
  );
}
