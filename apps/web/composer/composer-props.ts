// What the composer gets from its conversation, and what the conversation can ask it to do.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import type { Ref } from "preact";

export interface ComposerHandle {
  readonly focus: () => void;
  /** At the caret. */
  readonly insert: (text: string) => void;
  readonly mention: (userId: UserId) => void;
  /** Into the tray. */
  readonly addFiles: (files: readonly File[], asFile: boolean) => void;
}

export interface ComposerProps {
  readonly entry: ConversationEntry;
  /** The authors of the loaded messages. */
  readonly speakers: ReadonlySet<UserId>;
  /** The number of messages of this conversation that wait to be sent. */
  readonly waiting: number;
  readonly nameOf: (userId: UserId) => string;
  /** Called when ↑ is pressed in the empty composer. */
  readonly onUp: () => void;
  /** Called when Shift+Tab is pressed in the text. */
  readonly onBack: () => void;
  /** Called when a key that scrolls is pressed while there is no text. */
  readonly onScroll: (key: string) => void;
  readonly handle: Ref<ComposerHandle>;
  /** Whether it takes the focus when it is made; `if lost`: unless something has it. */
  readonly takesFocus: boolean | "if lost";
}
