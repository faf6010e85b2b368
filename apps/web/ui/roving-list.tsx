// A virtual list that scrolls by itself: only rows near its view are in the page, one of them is in the tab order, and
// arrows, j, k, Home and End move.
import type { ComponentChildren } from "preact";
import { useRef, useState } from "preact/hooks";
import { Virtualizer, type VirtualizerHandle } from "virtua";
import { focusWhenShown } from "./focus-when-shown.ts";
import { steppedIndex } from "./list-keys.ts";
import "./roving-list.css";

interface RovingListProps<Item> {
  readonly label: string;
  readonly items: readonly Item[];
  readonly idOf: (item: Item) => string;
  readonly rowPx: number;
  /** Its end is near. */
  readonly onEnd?: () => void;
  /** @returns a row with the item's id as `data-id`, and in it a button, which Tab reaches if `tabStop` */
  readonly children: (item: Item, tabStop: boolean) => ComponentChildren;
}

/** This far from the end more is asked for. */
const nearPx = 600;

export function RovingList<Item>({ label, items, idOf, rowPx, onEnd, children }: RovingListProps<Item>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useRef<VirtualizerHandle>(null);
  // The one row that Tab reaches, from which the arrow keys move.
  const [activeId, setActiveId] = useState<string | null>(null);
  const activeIndex = Math.max(
    0,
    items.findIndex((item) => idOf(item) === activeId),
  );
  const step = (event: KeyboardEvent): void => {
    // What is typed into a row's dialog is not for the list.
    if (event.target instanceof Element && event.target.closest("dialog") !== null) return;
    const next = steppedIndex(event, activeIndex, items.length);
    const item = next === null ? undefined : items[next];
    if (next === null || item === undefined) return;
    event.preventDefault();
    const id = idOf(item);
    setActiveId(id);
    virtual.current?.scrollToIndex(next, { align: "nearest" });
    focusWhenShown(() => scroller.current?.querySelector<HTMLElement>(`[data-id="${CSS.escape(id)}"] button`) ?? null);
  };
  const scrolled = (): void => {
    const place = scroller.current;
    if (place !== null && place.scrollHeight - place.scrollTop - place.clientHeight < nearPx) onEnd?.();
  };
  return (
    <div ref={scroller} class="roving-list" onScroll={scrolled}>
      <div role="list" aria-label={label} onKeyDown={step}>
        <Virtualizer ref={virtual} scrollRef={scroller} data={items} itemSize={rowPx} keepMounted={[activeIndex]}>
          {(item, index) => <>{children(item, index === activeIndex)}</>}
        </Virtualizer>
      </div>
    </div>
  );
}
