// The strip above the text: which message is being answered. It is a layer: ×, Esc and the browser's "back" end exactly the
// reply. Whatever is opened over the conversation comes before it, and leaves it as it is.
import type { UserId } from "@klatch/sdk";
import { kindOf } from "../kinds/kinds.ts";
import { route } from "../route/navigation.ts";
import type { Route } from "../route/route.ts";
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
  const isTop = isConversationOnTop(route.value);
  return (
    <div class={`composer-strip author-colour-${colourOf(to.senderId)}`}>
      <span class="composer-strip-name">
        <NamedText text={t("replyingTo", { name: nameOf(to.senderId) })} />
      </span>
      <bdi class="composer-strip-text">{kindOf(to.content).quote(to.content)}</bdi>
      {isTop ? <CancelReply onEnd={onEnd} /> : <IconButton icon="close" label={t("cancelReply")} onClick={onEnd} />}
    </div>
  );
}

function CancelReply({ onEnd }: Pick<ReplyStripProps, "onEnd">) {
  const close = useLayer(() => {
    // A place that is opened closes the layers below it.
    if (isConversationOnTop(route.peek())) onEnd();
  });
  return <IconButton icon="close" label={t("cancelReply")} onClick={close} />;
}

const isConversationOnTop = (here: Route): boolean => here.name === "conversation" && here.side === null;
