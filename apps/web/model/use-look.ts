// Tells a group while it is before somebody's eyes: in a pane that is open, of a page that is visible.
import { useEffect } from "preact/hooks";
import type { GroupModel, LookedAt } from "./group-model.ts";

/** @param model null: the conversation is none of a group */
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
