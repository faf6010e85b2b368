// The row of a list to which a key moves. Pure.

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Null: the key has no meaning here. */
export function steppedIndex({ key, ctrlKey, metaKey, altKey }: Key, from: number, count: number): number | null {
  if (count === 0 || ctrlKey || metaKey || altKey) return null;
  switch (key) {
    case "ArrowDown":
    case "j":
      return Math.min(count - 1, from + 1);
    case "ArrowUp":
    case "k":
      return Math.max(0, from - 1);
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
