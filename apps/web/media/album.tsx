// An album: each picture opens by itself, and is what its menu acts on.
import type { KnownContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { formatNumber } from "../i18n/format.ts";
import type { AlbumProps } from "../kinds/album-body.tsx";
import { TextBody } from "../kinds/text-body.tsx";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { albumHeight, albumRows, albumWidthPx } from "./album-layout.ts";
import { mediaWords as t } from "./media-words.ts";
import { Picture } from "./picture.tsx";
import { useLocalFile } from "./use-local-file.ts";
import { UploadRing } from "./upload-ring.tsx";
import { useViewer } from "./use-viewer.tsx";
import "./media-body.css";
import "./album.css";

type ImageContent = Extract<KnownContent, { type: "image" }>;

interface Part {
  readonly message: ShownMessage;
  readonly content: ImageContent;
}

export function Album({ album }: AlbumProps) {
  const parts = album.flatMap((message): readonly Part[] =>
    message.content.type === "image" ? [{ message, content: message.content }] : [],
  );
  const rows = albumRows(parts.map(({ content }) => content));
  const last = parts.at(-1);
  const caption = last?.content.caption;
  let from = 0;
  return (
    <>
      <div
        class={`media-box album${caption === undefined ? " media-alone" : ""}`}
        style={{ width: albumWidthPx, aspectRatio: `${albumWidthPx} / ${albumHeight(rows)}` }}
      >
        {rows.map(({ heightPx, shares }) => {
          const first = from;
          from += shares.length;
          return (
            <div key={first} class="album-row" style={{ flexGrow: heightPx }}>
              {parts.slice(first, from).map((part, index) => (
                <Tile
                  key={part.message.key}
                  {...part}
                  share={shares[index] ?? 1}
                  place={t("place", { at: formatNumber(first + index + 1), all: formatNumber(parts.length) })}
                />
              ))}
            </div>
          );
        })}
      </div>
      {caption !== undefined && last !== undefined && (
        <div class="media-caption" style={{ maxInlineSize: albumWidthPx }}>
          <TextBody content={{ type: "text", text: caption }} mentions={last.message.mentions} />
        </div>
      )}
    </>
  );
}

interface TileProps extends Part {
  readonly share: number;
  readonly place: string;
}

function Tile({ message, content, share, place }: TileProps) {
  const { entry } = useOpenConversation();
  const at = message.seq === null ? null : { conversationId: entry.id, seq: message.seq, fileId: content.fileId };
  const { open, viewer } = useViewer({ content, place: at, message });
  const localUrl = useLocalFile(message);
  const { caption } = content;
  const label = caption === undefined ? t("openPhoto") : t("openPhotoSays", { text: tameText(caption) });
  return (
    <div class="album-part" style={{ flexGrow: share }} data-part={message.key}>
      <Picture
        place={at}
        size={devicePixelRatio > 1 ? "1280" : "320"}
        thumbhash={content.thumbhash}
        localUrl={localUrl}
        // What is on its way has its own buttons there.
        open={message.outgoing === null ? { label: `${label}, ${place}`, run: open } : null}
      />
      <UploadRing outgoing={message.outgoing} />
      {viewer}
    </div>
  );
}
