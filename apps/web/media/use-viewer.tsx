// Opens the viewer at a message's picture, among the others of the loaded conversation.
import { useState } from "preact/hooks";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { mediaAmong, mediaItem, type MediaItem, type SeenContent } from "./media-items.ts";
import { OpenViewer } from "./open-viewer.tsx";
import type { MediaPlace } from "./file-place.ts";

interface Seen {
  readonly content: SeenContent;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

/** @returns opens it, and the viewer to be rendered */
export function useViewer({ content, place, message }: Seen) {
  const { entry, acts, jumpTo } = useOpenConversation();
  const [opened, setOpened] = useState<{ readonly items: readonly MediaItem[]; readonly start: number } | null>(null);
  const open = (): void => {
    const own: MediaItem | null =
      message !== undefined ? mediaItem(entry.id, content, message) : place && { content, place, sent: null };
    if (own === null) return;
    const around = message === undefined ? [] : mediaAmong(entry.id, acts?.rows ?? []);
    const start = around.findIndex((item) => item.place?.seq === own.place?.seq && item.content === content);
    setOpened(start >= 0 ? { items: around, start } : { items: [own], start: 0 });
  };
  const viewer =
    opened === null ? null : (
      <OpenViewer {...opened} onShowMessage={message === undefined ? null : jumpTo} onClose={() => setOpened(null)} />
    );
  return { open, viewer };
}
