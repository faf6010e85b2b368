// In place of the composer while messages are selected: how many, and what can be done with all of them. A layer: Esc, "back" and
// × end the selection alone.
import type { ConversationId } from "@klatch/sdk";
import { useEffect } from "preact/hooks";
import { copiedText } from "../copying/copied-text.ts";
import type { OpenConversation } from "../conversation/conversation-context.ts";
import type { MessageActs } from "../conversation/message-acts.ts";
import { isGone } from "../changes/is-gone.ts";
import { forward } from "../forward/forward-state.ts";
import { kindOf } from "../kinds/kinds.ts";
import { useLayer } from "../route/use-layer.ts";
import { Button, IconButton } from "../ui/button.tsx";
import { isNarrow } from "../ui/media.ts";
import { copy } from "../ui/copy.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { selectionWords as t } from "./selection-words.ts";
import "./selection.css";

interface SelectionBarProps extends Pick<OpenConversation, "may" | "nameOf"> {
  readonly id: ConversationId;
  readonly acts: MessageActs;
}

export function SelectionBar({ id, acts, may, nameOf }: SelectionBarProps) {
  const close = useLayer(() => (acts.selection.value = null));
  const selected = acts.selected;
  useEffect(() => {
    // All of them have left the list.
    if (selected.length === 0) close();
  }, [selected.length === 0]);
  const text = textOf(selected, nameOf);
  const seqs = selected.flatMap((message) =>
    message.seq === null || isGone(message) || message.content.type === "system" ? [] : message.seq,
  );
  // A copy of what burns would stay.
  const isKept = selected.some(({ burnAfterMs }) => burnAfterMs !== undefined);
  const tools: readonly Tool[] = [
    {
      icon: "copy",
      label: t("copy"),
      isDisabled: text === "",
      run: () => {
        void copy(text, "text");
        close();
      },
    },
    {
      icon: "forward",
      label: t("forward"),
      isDisabled: seqs.length === 0 || isKept,
      run: () => {
        close();
        forward({ conversationId: id, seqs });
      },
    },
    {
      icon: "trash",
      label: t("delete"),
      isDanger: true,
      isDisabled: !may.change || selected.length === 0,
      run: () => acts.open({ kind: "remove", messages: selected }),
    },
  ];
  return (
    <div class="selection-bar" role="toolbar" aria-label={t("selection")} data-notice-floor>
      <IconButton icon="close" label={t("cancel")} onClick={close} />
      <span class="selection-count" role="status">
        {t("count", { count: selected.length })}
      </span>
      {tools.map((tool) => (
        <ToolButton key={tool.icon} tool={tool} />
      ))}
    </div>
  );
}

interface Tool {
  readonly icon: "copy" | "forward" | "trash";
  readonly label: string;
  readonly isDanger?: boolean;
  readonly isDisabled: boolean;
  readonly run: () => void;
}

/** In one column there is no room for words. */
function ToolButton({ tool: { icon, label, isDanger = false, isDisabled, run } }: { readonly tool: Tool }) {
  if (isNarrow.value) return <IconButton icon={icon} label={label} disabled={isDisabled} onClick={run} />;
  return (
    <Button icon={icon} {...(isDanger && { kind: "danger" })} disabled={isDisabled} onClick={run}>
      {label}
    </Button>
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
