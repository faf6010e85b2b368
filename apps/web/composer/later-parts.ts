// What the composer shows now and then is in files of its own, which come when they are wanted.
import { useEffect } from "preact/hooks";
import { loadedPart, type LoadedPart } from "../shell/loaded-part.ts";

/** A name that is typed whole is a mention without it. */
export const mentionPart = loadedPart(() => import("./mention-suggest.tsx"));
export const emojiPart = loadedPart(() => import("./emoji-suggest.tsx"));
export const htmlPart = loadedPart(() => import("./pasted-html.ts"));
export const noticePart = loadedPart(async () => (await import("./composer-notice.tsx")).ComposerNotice);
export const notifyAllPart = loadedPart(async () => (await import("./notify-all-dialog.tsx")).NotifyAllDialog);
export const formatPart = loadedPart(async () => {
  const [{ FormatRow }, { formatted }] = await Promise.all([import("./format-row.tsx"), import("./format-text.ts")]);
  return { FormatRow, formatted };
});
export const trayPart = loadedPart(() => import("../tray/tray-part.ts"));
export const recorderPart = loadedPart(async () => (await import("../voice/recorder.tsx")).Recorder);
export const sendOptionsPart = loadedPart(() => import("../scheduled/send-options.tsx"));

/**
 * Null: not there yet.
 * @param wantedFor null: it is not wanted. What cannot be loaded is tried again when it is wanted for something else
 */
export function useLaterPart<Part>(part: LoadedPart<Part>, wantedFor: string | null): Part | null {
  useEffect(() => {
    if (wantedFor !== null) part.load().catch(() => {});
  }, [wantedFor]);
  return part.loaded.value;
}
