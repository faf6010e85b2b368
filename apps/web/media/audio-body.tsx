// Music or other sound in its message.
import type { KnownContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { IconButton } from "../ui/button.tsx";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { saveFile } from "./save-file.ts";
import { SoundControls } from "./sound-controls.tsx";
import { UploadRing } from "./upload-ring.tsx";
import { useTrack } from "./use-track.ts";

interface AudioBodyProps {
  readonly content: Extract<KnownContent, { type: "audio" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

export function AudioBody({ content, place, message }: AudioBodyProps) {
  const { client } = useChat();
  const { durationMs } = content;
  const name = tameText(content.name);
  const track = useTrack({ place, message, title: name, durationMs, isVoice: false });
  return (
    <div class="audio">
      <span class="audio-head">
        <bdi class="file-name">{name}</bdi>
        <UploadRing outgoing={message?.outgoing ?? null} />
        {place !== null && (
          <IconButton
            icon="download"
            label={t("saveFile", { name })}
            onClick={() => void saveFile(client, place, content.name)}
          />
        )}
      </span>
      <SoundControls
        track={track}
        durationMs={durationMs}
        label={name}
        line={(part) => (
          <span class="sound-track" aria-hidden="true">
            <i style={{ inlineSize: `${part * 100}%` }} />
          </span>
        )}
      />
    </div>
  );
}
