// Tells the others that this user is typing, until a pause, the end of the text, or another conversation.
import type { ConversationId } from "@klatch/sdk";
import { useEffect, useMemo } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";

/** So long after the last key the user no longer counts as typing. */
const typingPauseMs = 4_000;

export interface TypingSignal {
  readonly keep: () => void;
  readonly stop: () => void;
}

export function useTypingSignal(id: ConversationId): TypingSignal {
  const { client } = useChat();
  const typing = useMemo<TypingSignal>(() => {
    let end: ReturnType<typeof setTimeout> | undefined;
    const stop = (): void => {
      if (end === undefined) return;
      clearTimeout(end);
      end = undefined;
      client.setTyping(id, false);
    };
    const keep = (): void => {
      clearTimeout(end);
      end = setTimeout(stop, typingPauseMs);
      client.setTyping(id, true);
    };
    return { keep, stop };
  }, [client, id]);
  useEffect(() => typing.stop, [typing]);
  return typing;
}
