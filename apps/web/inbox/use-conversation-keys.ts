// Alt with an arrow opens the conversation before or after the open one, with Shift the next one with something unread.
import { useEffect } from "preact/hooks";
import type { FilteredInbox } from "../model/inbox-filter.ts";
import { go, hasLayer, route, shown } from "../route/navigation.ts";
import { isDialogRoute } from "../route/route.ts";
import { isApple } from "../ui/is-apple.ts";
import { conversationStep, keepsAltArrows, nextConversation } from "./next-conversation.ts";

export function useConversationKeys(inbox: FilteredInbox): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      const step = conversationStep(event);
      // Alt and an arrow open the list of a select.
      if (step === null || event.defaultPrevented || event.target instanceof HTMLSelectElement) return;
      // In a menu or a dialog the keys are not about the conversations.
      if (hasLayer.peek() || isDialogRoute(route.peek())) return;
      if (keepsAltArrows(fieldOf(event.target), isApple)) return;
      const { main } = shown.peek();
      const openId = main?.name === "conversation" ? main.id : null;
      const next = nextConversation(inbox.shown.peek(), openId, step);
      event.preventDefault();
      event.stopPropagation();
      if (next !== null) go({ name: "conversation", id: next, side: null });
    };
    // Before the field that has the focus: there the arrows move in the text.
    addEventListener("keydown", onKeyDown, true);
    return () => removeEventListener("keydown", onKeyDown, true);
  }, [inbox]);
}

function fieldOf(target: EventTarget | null): { readonly text: string } | null {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return { text: target.value };
  if (target instanceof HTMLElement && target.isContentEditable) return { text: target.textContent };
  return null;
}
