// Tells a group model while the group is visible: its pane is open, and the page is not hidden.
import { useEffect } from "preact/hooks";
import type { GroupModel, LookedAt } from "./group-model.ts";

/** @param model null: the conversation is not a group */
export function useLook(model: GroupModel | null, at: LookedAt): void {
  useEffect(() => {
    let lookAway: (() => void) | null = null;
    const follow = (): void => {
      const isVisible = document.visibilityState === "visible";
      if (isVisible) lookAway ??= model?.look(at) ?? null;
      else {
        lookAway?.();
        lookAway = null;
      }
    };
    follow();
    document.addEventListener("visibilitychange", follow);
    return () => {
      document.removeEventListener("visibilitychange", follow);
      lookAway?.();
    };
  }, [model, at]);
}
