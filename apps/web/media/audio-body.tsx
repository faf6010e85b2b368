// Music or other sound in its message.
import type { KnownContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { FileActions } from "./file-actions.tsx";
import type { MediaPlace } from "./file-place.ts";
import { SoundControls } from "./sound-controls.tsx";
import { useTrack } from "./use-track.ts";

interface AudioBodyProps {
  readonly content: Extract<KnownContent, { type: "audio" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

export function AudioBody({ content, place, message }: AudioBodyProps) {
  const { durationMs } = content;
  const name = tameText(content.name);
  const track = useTrack({ place, message, title: name, durationMs, isVoice: false });
  return (
    <div class="audio">
      <span class="audio-head">
        <bdi class="file-name">{name}</bdi>
        <FileActions label={name} name={content.name} place={place} message={message} />
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
