// The files of a conversation, a page of the side panel: pictures and films, other files, and voice messages.
import type { ConversationEntry, FileGroup } from "@klatch/sdk";
import { useState } from "preact/hooks";
import { OpenConversationContext, type OpenConversation } from "../conversation/conversation-context.ts";
import { KindBody } from "../kinds/kind-body.tsx";
import { posterPlace } from "../media/file-place.ts";
import type { MediaItem } from "../media/media-items.ts";
import { OpenViewer } from "../media/open-viewer.tsx";
import { Picture } from "../media/picture.tsx";
import { useFileMessage } from "../media/use-file-message.ts";
import { useChat } from "../model/chat-context.ts";
import { go } from "../route/navigation.ts";
import { dayLabel, exactTime } from "../text/times.ts";
import { Button } from "../ui/button.tsx";
import { now } from "../ui/clock.ts";
import { commonWords } from "../ui/common-words.ts";
import { Icon } from "../ui/icon.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { Skeleton } from "../ui/skeleton.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { filesWords as t } from "./files-words.ts";
import { useFiles, type ListedFile } from "./use-files.ts";
import "../media/media-body.css";
import "./files-page.css";

const groups: readonly FileGroup[] = ["media", "files", "voice"];
const nothing = { media: "noMedia", files: "noFiles", voice: "noVoice" } as const satisfies Record<FileGroup, string>;

export default function FilesPage({ entry }: { readonly entry: ConversationEntry }) {
  const chat = useChat();
  const [group, setGroup] = useState<FileGroup>("media");
  const open: OpenConversation = {
    entry,
    nameOf: (userId) => chat.nameIn(entry, userId),
    isRead: () => false,
    reply: null,
    mention: null,
    greet: null,
    jumpTo: (seq) => go({ name: "conversation", id: entry.id, side: null, seq }),
    loaded: () => undefined,
    may: { react: false, pin: false, change: false },
    acts: null,
    writeAgain: null,
  };
  return (
    <OpenConversationContext.Provider value={open}>
      <Tabs label={t("kinds")} tabs={groups.map((id) => ({ id, label: t(id) }))} selected={group} onSelect={setGroup}>
        <FilesOf key={group} entry={entry} group={group} open={open} />
      </Tabs>
    </OpenConversationContext.Provider>
  );
}

interface FilesOfProps {
  readonly entry: ConversationEntry;
  readonly group: FileGroup;
  readonly open: OpenConversation;
}

function FilesOf({ entry, group, open }: FilesOfProps) {
  const { items, error, busy, more, retry } = useFiles(entry.id, group);
  const [viewed, setViewed] = useState<number | null>(null);
  if (items === null)
    return error === null ? (
      <Skeleton rows={3} kind={group === "media" ? "line" : "person"} />
    ) : (
      <section class="form">
        <ErrorNotice error={error} />
        <Button onClick={retry}>{commonWords("retry")}</Button>
      </section>
    );
  if (items.length === 0 && more === null) return <Notice>{t(nothing[group])}</Notice>;
  return (
    <>
      {group === "media" ? (
        <ul class="files-media" aria-label={t(group)}>
          {items.map((item, index) => (
            <li key={`${item.seq} ${item.fileId}`} class="files-tile">
              <MediaTile item={item} open={open} onOpen={() => setViewed(index)} />
            </li>
          ))}
        </ul>
      ) : (
        <ul class="files-rows" aria-label={t(group)}>
          {items.map((item) => (
            <FileRow key={`${item.seq} ${item.fileId}`} item={item} open={open} />
          ))}
        </ul>
      )}
      <ErrorNotice error={error} />
      {more !== null && (
        <Button busy={busy} onClick={more}>
          {t("more")}
        </Button>
      )}
      {viewed !== null && (
        <OpenViewer
          items={items.map((item) => mediaItem(entry, item))}
          start={viewed}
          onShowMessage={open.jumpTo}
          onClose={() => setViewed(null)}
        />
      )}
    </>
  );
}

const mediaItem = ({ id }: ConversationEntry, { fileId, seq, senderId, createdAt }: ListedFile): MediaItem => ({
  content: null,
  place: { conversationId: id, seq, fileId },
  sent: { senderId, atMs: createdAt },
});

interface MediaTileProps {
  readonly item: ListedFile;
  readonly open: OpenConversation;
  readonly onOpen: () => void;
}

function MediaTile({ item, open, onOpen }: MediaTileProps) {
  const { me } = useChat();
  const { entry, nameOf } = open;
  const { kind, senderId, createdAt, seq } = item;
  const name = senderId === me ? commonWords("you") : nameOf(senderId);
  const isVideo = kind === "video";
  const label = t(isVideo ? "videoBy" : "photoBy", { name, time: exactTime(createdAt) });
  const { content } = useFileMessage({ conversationId: open.entry.id, seq });
  const place = { conversationId: entry.id, seq, fileId: item.fileId };
  return (
    <Picture
      place={isVideo ? content && posterPlace(place, content) : place}
      size="320"
      isOptional={isVideo}
      thumbhash={content?.type === "image" || content?.type === "video" ? content.thumbhash : undefined}
      open={{ label, run: onOpen }}
    >
      {isVideo && (
        <span class="media-play files-play" aria-hidden="true">
          <Icon name="play" />
        </span>
      )}
    </Picture>
  );
}

function FileRow({ item, open }: Omit<MediaTileProps, "onOpen">) {
  const { me } = useChat();
  const { nameOf, jumpTo } = open;
  const { senderId, createdAt, seq } = item;
  const { content, isOver } = useFileMessage({ conversationId: open.entry.id, seq });
  if (isOver) return null;
  const name = senderId === me ? commonWords("you") : nameOf(senderId);
  return (
    <li class="files-row">
      {content === null ? (
        <Skeleton rows={1} kind="line" />
      ) : (
        <KindBody content={content} mentions={[]} filesOfSeq={seq} />
      )}
      <button type="button" class="files-by" title={t("toMessage")} onClick={() => jumpTo(seq)}>
        <NamedText text={`${name} · ${dayLabel(createdAt, now.value)}`} />
      </button>
    </li>
  );
}
