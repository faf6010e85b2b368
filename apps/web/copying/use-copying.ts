// Copies what is selected in the list of messages as it was typed. The code for it comes with the first selection.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { UserId } from "@klatch/sdk";
import type { Row } from "../timeline/timeline-rows.ts";

/** What the list shows: only rows near the screen are in the page. */
export interface Shown {
  readonly rows: readonly Row[];
  readonly nameOf: (userId: UserId) => string;
}

export interface Copying {
  readonly list: Element;
  readonly shown: () => Shown;
  /** The keys of the rows in which the selection begins and ends, each on a line. */
  readonly onEnds: (keys: string) => void;
}

/** @returns the keys of the rows in which the selection begins and ends, which must stay in the page for it to last */
export function useCopying(list: RefObject<Element | null>, shown: Shown): readonly string[] {
  const [ends, onEnds] = useState("");
  const latest = useRef(shown);
  latest.current = shown;
  useEffect(() => {
    let stop: (() => void) | null = null;
    const begin = async (): Promise<void> => {
      if (getSelection()?.isCollapsed !== false) return;
      document.removeEventListener("selectionchange", onSelect);
      const { copySelections } = await import("./selected-messages.ts");
      if (list.current !== null) stop = copySelections({ list: list.current, shown: () => latest.current, onEnds });
    };
    // Without the code, what is seen is copied.
    const onSelect = (): void => void begin().catch(() => {});
    document.addEventListener("selectionchange", onSelect);
    return () => {
      document.removeEventListener("selectionchange", onSelect);
      stop?.();
    };
  }, []);
  return ends.split("\n").filter((key) => key !== "");
}
