// The edit of a message in the composer: whether one is under way, whether its time is over, and how it ends.
import type { ConversationEntry, UserId } from "@klatch/sdk";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { RefObject } from "preact";
import { useChat } from "../model/chat-context.ts";
import type { Edit } from "../model/edits.ts";

export interface Editing {
  readonly edit: Edit | null;
  /** It was begun since the conversation was opened. */
  readonly isNew: boolean;
  /** The text is that of a new message now. */
  readonly isOver: boolean;
  readonly setOver: () => void;
  /** Saves what the message is to say. */
  readonly save: (text: string, mentions: readonly UserId[]) => void;
  /** The draft is back. */
  readonly end: () => void;
}

export function useEdit({ id }: ConversationEntry, box: RefObject<HTMLTextAreaElement | null>): Editing {
  const chat = useChat();
  const edit = chat.edits.of(id);
  const [overSeq, setOverSeq] = useState<number | null>(null);
  /** The message of an edit that was there before. */
  const first = useRef(edit?.seq ?? null);
  if (edit === null) first.current = null;
  const isNew = edit !== null && edit.seq !== first.current;
  useLayoutEffect(() => {
    const element = box.current;
    if (!isNew || element === null) return;
    element.focus();
    element.setSelectionRange(element.value.length, element.value.length);
  }, [edit?.seq]);
  return {
    edit,
    isNew,
    isOver: edit !== null && edit.seq === overSeq,
    setOver: () => setOverSeq(edit?.seq ?? null),
    save: (text, mentions) => {
      if (edit === null) return;
      if (text !== edit.original) {
        chat.client.edit(id, edit.seq, text, { ...(mentions.length > 0 && { mentions }) });
      }
      chat.edits.clear(id);
    },
    end: () => chat.edits.clear(id),
  };
}
