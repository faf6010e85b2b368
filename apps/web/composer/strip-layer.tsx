// The × of a strip above the text that is a layer while its conversation is on top: whatever is opened over the conversation or
// instead of it comes before it, and leaves it as it is.
import type { ConversationId } from "@klatch/sdk";
import { route } from "../route/navigation.ts";
import type { Route } from "../route/route.ts";
import { useLayer } from "../route/use-layer.ts";
import { IconButton } from "../ui/button.tsx";

interface StripLayerProps {
  readonly id: ConversationId;
  readonly label: string;
  readonly onEnd: () => void;
}

export function StripLayer({ id, label, onEnd }: StripLayerProps) {
  const close = useLayer(() => {
    // A place that is opened closes the layers below it.
    if (isOnTop(id, route.peek())) onEnd();
  });
  return <IconButton icon="close" label={label} onClick={close} />;
}

export const useIsOnTop = (id: ConversationId): boolean => isOnTop(id, route.value);

const isOnTop = (id: ConversationId, here: Route): boolean =>
  here.name === "conversation" && here.id === id && here.side === null;
