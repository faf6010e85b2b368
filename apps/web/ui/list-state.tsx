// What stands in place of a list that is fetched: bars while it is on its way, why it failed, or that it is empty.
import { useEffect, useRef } from "preact/hooks";
import { Button } from "./button.tsx";
import { commonWords } from "./common-words.ts";
import { ErrorNotice } from "./notice.tsx";
import { Skeleton } from "./skeleton.tsx";
import type { AskedList } from "./use-list.ts";
import "./list-state.css";

interface ListStateProps {
  readonly list: AskedList<unknown>;
  /** What is said of an empty list. */
  readonly empty: string;
}

export function ListState({ list, empty }: ListStateProps) {
  const { items, error, reload } = list;
  const place = useRef<HTMLSpanElement>(null);
  // What was pressed may be gone with its row.
  useEffect(() => {
    if (items === null || document.activeElement !== document.body) return;
    place.current?.closest(".pane")?.querySelector<HTMLElement>(".pane-name")?.focus();
  }, [items]);
  return (
    <>
      <span ref={place} hidden />
      <ErrorNotice error={error} />
      {items === null && error !== null && <Button onClick={reload}>{commonWords("retry")}</Button>}
      {items === null && error === null && <Skeleton rows={3} kind="person" />}
      {items?.length === 0 && <p class="list-note">{empty}</p>}
    </>
  );
}
