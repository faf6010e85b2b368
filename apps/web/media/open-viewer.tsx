// The viewer over the page, from whatever shows pictures. Loaded when it is first opened.
import { createPortal, Suspense } from "preact/compat";
import { lazyLayer } from "../ui/lazy-part.tsx";
import type { MediaItem } from "./media-items.ts";

const Viewer = lazyLayer(async () => ({ default: (await import("./viewer.tsx")).Viewer }));

interface OpenViewerProps {
  readonly items: readonly MediaItem[];
  readonly start: number;
  /** Leads to the message of an item. Null: they are not in a conversation's list. */
  readonly onShowMessage: ((seq: number) => void) | null;
  readonly onClose: () => void;
}

/** Outside of the message, which acts on presses and gestures within it. */
export const OpenViewer = (props: OpenViewerProps) =>
  createPortal(
    <Suspense fallback={null}>
      <Viewer {...props} />
    </Suspense>,
    document.body,
  );
