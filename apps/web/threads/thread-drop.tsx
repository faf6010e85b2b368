// Files that are dragged over a thread: dropped there they go into its composer's tray.
import type { RefObject } from "preact";
import { createPortal, Suspense } from "preact/compat";
import type { ComposerHandle } from "../composer/composer-props.ts";
import { useFileDrop } from "../tray/use-file-drop.ts";
import { lazyLayer } from "../ui/lazy-part.tsx";

const DropOverlay = lazyLayer(async () => ({ default: (await import("../tray/drop-overlay.tsx")).DropOverlay }));

interface ThreadDropProps {
  readonly frame: RefObject<HTMLElement | null>;
  readonly title: string;
  /** False: nobody may write here. */
  readonly isTaken: boolean;
  readonly onFiles: ComposerHandle["addFiles"];
}

export function ThreadDrop({ frame, title, isTaken, onFiles }: ThreadDropProps) {
  const [isOver, end] = useFileDrop(frame, isTaken);
  // Over the whole panel, wherever its content is scrolled to.
  const pane = frame.current?.closest(".pane") ?? null;
  if (!isOver || pane === null) return null;
  return createPortal(
    <Suspense fallback={null}>
      <DropOverlay title={title} onFiles={onFiles} onEnd={end} />
    </Suspense>,
    pane,
  );
}
