// A picture in its message.
import type { KnownContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { fitBox } from "./fit-box.ts";
import { isMoving } from "./is-moving.ts";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { Picture } from "./picture.tsx";
import { useLocalFile } from "./use-local-file.ts";
import { UploadRing } from "./upload-ring.tsx";
import { useViewer } from "./use-viewer.tsx";

interface ImageBodyProps {
  readonly content: Extract<KnownContent, { type: "image" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
  readonly hasCaption: boolean;
}

export function ImageBody({ content, place, message, hasCaption }: ImageBodyProps) {
  const localUrl = useLocalFile(message);
  const { open, viewer } = useViewer({ content, place, message });
  const box = fitBox(content);
  const { caption } = content;
  return (
    <>
      <div
        class={`media-box${hasCaption ? "" : " media-alone"}`}
        style={{ width: box.widthPx, aspectRatio: `${box.widthPx} / ${box.heightPx}` }}
      >
        <Picture
          place={place}
          size={isMoving(content) ? undefined : previewFor(box.widthPx)}
          thumbhash={content.thumbhash}
          localUrl={localUrl}
          open={
            // What is on its way has its own buttons there.
            (message?.outgoing ?? null) !== null
              ? null
              : {
                  label: caption === undefined ? t("openPhoto") : t("openPhotoSays", { text: tameText(caption) }),
                  run: open,
                }
          }
        />
        <UploadRing outgoing={message?.outgoing ?? null} />
      </div>
      {viewer}
    </>
  );
}

/** The small preview where it has enough for the screen. */
const previewFor = (widthPx: number): "320" | "1280" => (widthPx * devicePixelRatio <= 340 ? "320" : "1280");
