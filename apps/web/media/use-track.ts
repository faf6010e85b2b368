// A message's sound, as the player takes it.
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import type { MediaPlace } from "./file-place.ts";
import { useLocalFile } from "./use-local-file.ts";
import type { Track } from "./player.ts";

interface Heard {
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
  readonly title: string;
  readonly durationMs: number;
  readonly isVoice: boolean;
  readonly onHeard?: () => void;
}

/** Null: there is nothing to play yet. */
export function useTrack({ place, message, ...heard }: Heard): Track | null {
  const { client } = useChat();
  const localUrl = useLocalFile(message);
  if (place === null) return null;
  return {
    ...heard,
    place,
    client,
    localUrl,
    show: () => go({ name: "conversation", id: place.conversationId, side: null, seq: place.seq }),
  };
}
