// The frames that a client may send. A kind that is listed here is known everywhere.
import * as v from "valibot";
import { editMessage, hideMessages, pinMessage, react, recallMessage } from "./message-changes.ts";
import { sendMessage } from "./message.ts";
import { closePoll, voteKind } from "./poll.ts";
import { setActivity, watchPresence } from "./presence.ts";
import { echo } from "./probe.ts";
import { renew } from "./renew.ts";
import { shapesOf } from "./shapes-of.ts";
import { markRead, typingUp } from "./signal.ts";
import { sync } from "./sync.ts";

export const upFrames = [
  sync,
  sendMessage,
  editMessage,
  recallMessage,
  react,
  pinMessage,
  hideMessages,
  voteKind,
  closePoll,
  markRead,
  typingUp,
  watchPresence,
  setActivity,
  echo,
  renew,
] as const;

export const upFrame = v.variant("type", shapesOf(upFrames));
export type UpFrame = v.InferOutput<typeof upFrame>;
/** The shape of each type, so that a parser which knows the type need not try all of them. */
export const upFrameOfType: ReadonlyMap<string, (typeof upFrame.options)[number]> = new Map(
  upFrames.map(({ type, shape }) => [type, shape]),
);
export const upFrameTypes: readonly string[] = [...upFrameOfType.keys()];
