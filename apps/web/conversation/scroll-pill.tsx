// The button that scrolls to the newest message, with the number of unseen messages.
import { Icon } from "../ui/icon.tsx";
import { conversationWords as t } from "./conversation-words.ts";

export function ScrollPill({ count, onClick }: { readonly count: number; readonly onClick: () => void }) {
  const label = count > 0 ? t("newBelow", { count }) : t("toEnd");
  return (
    <button
      type="button"
      class={`scroll-pill${count > 0 ? " scroll-pill-new" : ""}`}
      aria-label={label}
      title={label}
      // A pointer leaves the focus where it is: in the composer, with what is being written.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <Icon name="down" />
      {count > 0 && <span>{t("newShort", { count })}</span>}
    </button>
  );
}
