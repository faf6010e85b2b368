// What there is to know of one kind of event. Each kind is declared once, in a file of its own beside this one.
import type * as v from "valibot";
import type { FieldWords } from "../component.ts";
import type { UserId } from "../ids.ts";

/** What an event says beside its place in the log: what the log stores of it. */
export type BodyOf<Frame> = Omit<Frame, "conversationId" | "seq" | "createdAt" | "unread">;

export interface EventKind<Frame extends { readonly type: string }> {
  readonly type: Frame["type"];
  /** The event as it travels. */
  readonly shape: v.GenericSchema<unknown, Frame>;
  /**
   * `message`: it has an ordinal, and is unread to everyone but its author until they have read it. `nothing`: it takes a
   * seq and changes no count.
   */
  readonly counts: "message" | "nothing";
  /** What a list of conversations shows while this event is the newest; null: it leaves the preview as it was. */
  preview(body: BodyOf<Frame>): { readonly type: string; readonly text: string } | null;
  /** The users who have nothing unread after this event. */
  marksAllRead(body: BodyOf<Frame>): readonly UserId[];
  /** Stands for the event in a client that does not know this kind. */
  fallback(body: BodyOf<Frame>): string;
  /** For the API documents. */
  readonly words: string;
  /** The same, of fields that mean something of their own here. */
  readonly fields?: FieldWords;
  readonly example: Frame;
}

/** What most kinds have in common: they change no count, show nothing in a list, and leave cursors where they are. */
export const plainEvent = {
  counts: "nothing",
  preview: () => null,
  marksAllRead: () => [],
} as const;
