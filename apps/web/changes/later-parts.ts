// The parts of messages that are loaded after the messages. What needs one has its space until then, and nothing can be changed.
import { useEffect } from "preact/hooks";
import { loadedPart } from "../shell/loaded-part.ts";

export const changeParts = loadedPart(async () => (await import("./message-parts.tsx")).messageParts);

/** Tries again with each conversation that is opened. */
export const useChangeParts = (): void => useEffect(() => void changeParts.load().catch(() => {}), []);
