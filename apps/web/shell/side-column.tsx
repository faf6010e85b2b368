// The side panel: beside the conversation in wide windows, over it with a scrim in others.
import type { ConversationId } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { closeSide } from "../route/navigation.ts";
import type { SidePage } from "../route/side-page.ts";
import { isNarrow, isWide } from "../ui/media.ts";
import { lazyPart } from "../ui/lazy-part.tsx";

const DetailsPane = lazyPart(() => import("../details/details-pane.tsx"));

interface SideColumnProps {
  readonly id: ConversationId;
  /** The visible page is the last. */
  readonly sides: readonly SidePage[];
}

export function SideColumn({ id, sides }: SideColumnProps) {
  const page = sides.at(-1);
  if (page === undefined) return null;
  return (
    <>
      {!isWide.value && !isNarrow.value && <div class="shell-scrim" onClick={closeSide} />}
      <aside class="shell-side">
        <Suspense fallback={null}>
          <DetailsPane id={id} page={page} depth={sides.length} />
        </Suspense>
      </aside>
    </>
  );
}
