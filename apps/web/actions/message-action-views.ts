// The views of the actions of a message: the bar's buttons, the items of menu and sheet, the keys; and the reactions that are
// one step away. Pure.
import { isGone } from "../changes/is-gone.ts";
import type { QuickReaction } from "../reactions/quick-reaction-views.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { cardWords, messageActions, peopleOf, type ActionContext, type MessageAction } from "./message-actions.ts";

/** An action, bound to its message. */
export interface ActionItem extends Pick<MessageAction, "id" | "icon"> {
  readonly label: string;
  readonly danger: boolean;
  readonly onSelect: () => void;
}

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Menu and sheet: all that is allowed, and the cards of further people after that of the first. */
export const actionItems = (message: ShownMessage, context: ActionContext): readonly ActionItem[] =>
  allowedActions(message, context).flatMap((action) => {
    const item = itemOf(action, message, context);
    return action.id === "person" ? [item, ...furtherPeople(item, message, context)] : [item];
  });

const furtherPeople = (first: ActionItem, message: ShownMessage, context: ActionContext): readonly ActionItem[] =>
  peopleOf(message, context)
    .slice(1)
    .map((userId) => ({
      ...first,
      id: `person ${userId}`,
      label: cardWords(userId, context),
      onSelect: () => context.showPerson(userId),
    }));

/** The bar: the quick ones. The others are in the menu behind its last button. */
export const quickItems = (message: ShownMessage, context: ActionContext): readonly ActionItem[] =>
  allowedActions(message, context)
    .filter(({ isQuick }) => isQuick === true)
    .map((action) => itemOf(action, message, context));

/** The action of a key; null: the key means nothing for this message. */
export function itemOfKey(
  pressed: PressedKey,
  message: ShownMessage,
  context: ActionContext,
): Pick<ActionItem, "id" | "onSelect"> | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  const reaction = mayReact(message, context) ? (context.reactions?.ofKey(pressed.key, message) ?? null) : null;
  if (reaction !== null) return { id: `react ${reaction.emoji}`, onSelect: reaction.onSelect };
  // In lower case, because Caps Lock is no Shift.
  const key = pressed.key.toLowerCase();
  const found = allowedActions(message, context).find(({ keys }) =>
    keys.some((one) => one.key === key && one.shift === pressed.shiftKey),
  );
  return found === undefined ? null : itemOf(found, message, context);
}

/** Whether the key acts on a message that was reached by keys, as 1 to 6 do, or leads to the next. */
export const isMessageKey = (key: string): boolean =>
  /^[jk1-6]$/.test(key) || messageActions.some(({ keys }) => keys.some((one) => one.key === key.toLowerCase()));

/** The reactions that are one step away. Empty: the user may not react to the message. */
export const quickItemsOf = (message: ShownMessage, context: ActionContext): readonly QuickReaction[] =>
  mayReact(message, context) ? (context.reactions?.quick(message) ?? []) : [];

const mayReact = (message: ShownMessage, { reactions }: ActionContext): boolean =>
  reactions !== null && message.seq !== null && !isGone(message);

const allowedActions = (message: ShownMessage, context: ActionContext): readonly MessageAction[] =>
  messageActions.filter(({ allowed }) => allowed(message, context));

const itemOf = (action: MessageAction, message: ShownMessage, context: ActionContext): ActionItem => ({
  id: action.id,
  icon: action.icon,
  label: action.words(message, context),
  danger: action.isDangerous === true,
  onSelect: () => action.run(message, context),
});
