// The round button that starts a conversation, on phones within the thumb's reach.
import { useLayoutEffect, useRef } from "preact/hooks";
import { go } from "../route/navigation.ts";
import { IconButton } from "../ui/button.tsx";
import { inboxWords as t } from "./inbox-words.ts";
import "./new-button.css";

/** @param returning the page that it opened was closed just now */
export function NewButton({ returning }: { readonly returning: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  // Before the next key press.
  useLayoutEffect(() => {
    if (returning && document.activeElement === document.body) button.current?.focus();
  }, []);
  return (
    <div class="new-button">
      <IconButton
        buttonRef={button}
        icon="compose"
        kind="filled"
        label={t("newChat")}
        onClick={() => go({ name: "new" })}
      />
    </div>
  );
}
