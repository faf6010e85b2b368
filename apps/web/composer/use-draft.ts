// What is being written in a conversation, as the draft, which is the same in all tabs, or as an edit; and the caret in it.
import type { ConversationEntry, DraftMention, UserId } from "@klatch/sdk";
import type { RefObject } from "preact";
import { useState } from "preact/hooks";
import { beginsMention } from "../../text/mentions/begins-mention.ts";
import type { DraftsModel } from "../model/drafts.ts";
import { everyone } from "../../text/mentions/everyone.ts";
import { isComposingIn, rewrite } from "../ui/input-method.ts";
import { mentionPart } from "./later-parts.ts";

export interface DraftText {
  readonly text: string;
  /** Null: the box does not have the focus, or the text comes from elsewhere. */
  readonly caret: number | null;
  readonly setCaret: (caret: number | null) => void;
  /** Takes what was typed. */
  readonly take: (box: HTMLTextAreaElement) => void;
  /** Inserts text at the caret, in place of the selection and of what begins at `from`. */
  readonly insert: (added: string, from?: number) => void;
  readonly mention: (userId: UserId, name: string, from?: number) => void;
  /** Writes another text in its place, with this selected. */
  readonly replace: (next: string, start: number, end: number) => void;
  readonly clear: () => void;
}

/** Where the text is kept: the conversation's draft, or the edit of a message. */
export type WrittenIn = Pick<DraftsModel, "in" | "peek" | "mentionsIn" | "set" | "clear">;

export function useDraft(
  drafts: WrittenIn,
  { id }: ConversationEntry,
  box: RefObject<HTMLTextAreaElement | null>,
): DraftText {
  const kept = drafts.in(id);
  const [place, setPlace] = useState<{ readonly text: string; readonly caret: number | null }>({
    text: "",
    caret: null,
  });
  // Another tab may write meanwhile, but not into a composition.
  const text = box.current !== null && isComposingIn(box.current) ? box.current.value : kept;

  const write = (next: string, caret: number | null, added: readonly DraftMention[] = []): void => {
    const chosen = drafts.mentionsIn(id);
    // Where that is not loaded, those are left that stand where they stood.
    const left = mentionPart.loaded.peek()?.mentionsAfter(chosen, drafts.peek(id), next, caret) ?? chosen;
    drafts.set(id, next, [...left, ...added]);
    setPlace({ text: next, caret });
    // At once: nothing is drawn while an input method composes.
    if (box.current !== null) rewrite(box.current, next);
  };

  const put = (added: string, from: number | undefined, mentionOf?: (at: number) => DraftMention): void => {
    const element = box.current;
    if (element === null) return;
    const { value, selectionStart, selectionEnd } = element;
    const start = from ?? selectionStart;
    const before = value.slice(0, start);
    const space = mentionOf !== undefined && !beginsMention(`${before}@`, start) ? " " : "";
    const end = start + space.length + added.length;
    const rest = value.slice(selectionEnd);
    // The space after a mention is there already.
    const isSpaced = mentionOf !== undefined && /^[^\S\n]/.test(rest);
    const next = before + space + (isSpaced ? added.trimEnd() : added) + rest;
    write(next, end, mentionOf === undefined ? [] : [mentionOf(start + space.length)]);
    // At once: the next key may come before the next frame.
    element.focus();
    element.setSelectionRange(end, end);
  };

  return {
    text,
    caret: place.text === text ? place.caret : null,
    // Of what is in the box now: it may not have been drawn yet.
    setCaret: (caret) => setPlace({ text: box.current?.value ?? text, caret }),
    take: ({ value, selectionEnd }) => write(value, selectionEnd),
    insert: (added, from) => put(added, from),
    mention: (userId, name, from) => {
      // The names of all members together are the same for everybody.
      if (userId === everyone) put(`@${name} `, from);
      else put(`@${name} `, from, (at) => ({ userId, name, at }));
    },
    replace: (next, start, end) => {
      write(next, end);
      box.current?.focus();
      box.current?.setSelectionRange(start, end);
    },
    clear: () => {
      write("", null);
      drafts.clear(id);
    },
  };
}
