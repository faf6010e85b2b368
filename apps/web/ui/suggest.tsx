// A list of suggestions for what is being typed in a box (people after @; later emoji and commands). The focus stays in the
// box, which is a combobox while the list is open: arrows choose, Enter or Tab takes, Esc closes the list and nothing else.
import type { ComponentChildren, RefObject, VNode } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Name } from "./name.tsx";
import "./suggest.css";

export interface Suggestion {
  readonly id: string;
  readonly title: string;
  readonly note: string;
  readonly picture?: ComponentChildren;
}

interface SuggestInput<S extends Suggestion> {
  /** The text box, whose attributes tell screen readers of the list. */
  readonly box: RefObject<HTMLElement | null>;
  /** The list's name for screen readers. */
  readonly label: string;
  /** Empty: the list is closed. */
  readonly items: readonly S[];
  /** What is being looked for and where. The first item is active when it changes, and a list that Esc closed may open again. */
  readonly query: string;
  readonly onChoose: (item: S) => void;
}

export interface Suggest {
  /** Null while the list is closed. */
  readonly list: VNode | null;
  /** @returns whether the list has handled the key */
  readonly onKey: (key: string) => boolean;
}

export function useSuggest<S extends Suggestion>({ box, label, items, query, onChoose }: SuggestInput<S>): Suggest {
  const listId = useId();
  const [place, setPlace] = useState({ query, at: 0, isClosed: false });
  // What was chosen or closed for another query does not count.
  const { at, isClosed } = place.query === query ? place : { at: 0, isClosed: false };
  const setAt = (next: number): void => setPlace({ query, at: next, isClosed: false });
  const isOpen = items.length > 0 && !isClosed;
  const active = Math.min(at, items.length - 1);
  const optionId = (index: number): string => `${listId}-${index}`;
  useComboBox(box, isOpen ? { listId, activeId: optionId(active) } : null);
  if (!isOpen) return { list: null, onKey: () => false };

  const onKey = (key: string): boolean => {
    const item = items[active];
    if (key === "ArrowDown") setAt((active + 1) % items.length);
    else if (key === "ArrowUp") setAt((active - 1 + items.length) % items.length);
    else if ((key === "Enter" || key === "Tab") && item !== undefined) onChoose(item);
    else if (key === "Escape") setPlace({ query, at: active, isClosed: true });
    else return false;
    return true;
  };
  return {
    onKey,
    list: (
      <ul id={listId} class="suggest" role="listbox" aria-label={label}>
        {items.map((item, index) => (
          <Option
            key={item.id}
            id={optionId(index)}
            item={item}
            active={index === active}
            onChoose={() => onChoose(item)}
            onPoint={() => setAt(index)}
          />
        ))}
      </ul>
    ),
  };
}

interface OpenList {
  readonly listId: string;
  readonly activeId: string;
}

/** @param list null: it is closed, and the box is a plain text box */
function useComboBox(box: RefObject<HTMLElement | null>, list: OpenList | null): void {
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || list === null) return;
    const attributes = {
      role: "combobox",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      "aria-controls": list.listId,
      "aria-activedescendant": list.activeId,
    };
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return () => {
      for (const name of Object.keys(attributes)) element.removeAttribute(name);
    };
  }, [list?.listId, list?.activeId]);
}

interface OptionProps {
  readonly id: string;
  readonly item: Suggestion;
  readonly active: boolean;
  readonly onChoose: () => void;
  readonly onPoint: () => void;
}

function Option({ id, item, active, onChoose, onPoint }: OptionProps) {
  const option = useRef<HTMLLIElement>(null);
  useLayoutEffect(() => {
    if (active) option.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    <li
      ref={option}
      id={id}
      role="option"
      aria-selected={active}
      class="suggest-option"
      onMouseDown={(event) => {
        // The box keeps the focus.
        event.preventDefault();
        onChoose();
      }}
      onMouseMove={onPoint}
    >
      {item.picture}
      <Name isLine class="suggest-title" text={item.title} />
      <bdi class="suggest-note">{item.note}</bdi>
    </li>
  );
}
