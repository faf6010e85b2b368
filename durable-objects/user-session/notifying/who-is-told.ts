// Which messages of a delivery the user is to be told of. Pure.
import type { StoredSettings } from "../inbox/settings.ts";
import { everyone, type UserId } from "../../../schema/protocol/ids.ts";

/** What is read of the frame of a message. */
interface Said {
  readonly type: string;
  readonly seq: number;
  readonly senderId: UserId;
  readonly content?: { readonly type: string };
  readonly mentions?: readonly UserId[];
  readonly silent?: true;
}

interface Listener {
  readonly userId: UserId;
  /** How far the user has read. */
  readonly cursorSeq: number;
  readonly settings: Pick<StoredSettings, "notify" | "mutedUntil">;
  readonly now: number;
}

// Inside of a text the quotes would be escaped.
const mark = '"type":"new-message"';

/** @returns the seq of the newest message that the user is to be told of; null: there is none */
export function newestToTell(frames: readonly string[], { userId, cursorSeq, settings, now }: Listener): number | null {
  const { notify = "all", mutedUntil = 0 } = settings;
  if (notify === "none" || mutedUntil > now) return null;
  const isMeant = ({ mentions = [] }: Said): boolean =>
    notify === "all" || mentions.includes(userId) || mentions.includes(everyone);
  const seqs = frames.flatMap((frame) => {
    if (!frame.includes(mark)) return [];
    const said = JSON.parse(frame) as Said;
    const isNews = said.type === "new-message" && said.content?.type !== "gone" && said.silent !== true;
    const isOthers = said.senderId !== userId && said.seq > cursorSeq;
    return isNews && isOthers && isMeant(said) ? [said.seq] : [];
  });
  return seqs.at(-1) ?? null;
}
