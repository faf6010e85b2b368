// What counting needs of events: their places in the chains of own messages and of mentions.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { OwnLinks } from "./readers.ts";

/** The place of a message in a chain of mentions: of this user, or of `all`; of its sender if they called `all`. */
export interface Mentioned extends OwnLinks {
  readonly who: UserId;
}

/** The links of a new message, and of each chain of mentions that it belongs to. */
export type MessageLinks = OwnLinks & { readonly mentioned: readonly Mentioned[] };

/** What counting needs of an event that is stored, or will be with this flush. */
export interface LoggedEvent extends OwnLinks {
  readonly ordinal: number;
  readonly mentioned?: readonly Mentioned[];
}

export interface LogLookUp {
  /** The newest seq that the log no longer holds. */
  readonly floorSeq: number;
  /** @throws Error when the log does not hold it */
  event(seq: number): LoggedEvent;
}
