// Which files a user may fetch out of the conversation: those of messages that they see now.
import type { FileGroup } from "../../../schema/protocol/files.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import {
  maxFilesRead,
  type FileAllowed,
  type FileQuery,
  type FilesQuery,
  type SentFiles,
} from "../../../schema/rpc/message-changes.ts";
import { isSeen } from "../states/asked-conversation.ts";
import type { Viewer } from "../states/viewer.ts";
import type { AttachmentStore } from "./attachment-store.ts";

export interface AskedAttachments {
  readonly attachments: Pick<AttachmentStore, "of" | "newest">;
  /** Of one user: what they have deleted for themselves. */
  hidden(userId: Viewer["userId"]): readonly number[];
  /** Whether the message's time is over, though its words may still be there. */
  isOver(seq: number): boolean;
}

/** Null: in none. Nobody looks for stickers among what was sent to be kept. */
const groupOf = (kind: string): FileGroup | null =>
  kind === "sticker" ? null : kind === "image" || kind === "video" ? "media" : kind === "voice" ? "voice" : "files";

/** @returns FILE_NOT_FOUND, whatever the reason */
export function fileOf(asked: AskedAttachments, viewer: Viewer, { seq, fileId }: FileQuery): FileAllowed | Refused {
  const isThere = isShown(asked, viewer, seq) && asked.attachments.of(seq).some((one) => one.fileId === fileId);
  return isThere ? { ok: true } : refused("FILE_NOT_FOUND");
}

/** A page may be short, and have a next one. */
export function filesOf(asked: AskedAttachments, viewer: Viewer, { of, before, limit }: FilesQuery): SentFiles {
  const rows = asked.attachments.newest(before ?? Number.MAX_SAFE_INTEGER, maxFilesRead);
  const fits = rows.filter(({ seq, kind }) => groupOf(kind) === of && isShown(asked, viewer, seq));
  const page = fits.slice(0, limit);
  const last = page.length === limit ? page.at(-1) : rows.length === maxFilesRead ? rows.at(-1) : undefined;
  return {
    items: page.map(({ fileId, seq, senderId, createdAt, kind }) => ({ fileId, seq, senderId, createdAt, kind })),
    next: last?.seq ?? null,
  };
}

const isShown = (asked: AskedAttachments, viewer: Viewer, seq: number): boolean =>
  isSeen(viewer, seq) && !asked.isOver(seq) && !asked.hidden(viewer.userId).includes(seq);
