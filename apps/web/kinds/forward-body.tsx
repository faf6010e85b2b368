// The body of messages that were forwarded together: who speaks, how it begins, and a dialog with all of it.
import type { KnownContent } from "@klatch/sdk";
import { createPortal } from "preact/compat";
import { useState } from "preact/hooks";
import { tameName } from "../../text/tame-name.ts";
import { exactTime } from "../text/times.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Name } from "../ui/name.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { OneLine } from "../ui/one-line.tsx";
import { KindBody } from "./kind-body.tsx";
import { kindOf } from "./kinds.ts";
import { richWords as t } from "./rich-words.ts";

type ForwardContent = Extract<KnownContent, { type: "forward" }>;

const shownItems = 3;
const nobody: readonly never[] = [];

interface ForwardBodyProps {
  readonly content: ForwardContent;
  /** Of the message, which gives access to the files of those in it. */
  readonly seq: number | undefined;
}

export function ForwardBody({ content, seq }: ForwardBodyProps) {
  const [isOpen, setOpen] = useState(false);
  const { items } = content;
  const title = t("chatOf", { names: tameName(content.title) });
  return (
    <>
      <button type="button" class="rich rich-forward" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <span class="rich-title">
          <NamedText text={title} />
        </span>
        {items.slice(0, shownItems).map(({ senderName, content: said }, index) => (
          <OneLine key={index} class="rich-line" text={`${tameName(senderName)}: ${kindOf(said).preview(said)}`} />
        ))}
        <span class="rich-text">{t("messages", { count: items.length })}</span>
      </button>
      {isOpen &&
        // Outside of the message, which acts on presses and gestures within it.
        createPortal(
          <Dialog title={title} onClose={() => setOpen(false)}>
            <ol class="forwarded">
              {items.map(({ senderName, createdAt, content: said }, index) => (
                <li key={index} class="forwarded-item">
                  <span class="forwarded-head">
                    <b>
                      <Name text={tameName(senderName)} isLine />
                    </b>
                    <time>{exactTime(createdAt)}</time>
                  </span>
                  <div class="forwarded-body" dir="auto">
                    <KindBody content={said} mentions={nobody} filesOfSeq={seq} />
                  </div>
                </li>
              ))}
            </ol>
          </Dialog>,
          document.body,
        )}
    </>
  );
}
