// Makes what floats over the page (a menu, sheet, dialog, strip) one entry of the tab's history while it is there.
import { useLayoutEffect, useRef } from "preact/hooks";
import { tabHistory } from "./navigation.ts";

/**
 * @param onClose called once, after the layer was closed: by Esc, by the browser's "back", or by the returned function
 * @returns closes the layer
 */
export function useLayer(onClose: () => void): () => void {
  const latest = useRef(onClose);
  latest.current = onClose;
  const key = useRef<string | null>(null);
  useLayoutEffect(() => {
    const own = tabHistory().openLayer(() => latest.current());
    key.current = own;
    return () => tabHistory().dropLayer(own);
  }, []);
  return () => {
    if (key.current !== null) tabHistory().closeLayer(key.current);
  };
}
