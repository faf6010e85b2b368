// The list of people to mention has a file of its own, which comes once the composer is there.
import type { ComponentType } from "preact";
import { useEffect } from "preact/hooks";
import { loadedPart } from "../shell/loaded-part.ts";
import type { MentionSuggestProps } from "./mention-suggest.tsx";

const part = loadedPart<ComponentType<MentionSuggestProps>>(
  async () => (await import("./mention-suggest.tsx")).MentionSuggest,
);

/** Null: not there yet. @param isWriting if it cannot be loaded at first, it is tried again when a text is begun */
export function useMentionPart(isWriting: boolean): ComponentType<MentionSuggestProps> | null {
  useEffect(() => {
    // A name that is typed whole is a mention without it.
    part.load().catch(() => {});
  }, [isWriting]);
  return part.loaded.value;
}
