// What the message of a file says now: it may be changed or recalled while somebody looks at the file.
import type { ReceivedContent } from "@klatch/sdk";
import { useEffect, useState } from "preact/hooks";
import { isGone } from "../changes/is-gone.ts";
import type { FoundEvent } from "../conversation/event-finder.ts";
import { finderOf } from "../conversation/use-event.ts";
import { useChat } from "../model/chat-context.ts";
import type { MediaPlace } from "./file-place.ts";

export interface FileMessage {
  /** Null: not known yet, or gone. */
  readonly content: ReceivedContent | null;
  /** Nobody sees it any more. */
  readonly isOver: boolean;
}

const loading: FoundEvent = { state: "loading" };

/** @param place null: it is not sent yet */
export function useFileMessage(place: Pick<MediaPlace, "conversationId" | "seq"> | null): FileMessage {
  const chat = useChat();
  const [of, setOf] = useState<{ readonly key: string; readonly found: FoundEvent } | null>(null);
  const key = place === null ? "" : `${place.conversationId} ${place.seq}`;
  useEffect(
    () =>
      place === null
        ? undefined
        : finderOf(chat).watch(place.conversationId, place.seq, (found) => setOf({ key, found })),
    [chat, key],
  );
  const found = of?.key === key ? of.found : loading;
  if (found.state !== "found") return { content: null, isOver: found.state === "none" };
  if (found.event.type !== "new-message") return { content: null, isOver: true };
  const { became } = found;
  const isOver = isGone({ content: found.event.content, state: became });
  return { content: isOver ? null : (became?.content ?? found.event.content), isOver };
}
