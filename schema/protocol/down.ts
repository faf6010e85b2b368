// The frames that a server sends: events, and the kinds listed here.
import * as v from "valibot";
import { done } from "./done.ts";
import { errorAnswer } from "./error-frame.ts";
import { eventFrame, type EventFrame } from "./events/events.ts";
import { invitationsChanged } from "./invitations-changed.ts";
import { messagesHidden } from "./message-changes.ts";
import { messageAck } from "./message.ts";
import { peopleChanged } from "./people.ts";
import { presence } from "./presence.ts";
import { probe } from "./probe.ts";
import { receiptCount } from "./receipt-count.ts";
import { authRequired } from "./renew.ts";
import { shapesOf } from "./shapes-of.ts";
import { scheduledChanged } from "./scheduled-changed.ts";
import { readReceipt, typingDown } from "./signal.ts";
import { starChanged } from "./stars.ts";
import { conversationChanged, syncDone, syncRequired, welcome } from "./sync.ts";

const before = [welcome, messageAck] as const;
const after = [
  conversationChanged,
  readReceipt,
  receiptCount,
  typingDown,
  presence,
  messagesHidden,
  syncDone,
  syncRequired,
  done,
  probe,
  authRequired,
  scheduledChanged,
  invitationsChanged,
  starChanged,
  peopleChanged,
  errorAnswer,
] as const;

/** All frames but events. */
export const downFrames = [...before, ...after] as const;

export const downFrame = v.variant("type", [...shapesOf(before), ...eventFrame.options, ...shapesOf(after)]);
/** As a client gets it: events may be of kinds that a newer server knows. */
export type DownFrame = v.InferOutput<(typeof before | typeof after)[number]["shape"]> | EventFrame;
