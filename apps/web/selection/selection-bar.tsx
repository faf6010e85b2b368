// In place of the composer while messages are selected: how many, and what can be done with all of them. A layer: Esc, "back" and
// × end the selection alone.
import { useEffect } from "preact/hooks";
import { copiedText } from "../copying/copied-text.ts";
import type { OpenConversation } from "../conversation/conversation-context.ts";
import type { MessageActs } from "../conversation/message-acts.ts";
import { isGone } from "../changes/is-gone.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useLayer } from "../route/use-layer.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { copy } from "../ui/copy.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { selectionWords as t } from "./selection-words.ts";
import "./selection.css";

interface SelectionBarProps extends Pick<OpenConversation, "may" | "nameOf"> {
  readonly acts: MessageActs;
}

export function SelectionBar({ acts, may, nameOf }: SelectionBarProps) {
  const close = useLayer(() => (acts.selection.value = null));
  const selected = acts.selected;
  useEffect(() => {
    // All of them have left the list.
    if (selected.length === 0) close();
  }, [selected.length === 0]);
  const text = textOf(selected, nameOf);
  return (
    <div class="selection-bar" role="toolbar" aria-label={t("selection")} data-notice-floor>
      <IconButton icon="close" label={t("cancel")} onClick={close} />
      <span class="selection-count" role="status">
        {t("count", { count: selected.length })}
      </span>
      <Button
        icon="copy"
        disabled={text === ""}
        onClick={() => {
          void copy(text, "text");
          close();
        }}
      >
        {t("copy")}
      </Button>
      <Button
        icon="trash"
        kind="danger"
        disabled={!may.change || selected.length === 0}
        onClick={() => acts.open({ kind: "remove", messages: selected })}
      >
        {t("delete")}
      </Button>
    </div>
  );
}

/** As a selection of texts is copied. */
function textOf(selected: readonly ShownMessage[], nameOf: SelectionBarProps["nameOf"]): string {
  const texts = selected.flatMap((message) => {
    const text = isGone(message) ? "" : kindOf(message.content).copyText(message.content);
    return text === "" ? [] : [{ author: nameOf(message.senderId), text }];
  });
  return texts.length === 0 ? "" : copiedText(texts);
}
