// The strip above the text: which message is being answered. It is a layer: ×, Esc and the browser's
// "back" end exactly the reply.
import type { UserId } from "@klatch/sdk";
import { kindOf } from "../kinds/kinds.ts";
import { useLayer } from "../route/use-layer.ts";
import { colourOf } from "../text/initials.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { IconButton } from "../ui/button.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { composerWords as t } from "./composer-words.ts";
import "./reply-strip.css";

interface ReplyStripProps {
  readonly to: ShownMessage;
  readonly nameOf: (userId: UserId) => string;
  readonly onEnd: () => void;
}

export function ReplyStrip({ to, nameOf, onEnd }: ReplyStripProps) {
  const close = useLayer(onEnd);
  return (
    <div class={`composer-strip author-colour-${colourOf(to.senderId)}`}>
      <span class="composer-strip-name">
        <NamedText text={t("replyingTo", { name: nameOf(to.senderId) })} />
      </span>
      <bdi class="composer-strip-text">{kindOf(to.content).quote(to.content)}</bdi>
      <IconButton icon="close" label={t("cancelReply")} onClick={close} />
    </div>
  );
}
