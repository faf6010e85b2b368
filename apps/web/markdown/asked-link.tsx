// The link that is asked about before it opens. It is of the page, not of the message that has it: rows come and go while older
// messages are loaded.
import { signal } from "@preact/signals";
import { Suspense } from "preact/compat";
import { lazyLayer } from "../ui/lazy-part.tsx";

interface AskedLink {
  readonly href: string;
  /** Where it leads. */
  readonly place: string;
}

export const askedLink = signal<AskedLink | null>(null);

/** It came with the link. */
const LinkDialog = lazyLayer(async () => ({ default: (await import("./labelled-link.tsx")).LinkDialog }));

export function LinkHost() {
  const asked = askedLink.value;
  return (
    <Suspense fallback={null}>
      {asked !== null && <LinkDialog {...asked} onClose={() => (askedLink.value = null)} />}
    </Suspense>
  );
}
