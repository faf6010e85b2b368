// What a bubble shows of a message: the component of the kind of its content. kinds.ts has the words of each kind.
import type { UnknownContent } from "@klatch/sdk";
import { lazy, Suspense } from "preact/compat";
import type { BodyProps } from "./body-props.ts";
import { fitBox, stickerBox } from "../media/fit-box.ts";
import type { MediaContent } from "../media/media-body.tsx";
import { kindWords } from "./kind-words.ts";
import { kindOf } from "./kinds.ts";
import type { RichContent } from "./rich-body.tsx";
import { TextBody } from "./text-body.tsx";
import { unknownBody } from "./unknown-kind.ts";

/** Where it cannot be loaded the text says what it would show. */
const RichBody = lazy(async () => {
  const part = await import("./rich-body.tsx").catch(() => null);
  return {
    default: part?.default ?? (({ content }: { readonly content: RichContent }) => <>{unknownBody(content)}</>),
  };
});

const MediaBody = lazy(async () => {
  const part = await import("../media/media-body.tsx").catch(() => null);
  return {
    default:
      part?.default ?? (({ content }: { readonly content: MediaContent }) => <>{kindOf(content).preview(content)}</>),
  };
});

function Media(props: BodyProps<MediaContent>) {
  return (
    <Suspense fallback={<MediaSpace content={props.content} />}>
      <MediaBody {...props} />
    </Suspense>
  );
}

/** As large as what comes there. */
function MediaSpace({ content }: { readonly content: MediaContent }) {
  if (content.type === "sticker") {
    const { widthPx: width, heightPx: height } = stickerBox(content);
    return <div class="sticker-box" style={{ width, height }} />;
  }
  const box = content.type === "image" || content.type === "video" ? fitBox(content) : null;
  return (
    <div
      class={box === null ? "media-row" : "media-box"}
      style={box === null ? {} : { width: box.widthPx, aspectRatio: `${box.widthPx} / ${box.heightPx}` }}
    />
  );
}

/** The compiler asks for each kind of the protocol: only content of a newer version may be left over. */
export function KindBody({ content, mentions, message, filesOfSeq }: BodyProps) {
  switch (content.type) {
    case "text":
      return <TextBody content={content} mentions={mentions} />;
    case "location":
    case "card":
    case "link":
    case "forward":
    case "poll":
      return (
        <Suspense fallback={unknownBody(content)}>
          <RichBody content={content} message={message} />
        </Suspense>
      );
    case "sticker":
      return content.fileId === undefined ? (
        <div class="message-emoji message-sticker">{content.emoji}</div>
      ) : (
        <Media content={content} mentions={mentions} message={message} filesOfSeq={filesOfSeq} />
      );
    case "image":
    case "video":
    case "audio":
    case "voice":
    case "file":
      return <Media content={content} mentions={mentions} message={message} filesOfSeq={filesOfSeq} />;
    case "custom":
      return <span class="message-unknown">{unknownBody(content)}</span>;
    case "gone":
      return <span class="message-unknown">{kindWords("gone")}</span>;
    case "system":
      return <span class="message-unknown">{unknownBody(content)}</span>;
    default:
      return <span class="message-unknown">{unknownBody(content satisfies UnknownContent)}</span>;
  }
}
