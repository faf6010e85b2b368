// The blurred picture that stands where a picture is to come. What draws it is loaded when the first one is shown.
import { useEffect, useState } from "preact/hooks";

let loading: Promise<{ readonly thumbHashToDataURL: (hash: ArrayLike<number>) => string }> | null = null;
const drawn = new Map<string, string>();
/** More than a screen has; each is a few kilobytes. */
const mostDrawn = 300;

async function draw(hash: string): Promise<string> {
  const known = drawn.get(hash);
  if (known !== undefined) return known;
  loading ??= import("thumbhash").catch((error: unknown) => {
    loading = null;
    throw error;
  });
  const { thumbHashToDataURL } = await loading;
  const url = thumbHashToDataURL(Uint8Array.from(atob(hash), (char) => char.charCodeAt(0)));
  if (drawn.size >= mostDrawn) drawn.clear();
  drawn.set(hash, url);
  return url;
}

/** Null: there is none, or not yet. */
export function usePlaceholder(hash: string | undefined): string | null {
  const [url, setUrl] = useState(() => (hash === undefined ? null : (drawn.get(hash) ?? null)));
  useEffect(() => {
    let isOver = false;
    const show = async (of: string): Promise<void> => {
      const found = await draw(of);
      if (!isOver) setUrl(found);
    };
    // What somebody else has written may be no such thing.
    if (hash !== undefined) show(hash).catch(() => {});
    return () => {
      isOver = true;
    };
  }, [hash]);
  return url;
}
