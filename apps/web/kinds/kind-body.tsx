// What a bubble shows of a message: the component of the kind of its content. kinds.ts has the words of each kind.
import type { UnknownContent } from "@klatch/sdk";
import type { BodyProps } from "./body-props.ts";
import { kindWords } from "./kind-words.ts";
import { TextBody } from "./text-body.tsx";
import { unknownBody } from "./unknown-kind.ts";

/** The compiler asks for each kind of the protocol: only content of a newer version may be left over. */
export function KindBody({ content, mentions }: BodyProps) {
  switch (content.type) {
    case "text":
      return <TextBody content={content} mentions={mentions} />;
    case "gone":
      return <span class="message-unknown">{kindWords("gone")}</span>;
    case "system":
      return <span class="message-unknown">{unknownBody(content)}</span>;
    default:
      return <span class="message-unknown">{unknownBody(content satisfies UnknownContent)}</span>;
  }
}
