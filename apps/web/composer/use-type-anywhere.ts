// Typing reaches the composer wherever the focus is in the conversation, and with nothing to write keys scroll its messages.
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { typedKey } from "./typed-key.ts";

/** These take keys themselves. */
const takesKeys =
  "input, textarea, select, [contenteditable], dialog, [role=dialog], [role=menu], [role=listbox], aside";

interface TypeAnywhereInput {
  readonly box: RefObject<HTMLTextAreaElement | null>;
  /** The keys that act on a message which was reached by keys. */
  readonly isMessageKey: (key: string) => boolean;
  /** A key that scrolls was pressed while there is no text. @returns whether it has scrolled */
  readonly onScroll: (key: string) => void;
}

const stepKeys: ReadonlySet<string> = new Set(["ArrowUp", "ArrowDown", "Home", "End", "Tab"]);

export function useTypeAnywhere(input: TypeAnywhereInput): void {
  const latest = useRef(input);
  latest.current = input;
  useEffect(() => {
    // `:focus-visible` does not tell how the focus came: any key makes it match.
    let isByKeys = false;
    const onPointerDown = (): void => void (isByKeys = false);
    const onKeyDown = (event: KeyboardEvent): void => {
      const { box, isMessageKey, onScroll } = latest.current;
      const element = box.current;
      const { target, key } = event;
      if (stepKeys.has(key)) isByKeys = true;
      if (element === null || event.defaultPrevented || !(target instanceof Element) || target === element) return;
      const main = element.closest("main");
      if (target !== document.body && main?.contains(target) !== true) return;
      // Whatever is modal or floats above the conversation comes first.
      if (target.closest(takesKeys) !== null || main?.inert === true) return;
      if (document.querySelector("dialog[open], [role=menu]") !== null) return;
      const typed = typedKey({
        key,
        ctrlKey: event.ctrlKey,
        altKey: event.altKey,
        metaKey: event.metaKey,
        isAltGraph: event.getModifierState("AltGraph"),
        isComposing: event.isComposing,
        keyCode: event.keyCode,
      });
      if (typed === "text") {
        // A message that was clicked has the focus too, but its keys act only for those who went there by keys.
        if (isByKeys && target.closest("[data-key]") !== null && isMessageKey(key)) return;
        // The key itself writes into what has the focus when it has been handled.
        event.stopPropagation();
        element.focus();
      } else if (typed === "scroll" && target.closest("[role=log]") === null && element.value === "") {
        event.preventDefault();
        onScroll(key);
      }
    };
    addEventListener("pointerdown", onPointerDown, true);
    addEventListener("keydown", onKeyDown, true);
    return () => {
      removeEventListener("pointerdown", onPointerDown, true);
      removeEventListener("keydown", onKeyDown, true);
    };
  }, []);
}
