// A voice message: its waveform, which is also where one is in it.
import type { KnownContent } from "@klatch/sdk";
import { useMemo } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { commonWords } from "../ui/common-words.ts";
import type { MediaPlace } from "./file-place.ts";
import { heardVoices } from "./heard-of.ts";
import { mediaWords as t } from "./media-words.ts";
import { SoundControls } from "./sound-controls.tsx";
import { UploadRing } from "./upload-ring.tsx";
import { useTrack } from "./use-track.ts";
import { Waveform } from "./waveform.tsx";
import { barsOf } from "./waveform.ts";

interface VoiceBodyProps {
  readonly content: Extract<KnownContent, { type: "voice" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

export function VoiceBody({ content, place, message }: VoiceBodyProps) {
  const chat = useChat();
  const { me } = chat;
  const { nameOf } = useOpenConversation();
  const { durationMs, waveform } = content;
  const bars = useMemo(() => barsOf(waveform), [waveform]);
  const author = message === undefined ? null : message.senderId === me ? commonWords("you") : nameOf(message.senderId);
  const title = author === null ? t("voice") : t("voiceOf", { name: author });
  const voice =
    place === null || message === undefined || message.senderId === me ? null : { ...place, atMs: message.atMs };
  const heard = heardVoices(chat);
  const isNew = voice !== null && !heard.has(voice);
  const onHeard = (): void => {
    if (voice !== null) heard.add(voice);
  };
  const track = useTrack({ place, message, title, durationMs, isVoice: true, onHeard });
  return (
    <SoundControls
      track={track}
      durationMs={durationMs}
      label={t("voice")}
      end={
        <>
          {isNew && <span class="sound-new" role="img" aria-label={t("notHeard")} title={t("notHeard")} />}
          <UploadRing outgoing={message?.outgoing ?? null} />
        </>
      }
      line={(part) => <Waveform bars={bars} part={part} />}
    />
  );
}
