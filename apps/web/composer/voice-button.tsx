// The button that begins a voice message: pressed, or held by a finger.
import { IconButton } from "../ui/button.tsx";
import type { Held } from "../voice/recorder.tsx";
import { composerWords as t } from "./composer-words.ts";

interface VoiceButtonProps {
  readonly onVoice: (held: Held | null) => void;
}

export const VoiceButton = ({ onVoice }: VoiceButtonProps) => (
  <span
    onPointerDown={({ pointerType, pointerId, clientX: x, clientY: y }) => {
      if (pointerType === "touch") onVoice({ pointerId, x, y });
    }}
  >
    <IconButton icon="mic" label={t("voice")} onClick={() => onVoice(null)} />
  </span>
);
