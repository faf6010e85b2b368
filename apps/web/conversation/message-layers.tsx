// What floats over the conversation for its messages, each part loaded when it is first opened.
import { Suspense } from "preact/compat";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { useOpenConversation } from "./conversation-context.ts";

const RemoveDialog = lazyLayer(async () => ({ default: (await import("../changes/remove-dialog.tsx")).RemoveDialog }));
const ReactionPicker = lazyLayer(async () => ({
  default: (await import("../reactions/reaction-picker.tsx")).ReactionPicker,
}));

export function MessageLayers() {
  const open = useOpenConversation();
  const { acts } = open;
  const layer = acts?.layer.value ?? null;
  if (acts === null || layer === null) return null;
  const close = (): void => void (acts.layer.value = null);
  return (
    <Suspense fallback={null}>
      {layer.kind === "remove" ? (
        <RemoveDialog acts={acts} standing={() => acts.standing()} messages={layer.messages} onClose={close} />
      ) : (
        <ReactionPicker at={layer.at} onPick={(emoji) => acts.react(layer.message, emoji)} onClose={close} />
      )}
    </Suspense>
  );
}
