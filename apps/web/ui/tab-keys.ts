// The tab to which a key moves. Pure.

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** Null: the key has no meaning here. After the last comes the first. In text that runs to the left, so do the tabs. */
export function steppedTab(event: Key, from: number, count: number, isRtl: boolean): number | null {
  if (count === 0 || event.ctrlKey || event.metaKey || event.altKey) return null;
  switch (event.key) {
    case isRtl ? "ArrowLeft" : "ArrowRight":
      return (from + 1) % count;
    case isRtl ? "ArrowRight" : "ArrowLeft":
      return (from - 1 + count) % count;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}
