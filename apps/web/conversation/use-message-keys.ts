// Moves the focus through the messages by keys. One message at a time can be reached by Tab.
import { useMemo, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { isKeyed } from "../actions/keyed-focus.ts";
import type { Row } from "../timeline/timeline-rows.ts";
import { steppedIndex } from "../ui/list-keys.ts";

/** A row is measured within so many frames. */
const framesToAppear = 20;

interface MessageKeysOptions {
  readonly rows: readonly Row[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Scrolls so far that the row is visible. */
  readonly reveal: (key: string) => void;
  /** Goes to the end of the log, of which the rows may not be loaded. @returns false: it is loaded */
  readonly goToEnd: () => boolean;
  /** Moves the focus from the messages to the composer; null: there is none. */
  readonly toComposer: (() => void) | null;
}

export interface MessageKeys {
  /** The row that Tab reaches, which is in the page even when it is out of sight. */
  readonly reachableKey: string | undefined;
  readonly reachableIndex: number;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  /** Focuses a message that is in the page, or soon will be. */
  readonly focus: (key: string) => void;
}

export function useMessageKeys({ rows, scroller, reveal, goToEnd, toComposer }: MessageKeysOptions): MessageKeys {
  const [activeKey, setActiveKey] = useState<string | null>(null);
  const messageKeys = useMemo(() => rows.filter(({ kind }) => kind === "message").map(({ key }) => key), [rows]);
  const reachableKey = activeKey !== null && messageKeys.includes(activeKey) ? activeKey : messageKeys.at(-1);

  const wanted = useRef<string | null>(null);
  /** A row that has just come into the page is hidden, and takes no focus, until it has been measured. */
  const focusSoon = (key: string, framesLeft: number): void => {
    requestAnimationFrame(() => {
      const list = scroller.current;
      const focused = document.activeElement;
      if (list === null || wanted.current !== key) return;
      const row = [...list.querySelectorAll<HTMLElement>("[data-key]")].find(({ dataset }) => dataset["key"] === key);
      row?.focus({ preventScroll: true });
      const now = document.activeElement;
      // Whoever went elsewhere meanwhile stays there. What had the focus may have left the page.
      if (now !== row && (now === focused || now === document.body) && framesLeft > 0) focusSoon(key, framesLeft - 1);
    });
  };

  const focus = (key: string): void => {
    setActiveKey(key);
    wanted.current = key;
    focusSoon(key, framesToAppear);
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      // Without a composer the frame leads to the list.
      if (toComposer !== null) event.stopPropagation();
      return toComposer?.();
    }
    if (!(event.target instanceof Element) || !event.target.matches("[data-key], .messages")) return;
    // After a click on a message, j and k are text for the composer.
    if (event.key.length === 1 && event.target.matches("[data-key]") && !isKeyed(event.target)) return;
    const from = messageKeys.indexOf(reachableKey ?? "");
    const next = steppedIndex(event, from, messageKeys.length);
    if (next === null) return;
    event.preventDefault();
    if (event.key === "End" && goToEnd()) return;
    if (next === from && event.key === "ArrowDown") return toComposer?.();
    const key = messageKeys[next];
    if (key === undefined) return;
    reveal(key);
    focus(key);
  };

  return { reachableKey, reachableIndex: rows.findIndex(({ key }) => key === reachableKey), onKeyDown, focus };
}
