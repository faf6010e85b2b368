// What an outbox takes, what it tells, and what a server does not take.
import type { Content } from "../../schema/protocol/content/content.ts";
import { KlatchError, whyUnknown } from "../client/klatch-error.ts";
import { filesFeature, stickerFilesFeature } from "../client/protocol-constants.ts";
import { noFileId } from "../files/file-content.ts";
import type { OutgoingChange } from "./outgoing-change.ts";
import { isMessage, type Entry } from "./stored-outbox.ts";

export interface OutboxOptions {
  /** At most so many messages are on the wire without an answer, in all conversations together. */
  readonly maxInFlight: number;
  /**
   * The same limit within one conversation. With 1, messages keep their order. With more, a message that is refused for
   * now (`RATE_LIMITED`, `UNAVAILABLE`, …) can be overtaken by later messages that are already on the wire.
   */
  readonly maxInFlightPerConversation: number;
  /** At most so many messages are not acked, on the wire or not. */
  readonly maxWaiting: number;
  /** At most so many bytes of files are in messages that are not acked. */
  readonly maxFileBytes: number;
}

export interface OutboxHooks {
  /** The state of the entry changed; the app is told. */
  onChange(entry: Entry): void;
  /** Store the entry as it is now. */
  onKeep(entry: Entry): void;
  /** Remove the entry from the store. */
  onDrop(entry: Entry): void;
}

/** What the server takes. */
export interface OutboxLimits {
  readonly maxContentBytes: number;
  readonly maxFrameBytes: number;
  /** Left out before the first `welcome`. */
  readonly features?: readonly string[];
}

/** The feature that a server has if it takes such a change. */
const featureOf: Readonly<Record<OutgoingChange["kind"], string>> = {
  edit: "edits",
  recall: "edits",
  hide: "edits",
  react: "reactions",
  pin: "pins",
  vote: "polls",
  "close-poll": "polls",
};

/** The same for contents; left out: any server takes them, or says so itself. */
const contentFeatures: Readonly<Record<string, string>> = {
  poll: "polls",
  image: filesFeature,
  video: filesFeature,
  audio: filesFeature,
  voice: filesFeature,
  file: filesFeature,
};

const contentFeature = (content: Content): string | undefined =>
  "fileId" in content && content.type === "sticker" ? stickerFilesFeature : contentFeatures[content.type];

/** Why the server would refuse the entry, with all else of its WebSocket message; null: it would not. */
export function whyImpossible(
  entry: Entry,
  { features, maxContentBytes, maxFrameBytes }: OutboxLimits,
): KlatchError | null {
  const needed = isMessage(entry) ? contentFeature(entry.content) : featureOf[entry.handle.kind];
  const unknown = needed === undefined ? null : whyUnknown(features, needed);
  if (unknown !== null) return unknown;
  if (isMessage(entry) && entry.file === null && "fileId" in entry.content && entry.content.fileId === noFileId)
    return new KlatchError("FILE_NOT_FOUND", "The file of this message was never uploaded.");
  if (entry.contentBytes <= maxContentBytes && entry.bytes <= maxFrameBytes) return null;
  return new KlatchError("CONTENT_TOO_LARGE", "The content is too large.");
}
