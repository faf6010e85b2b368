// A film in its message: its first picture, if there is one, and how long it lasts; pressed, it plays in its place.
import type { KnownContent } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { Icon } from "../ui/icon.tsx";
import { durationText } from "./duration-text.ts";
import { posterPlace, type MediaPlace } from "./file-place.ts";
import { fitBox } from "./fit-box.ts";
import { localFileOf, posterKey } from "./local-files.ts";
import { mediaWords as t } from "./media-words.ts";
import { Film } from "./film.tsx";
import { useLocalFile } from "./use-local-file.ts";
import { UploadRing } from "./upload-ring.tsx";
import { Picture } from "./picture.tsx";

interface VideoBodyProps {
  readonly content: Extract<KnownContent, { type: "video" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
  readonly hasCaption: boolean;
}

export function VideoBody({ content, place, message, hasCaption }: VideoBodyProps) {
  const [plays, setPlays] = useState(false);
  const box = fitBox(content);
  const { entry } = useOpenConversation();
  const localUrl = useLocalFile(message);
  const localPoster = message && localFileOf(entry.id, posterKey(message.key));
  const time = durationText(content.durationMs);
  return (
    <div
      class={`media-box media-film${hasCaption || plays ? "" : " media-alone"}`}
      style={{ width: box.widthPx, aspectRatio: `${box.widthPx} / ${box.heightPx}` }}
    >
      {plays ? (
        <Film place={place} localUrl={localUrl} />
      ) : (
        <Picture
          place={place && posterPlace(place, content)}
          size="1280"
          isOptional
          thumbhash={content.thumbhash}
          localUrl={localPoster}
          open={
            (message?.outgoing ?? null) !== null || place === null
              ? null
              : { label: t("playVideo", { time }), run: () => setPlays(true) }
          }
        >
          <span class="media-play" aria-hidden="true">
            <Icon name="play" size={28} />
          </span>
          <span class="media-time" aria-hidden="true">
            {time}
          </span>
        </Picture>
      )}
      <UploadRing outgoing={message?.outgoing ?? null} />
    </div>
  );
}
