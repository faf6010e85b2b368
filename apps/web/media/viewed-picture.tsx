// A picture in the viewer: as large as the window, moved and zoomed by fingers, wheel, double click and keys.
import Panzoom from "@panzoom/panzoom";
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { commonWords } from "../ui/common-words.ts";
import type { MediaItem, SeenContent } from "./media-items.ts";
import { faultText } from "./picture.tsx";
import { usePlaceholder } from "./placeholder.ts";
import { useFileAddress } from "./use-file-address.ts";

export interface Zoom {
  readonly in: () => void;
  readonly out: () => void;
  readonly fit: () => void;
  readonly isFit: () => boolean;
}

/** The preview's longest side. Who zooms into a larger picture gets the picture itself. */
const previewPx = 1_280;
const maxScale = 8;
const twice = 2.5;

interface ViewedPictureProps {
  readonly item: MediaItem & { readonly content: Extract<SeenContent, { type: "image" }> };
  readonly zoom: RefObject<Zoom | null>;
}

export function ViewedPicture({ item, zoom }: ViewedPictureProps) {
  const { content, place, localUrl } = item;
  const { width, height } = content;
  const isWhole = content.mimeType === "image/gif";
  const moved = useRef<HTMLDivElement>(null);
  const [isClose, setClose] = useState(false);
  const preview = useFileAddress(localUrl === undefined ? place : null, isWhole ? undefined : "1280");
  const isLarger = !isWhole && Math.max(width, height) > previewPx;
  const whole = useFileAddress(localUrl === undefined && isLarger && isClose ? place : null);
  const [wholeUrl, setWholeUrl] = useState<string | null>(null);
  const placeholder = usePlaceholder(content.thumbhash);
  const src = localUrl ?? wholeUrl ?? preview.url;
  const [isShown, setShown] = useState(false);

  useEffect(() => {
    const { url } = whole;
    if (url === null) return;
    let isOver = false;
    // The preview stays until all of it is there.
    const load = async (): Promise<void> => {
      const image = new Image();
      image.src = url;
      const isThere = await image.decode().then(
        () => true,
        () => false,
      );
      if (isOver) return;
      if (isThere) setWholeUrl(url);
      else whole.onFail();
    };
    void load();
    return () => {
      isOver = true;
    };
  }, [whole.url, whole.attempt]);

  useLayoutEffect(() => {
    const element = moved.current;
    const frame = element?.parentElement;
    if (element === null || frame === null || frame === undefined) return;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const pan = Panzoom(element, {
      ...{ minScale: 1, maxScale, step: 0.5, panOnlyWhenZoomed: true, canvas: true },
      ...{ animate: !isStill, duration: 120, cursor: "" },
    });
    const onChange = (): void => setClose(pan.getScale() > 1.2);
    const onTwice = (event: MouseEvent): void => {
      if (pan.getScale() > 1.05) pan.reset();
      else pan.zoomToPoint(twice, event, { animate: !isStill });
    };
    const onWheel = (event: WheelEvent): void => void pan.zoomWithWheel(event);
    element.addEventListener("panzoomchange", onChange);
    element.addEventListener("dblclick", onTwice);
    frame.addEventListener("wheel", onWheel, { passive: false });
    zoom.current = {
      in: () => void pan.zoomIn(),
      out: () => void (pan.getScale() <= 1.5 ? pan.reset() : pan.zoomOut()),
      fit: () => void pan.reset(),
      isFit: () => pan.getScale() <= 1.05,
    };
    return () => {
      zoom.current = null;
      pan.destroy();
      element.removeEventListener("panzoomchange", onChange);
      element.removeEventListener("dblclick", onTwice);
      frame.removeEventListener("wheel", onWheel);
    };
  }, []);

  const { fault } = preview;
  return (
    <>
      <div
        ref={moved}
        class="viewed"
        style={{
          aspectRatio: `${width} / ${height}`,
          "--viewed-ratio": width / height,
          "--viewed-width": `${width}px`,
        }}
      >
        {placeholder !== null && !isShown && <img class="viewed-before" src={placeholder} alt="" draggable={false} />}
        {src !== null && (
          <img
            key={preview.attempt}
            class="viewed-picture"
            src={src}
            alt={content.caption ?? ""}
            draggable={false}
            onLoad={() => setShown(true)}
            onError={preview.onFail}
          />
        )}
      </div>
      {fault !== null && !isShown && (
        <p class="viewer-fault" role="status">
          {faultText(fault)}
          {fault === "unreachable" && (
            <button type="button" class="picture-retry" onClick={preview.retry}>
              {commonWords("retry")}
            </button>
          )}
        </p>
      )}
    </>
  );
}
