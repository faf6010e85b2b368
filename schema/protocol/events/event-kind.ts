// The declaration of one kind of event. Each kind is declared once, in a file of this folder.
import type * as v from "valibot";
import type { FieldWords } from "../component.ts";
import type { JoinedHow } from "../group.ts";
import type { UserId } from "../ids.ts";

/** An event without its place in the log: what the log stores of it. */
export type BodyOf<Frame> = Omit<
  Frame,
  "conversationId" | "seq" | "createdAt" | "unread" | "unreadMentions" | "fallback"
>;

/** People becoming members by one event. */
export interface Joining {
  readonly userIds: readonly UserId[];
  /** Themselves, if nobody added them or let them in. */
  readonly actorId: UserId;
  readonly how: JoinedHow;
}

export interface EventKind<Frame extends { readonly type: string }> {
  readonly type: Frame["type"];
  /** The event as a frame. */
  readonly shape: v.GenericSchema<unknown, Frame>;
  /**
   * `message`: it has an ordinal, and is unread for everyone but its author until they read it. `nothing`: it takes a
   * seq and changes no count.
   */
  readonly counts: "message" | "nothing";
  /** Lists take no notice of it: neither the order, nor the preview follows it. */
  readonly isQuiet?: true;
  /** The preview in a list of conversations while this event is the newest; null leaves the preview unchanged. */
  preview(body: BodyOf<Frame>): { readonly type: string; readonly text: string } | null;
  /** The earlier messages that this event changes: who cannot see one of them does not see the change of it either. */
  targets?(body: BodyOf<Frame>): readonly number[];
  /**
   * Whether the event does not say who caused it: the log has it under another's name, and only who did gets it with
   * their own.
   */
  isSecret?(body: BodyOf<Frame>): boolean;
  /** Who became members by this event, by whom and how; null: nobody. */
  joins?(body: BodyOf<Frame>): Joining | null;
  /** The users who have no unread messages after this event. */
  marksAllRead(body: BodyOf<Frame>): readonly UserId[];
  /**
   * The text for clients that do not know this kind, or this change: the event carries it as `fallback`. Null: every client
   * knows it. Kinds of the first version have none.
   */
  fallback?(body: BodyOf<Frame>): string | null;
  /** Description in the API documents. */
  readonly words: string;
  /** The same, of fields that mean something of their own here. */
  readonly fields?: FieldWords;
  readonly example: Frame;
}

/** The defaults for most kinds: no count, no preview, no cursor changes, and what `unread` means in them. */
export const plainEvent = {
  counts: "nothing",
  preview: () => null,
  marksAllRead: () => [],
  fields: { unread: "As in a `new-message`: on the last event of what arrives together." },
} as const;
