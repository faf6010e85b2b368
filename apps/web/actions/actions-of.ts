// All that a row asks about what can be done with its message.
import type { OpenConversation } from "../conversation/conversation-context.ts";
import type { PickerPlace } from "../conversation/message-acts.ts";
import type { Chat } from "../model/chat.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { actionContext } from "./action-context.ts";
import { actionItems, itemOfKey, quickItems, quickItemsOf, type PressedKey } from "./message-action-views.ts";

/** @param at where what floats beside the message is to stand */
export function actionsOf(message: ShownMessage, chat: Chat, open: OpenConversation, at: () => PickerPlace) {
  const context = () => actionContext(chat, open, at);
  return {
    items: () => actionItems(message, context()),
    quick: () => quickItems(message, context()),
    reactions: () => quickItemsOf(message, context()),
    ofKey: (pressed: PressedKey) => itemOfKey(pressed, message, context()),
    /** By this device's clock; null: it may not be edited. */
    editableUntil: () => context().edit?.until(message) ?? null,
  };
}
