// Copies what is selected in the list of messages as it was typed.
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { UserId } from "@klatch/sdk";
import type { Row } from "../timeline/timeline-rows.ts";

/** Loaded with the first selection, before anybody can copy it. */
const load = () => import("./selected-messages.ts");

/** @returns the keys of the rows in which the selection begins and ends, which must stay in the page for it to last */
export function useCopying(
  list: RefObject<Element | null>,
  rows: readonly Row[],
  nameOf: (userId: UserId) => string,
): readonly string[] {
  const [ends, setEnds] = useState("");
  const latest = useRef({ rows, nameOf });
  latest.current = { rows, nameOf };
  useEffect(() => {
    let code: Awaited<ReturnType<typeof load>> | null = null;
    const keyAt = (node: Node | null | undefined): string => {
      const element = node instanceof Element ? node : node?.parentElement;
      const row = element?.closest<HTMLElement>("[data-key]");
      return row !== null && row !== undefined && list.current?.contains(row) === true
        ? (row.dataset["key"] ?? "")
        : "";
    };
    const onSelect = (): void => {
      const selection = getSelection();
      const isEmpty = selection === null || selection.isCollapsed;
      setEnds(isEmpty ? "" : `${keyAt(selection.anchorNode)}\n${keyAt(selection.focusNode)}`);
      // Without it, what is seen is copied.
      if (!isEmpty && code === null)
        load().then(
          (loaded) => (code = loaded),
          () => {},
        );
    };
    const onCopy = (event: ClipboardEvent): void => {
      const selection = getSelection();
      if (selection === null || selection.isCollapsed || list.current === null) return;
      if (selectsWithin(event.target)) return;
      const text = code?.selectedText(
        selection.getRangeAt(0),
        list.current,
        latest.current.rows,
        latest.current.nameOf,
      );
      if (text === undefined || text === null) return;
      event.clipboardData?.setData("text/plain", text);
      event.preventDefault();
    };
    document.addEventListener("selectionchange", onSelect);
    document.addEventListener("copy", onCopy);
    return () => {
      document.removeEventListener("selectionchange", onSelect);
      document.removeEventListener("copy", onCopy);
    };
  }, []);
  return ends.split("\n").filter((key) => key !== "");
}

/** A field that has the focus is asked to copy, also where something else is selected. */
const selectsWithin = (field: EventTarget | null): boolean =>
  (field instanceof HTMLTextAreaElement || field instanceof HTMLInputElement) &&
  field.selectionStart !== field.selectionEnd;
