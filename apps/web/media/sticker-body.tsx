// A sticker's picture, without a bubble. Its emoji stands for it: read aloud, and where it cannot be shown.
import type { StickerContent } from "@klatch/sdk";
import { useState } from "preact/hooks";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import type { MediaPlace } from "./file-place.ts";
import { stickerBox } from "./fit-box.ts";
import { UploadRing } from "./upload-ring.tsx";
import { useFileAddress } from "./use-file-address.ts";
import { useLocalFile } from "./use-local-file.ts";

interface StickerBodyProps {
  readonly content: StickerContent;
  /** Null: it is not sent yet. */
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

/** Always the file itself: it is small, and a preview of one that moves would stand still. */
export function StickerBody({ content, place, message }: StickerBodyProps) {
  const localUrl = useLocalFile(message);
  const { url, fault, attempt, onFail } = useFileAddress(localUrl === undefined ? place : null);
  const [shown, setShown] = useState<string | null>(null);
  const src = localUrl ?? url;
  const isShown = src !== null && shown === src;
  const { widthPx, heightPx } = stickerBox(content);
  return (
    <div class="sticker-box" style={{ width: widthPx, height: heightPx }}>
      {src !== null && (
        <img
          key={`${src} ${attempt}`}
          class={`sticker${isShown ? " sticker-shown" : ""}`}
          src={src}
          alt={content.emoji}
          decoding="async"
          draggable={false}
          onLoad={() => setShown(src)}
          onError={onFail}
        />
      )}
      {fault !== null && !isShown && <span class="message-emoji message-sticker">{content.emoji}</span>}
      <UploadRing outgoing={message?.outgoing ?? null} />
    </div>
  );
}
