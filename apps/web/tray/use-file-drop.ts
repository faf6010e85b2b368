// Files that are dragged over the conversation: what shows where to drop them is loaded when they come.
import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";
import { hasFiles } from "../platform/dropped-files.ts";

/** @param isTaken false: nobody may write here @returns whether files are over it, and what ends that */
export function useFileDrop(frame: RefObject<HTMLElement | null>, isTaken: boolean): readonly [boolean, () => void] {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (element === null || !isTaken) return setOver(false);
    const onEnter = ({ dataTransfer }: DragEvent): void => {
      if (hasFiles(dataTransfer)) setOver(true);
    };
    element.addEventListener("dragenter", onEnter);
    return () => element.removeEventListener("dragenter", onEnter);
  }, [isTaken]);
  return [isOver, () => setOver(false)];
}
