// The bodies of contents with a file, and of stickers that have one. Loaded when one is shown; until then kind-body.tsx keeps their places.
import { isBlank, type StickerContent } from "@klatch/sdk";
import type { FileContent } from "../kinds/file-kinds.ts";
import type { BodyProps } from "../kinds/body-props.ts";
import { TextBody } from "../kinds/text-body.tsx";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { AudioBody } from "./audio-body.tsx";
import { FileBody } from "./file-body.tsx";
import type { MediaPlace } from "./file-place.ts";
import { fitBox } from "./fit-box.ts";
import { ImageBody } from "./image-body.tsx";
import { StickerBody } from "./sticker-body.tsx";
import { VideoBody } from "./video-body.tsx";
import { VoiceBody } from "./voice-body.tsx";
import "./media-body.css";

export { Album } from "./album.tsx";

/** A sticker with a picture. */
export type MediaContent = FileContent | StickerContent;

export default function MediaBody({ content, mentions, message, filesOfSeq }: BodyProps<MediaContent>) {
  const { entry } = useOpenConversation();
  const seq = message === undefined ? filesOfSeq : (message.seq ?? undefined);
  const { fileId } = content;
  const place: MediaPlace | null =
    seq === undefined || fileId === undefined ? null : { conversationId: entry.id, seq, fileId };
  if (content.type === "sticker") return <StickerBody content={content} place={place} message={message} />;
  const caption =
    "caption" in content && content.caption !== undefined && !isBlank(content.caption) ? content.caption : null;
  return (
    <>
      <Body content={content} place={place} message={message} hasCaption={caption !== null} />
      {caption !== null && (
        <div class="media-caption" style={maxWidthOf(content)}>
          <TextBody content={{ type: "text", text: caption }} mentions={mentions} />
        </div>
      )}
    </>
  );
}

/** Words are no wider than their picture, unless that is narrow. */
const leastCaptionPx = 240;
const maxWidthOf = (content: FileContent): { readonly maxInlineSize?: number } =>
  content.type === "image" || content.type === "video"
    ? { maxInlineSize: Math.max(leastCaptionPx, fitBox(content).widthPx) }
    : {};

interface FileBodyProps extends Pick<BodyProps, "message"> {
  readonly content: FileContent;
  readonly place: MediaPlace | null;
  readonly hasCaption: boolean;
}

function Body({ content, place, message, hasCaption }: FileBodyProps) {
  switch (content.type) {
    case "image":
      return <ImageBody content={content} place={place} message={message} hasCaption={hasCaption} />;
    case "video":
      return <VideoBody content={content} place={place} message={message} hasCaption={hasCaption} />;
    case "audio":
      return <AudioBody content={content} place={place} message={message} />;
    case "voice":
      return <VoiceBody content={content} place={place} message={message} />;
    case "file":
      return <FileBody content={content} place={place} message={message} />;
  }
}
