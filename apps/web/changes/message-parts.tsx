// What messages show now and then, in a file of its own that comes after the messages: reactions, tombstones, changes that were
// refused, the marks of a selection, the strip of an edit; and what changes messages.
import { MessageActs } from "../conversation/message-acts.ts";
import { MessageLayers } from "../conversation/message-layers.tsx";
import { EditStrip } from "../composer/edit-strip.tsx";
import { PinWatch } from "../pins/pin-watch.ts";
import { QuickReactionButtons } from "../reactions/quick-reaction-buttons.tsx";
import { ReactionsRow } from "../reactions/reactions-row.tsx";
import { SelectionMark } from "../selection/selection-mark.tsx";
import { ThreadFooter } from "../threads/thread-footer.tsx";
import { ChangeFaults } from "./change-faults.tsx";
import { Tombstone } from "./tombstone.tsx";

export const messageParts = {
  ChangeFaults,
  EditStrip,
  MessageActs,
  MessageLayers,
  PinWatch,
  QuickReactionButtons,
  ReactionsRow,
  SelectionMark,
  ThreadFooter,
  Tombstone,
};
