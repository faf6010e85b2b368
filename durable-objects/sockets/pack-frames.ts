// Frames in few WebSocket messages, each well below its limit.
import { wireLimits } from "../../schema/protocol/limits.ts";
import type { EventRun, ShownCounts } from "../stream/event-run.ts";

/** Well below 256 KiB even if every character takes three bytes. */
const maxCharsPerSocketMessage = 80_000;

/** The texts of the WebSocket messages that carry these events: nearly always one, as it was delivered. */
export function packRun(run: EventRun, counts: ShownCounts | null): string[] {
  const text = run.text(counts);
  if (run.length > wireLimits.maxFramesPerSocketMessage || text.length > maxCharsPerSocketMessage)
    return packFrames(run.frames(counts));
  return run.length < 2 ? [text].filter((one) => one !== "") : [`[${text}]`];
}

/** The texts of the WebSocket messages that carry these frames: a single frame as it is, several as an array. */
export function packFrames(frames: readonly string[]): string[] {
  const texts: string[] = [];
  let pack: string[] = [];
  let chars = 0;
  const close = (): void => {
    if (pack.length > 0) texts.push(pack.length === 1 ? (pack[0] as string) : `[${pack.join(",")}]`);
    [pack, chars] = [[], 0];
  };
  for (const frame of frames) {
    if (pack.length >= wireLimits.maxFramesPerSocketMessage || chars + frame.length > maxCharsPerSocketMessage) close();
    pack.push(frame);
    chars += frame.length;
  }
  close();
  return texts;
}
