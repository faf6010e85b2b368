// Which messages are selected, by the keys of their rows. Pure.

export interface Selection {
  readonly keys: ReadonlySet<string>;
  /** The row that was chosen last, from which Shift selects a range. */
  readonly anchor: string;
}

/** As many as one request may name. */
export const maxSelected = 100;

export const selectionOf = (key: string): Selection => ({ keys: new Set([key]), anchor: key });

/** Null: nothing is selected any more. */
export function toggled(selection: Selection, key: string): Selection | null {
  const keys = new Set(selection.keys);
  if (!keys.delete(key) && keys.size < maxSelected) keys.add(key);
  return keys.size === 0 ? null : { keys, anchor: key };
}

/**
 * With all between the row that was chosen last and this one.
 * @param order the keys of all rows that can be selected, from top to bottom
 */
export function extended(selection: Selection, key: string, order: readonly string[]): Selection {
  const [from, to] = [order.indexOf(selection.anchor), order.indexOf(key)];
  if (to === -1) return selection;
  const between = from === -1 ? [key] : order.slice(Math.min(from, to), Math.max(from, to) + 1);
  // Those next to where it was begun, if there are too many.
  const ordered = from > to ? between.toReversed() : between;
  const room = maxSelected - selection.keys.size;
  const added = ordered.filter((one) => !selection.keys.has(one)).slice(0, room);
  return { keys: new Set([...selection.keys, ...added]), anchor: key };
}
