// What messages show now and then, in a file of its own that comes after the messages: reactions, tombstones, changes that were
// refused, the marks of a selection, the strip of an edit or a reply; what can be done with a message, and by which touch; what is
// read out; and what changes messages.
import { actionsOf } from "../actions/actions-of.ts";
import { isMessageKey } from "../actions/message-action-views.ts";
import { MessageActs } from "../conversation/message-acts.ts";
import { MessageLayers } from "../conversation/message-layers.tsx";
import { Announcer } from "../announcer/announcer.tsx";
import { isTouched, messageTouch } from "../actions/message-touch.ts";
import { MessageBar } from "../conversation/message-bar.tsx";
import { MessageMenu } from "../conversation/message-menu.tsx";
import { TimeOver } from "../conversation/time-over.tsx";
import { EditStrip } from "../composer/edit-strip.tsx";
import { ReplyStrip } from "../composer/reply-strip.tsx";
import { PinWatch } from "../pins/pin-watch.ts";
import { QuickReactionButtons } from "../reactions/quick-reaction-buttons.tsx";
import { ReactionsRow } from "../reactions/reactions-row.tsx";
import { SelectionMark } from "../selection/selection-mark.tsx";
import { ThreadFooter } from "../threads/thread-footer.tsx";
import { ChangeFaults } from "./change-faults.tsx";
import { Tombstone } from "./tombstone.tsx";

export const messageParts = {
  actionsOf,
  isMessageKey,
  isTouched,
  messageTouch,
  Announcer,
  ChangeFaults,
  EditStrip,
  MessageActs,
  MessageBar,
  MessageLayers,
  MessageMenu,
  PinWatch,
  QuickReactionButtons,
  ReactionsRow,
  ReplyStrip,
  SelectionMark,
  ThreadFooter,
  TimeOver,
  Tombstone,
};
