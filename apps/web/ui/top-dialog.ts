// The modal dialog that is on top, for what must be seen and pressed above it.
import { useLayoutEffect, useState } from "preact/hooks";

/** @param isWanted whether anybody needs to know */
export function useTopDialog(isWanted: boolean): HTMLDialogElement | null {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null);
  useLayoutEffect(() => {
    if (!isWanted) return setDialog(null);
    const look = (): void =>
      setDialog([...document.querySelectorAll<HTMLDialogElement>("dialog:modal")].at(-1) ?? null);
    look();
    const observer = new MutationObserver(look);
    observer.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ["open"] });
    return () => observer.disconnect();
  }, [isWanted]);
  return dialog;
}
