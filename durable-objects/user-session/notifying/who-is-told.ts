// Which messages the user is to be told of. Pure.
import { everyone, type UserId } from "../../../schema/protocol/ids.ts";
import { isToldOf, levelNow, type Level, type Wishes } from "../../../schema/telling/level-now.ts";
import type { Changes } from "./notice.ts";

/** What is read of the frame of a message. */
interface Said {
  readonly type: string;
  readonly seq: number;
  readonly senderId: UserId;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly content?: { readonly type: string };
  readonly mentions?: readonly UserId[];
  readonly silent?: true;
}

interface Listener extends Wishes {
  readonly userId: UserId;
  /** How far the user has read. */
  readonly cursorSeq: number;
}

/** What is read of the frame of what changes messages. */
interface Changing {
  readonly seq: number;
  readonly targetSeq?: number;
  readonly targetSeqs?: readonly number[];
}

// Inside of a text the quotes would be escaped.
const changing = ['"type":"message-recalled"', '"type":"messages-expired"', '"type":"message-edited"'];

/** Which messages these events recall, end or edit. */
export const changesBy = (frames: readonly string[]): Changes =>
  new Map(
    frames.flatMap((frame) => {
      if (!changing.some((one) => frame.includes(one))) return [];
      const { seq, targetSeq, targetSeqs = [] } = JSON.parse(frame) as Changing;
      return [...targetSeqs, ...(targetSeq === undefined ? [] : [targetSeq])].map((target) => [target, seq] as const);
    }),
  );

const mark = '"type":"new-message"';

/** What there is to tell of these events. */
interface Meant {
  readonly userId: UserId;
  /** How far the user has read. */
  readonly cursorSeq: number;
  readonly level: Level;
}

/** The messages among these events that the user is to be told of, in their order. */
export function messagesToTell(
  frames: readonly string[],
  { userId, cursorSeq, level }: Meant,
): readonly Pick<Said, "seq" | "createdAt">[] {
  if (level === "none") return [];
  return frames.flatMap((frame) => {
    if (!frame.includes(mark)) return [];
    const said = JSON.parse(frame) as Said;
    const isMeant = isToldOf(said, { userId, everyone, cursorSeq, level });
    return said.type === "new-message" && isMeant ? [said] : [];
  });
}

/** @returns the seq of the newest message that the user is to be told of; null: there is none */
export const newestToTell = (frames: readonly string[], { userId, cursorSeq, ...wishes }: Listener): number | null =>
  messagesToTell(frames, { userId, cursorSeq, level: levelNow(wishes) }).at(-1)?.seq ?? null;
