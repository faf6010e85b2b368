// What a bubble shows of a message: the component of the kind of its content. kinds.ts has the words of each kind.
import type { UnknownContent } from "@klatch/sdk";
import { lazy, Suspense } from "preact/compat";
import type { BodyProps } from "./body-props.ts";
import { kindWords } from "./kind-words.ts";
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

/** The compiler asks for each kind of the protocol: only content of a newer version may be left over. */
export function KindBody({ content, mentions, message }: BodyProps) {
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
          <RichBody content={content} {...(message !== undefined && { message })} />
        </Suspense>
      );
    case "sticker":
      return <div class="message-emoji message-sticker">{content.emoji}</div>;
    case "image":
    case "video":
    case "audio":
    case "voice":
    case "file":
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
