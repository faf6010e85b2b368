// What the page asks the SDK for about files.
import type { ConversationId, KlatchClient, KnownContent } from "@klatch/sdk";

export type FileId = Extract<KnownContent, { type: "image" }>["fileId"];
export type PreviewSize = "320" | "1280";

/** A file of a message: `seq` is the message's. */
export interface FilePlace {
  readonly conversationId: ConversationId;
  readonly seq: number;
  readonly fileId: FileId;
}
interface Asked {
  readonly seq: number;
  readonly fileId: FileId;
  readonly size?: PreviewSize;
}
export type FileGroup = "media" | "voice" | "files";
export interface ListedFile {
  readonly fileId: FileId;
  readonly seq: number;
  readonly senderId: KnownContent extends never ? never : ReturnType<typeof String>;
  readonly createdAt: number;
  readonly kind: string;
}

/** Stands in for `client.files` until the SDK has it. */
interface FilesApi {
  address(conversationId: ConversationId, asked: Asked): Promise<string>;
  list(
    conversationId: ConversationId,
    options: { readonly of: FileGroup; readonly cursor?: string },
  ): Promise<{ readonly items: readonly ListedFile[]; readonly next: string | null }>;
}

export const filesOf = (client: KlatchClient): FilesApi => (client as unknown as { files: FilesApi }).files;
