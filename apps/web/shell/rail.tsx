// The rail at the edge of the page: the sections, and the person's own menu at its end.
import { useEffect } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { go, shown } from "../route/navigation.ts";
import { Icon } from "../ui/icon.tsx";
import { hasRail } from "../ui/media.ts";
import { MeButton } from "./me-button.tsx";
import { adminSection, chatsSection, isOperator, peopleSection, sectionOf, type Section } from "./sections.ts";
import { shellWords as t } from "./shell-words.ts";
import { RequestsBadge } from "./requests-badge.tsx";
import { UnreadBadge } from "./unread-badge.tsx";
import "./rail.css";

/** In a window of its own the page may use Ctrl with digits, which in a tab belong to the browser. */
const isOwnWindow = matchMedia("(display-mode: standalone)").matches;

const keyOf = (index: number): string => `${isOwnWindow ? "Ctrl" : "Alt"}+${index + 1}`;

export function Rail() {
  const chat = useChat();
  const here = sectionOf(shown.value);
  const sections: readonly Section[] = [chatsSection, peopleSection, ...(isOperator() ? [adminSection] : [])];
  const unread = chat.inbox.unreadTotal.value;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const isPlain = isOwnWindow ? event.ctrlKey && !event.altKey : event.altKey && !event.ctrlKey;
      if (!isPlain || event.metaKey || event.shiftKey || !/^Digit[1-9]$/.test(event.code)) return;
      const section = sections[Number(event.code.slice(-1)) - 1];
      if (section === undefined) return;
      event.preventDefault();
      go(section.to);
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, [sections.length]);
  if (!hasRail.value) return null;
  return (
    <nav class="rail" aria-label={t("sections")}>
      {sections.map((section, index) => (
        <button
          key={section.name}
          type="button"
          class="rail-item"
          aria-current={section.name === here ? "page" : undefined}
          aria-keyshortcuts={keyOf(index).replace("Ctrl", "Control")}
          title={t("withKey", { name: section.label(), key: keyOf(index) })}
          onClick={() => go(section.to)}
        >
          <Icon name={section.icon} size={22} />
          <span class="visually-hidden">{section.label()}</span>
          {section.name === "chats" && <UnreadBadge count={unread} />}
          {section.name === "people" && <RequestsBadge />}
        </button>
      ))}
      <span class="rail-space" />
      <MeButton />
    </nav>
  );
}
