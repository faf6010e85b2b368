// Before messages with files go to the log: the files' objects are asked whether the user may send them, and keep their bytes
// from then on.
import { filesOf, type ReceivedContent } from "../../../schema/protocol/content/content.ts";
import type { NamedFile } from "../../../schema/protocol/content/file-fields.ts";
import type { FileFacts, FileId } from "../../../schema/protocol/files.ts";
import type { ConversationId, UserId } from "../../../schema/protocol/ids.ts";
import type { AppendItem } from "../../../schema/rpc/append.ts";
import { refused, refusedAt, type Refused } from "../../../schema/rpc/conversation.ts";
import { holdIdOf, type FileHold, type SharedFileRpc } from "../../../schema/rpc/shared-file.ts";
import { callActor } from "../../runtime/calls.ts";
import { eachInParallel } from "../../runtime/in-parallel.ts";

/** A file that a message names. `via`: the user forwards it, and sees it in this message. */
export type AskedFile = NamedFile & Pick<FileHold, "via"> & { readonly kind: string };

/** A message on its way, with what has to be asked before. */
export interface ToSend extends AppendItem {
  readonly asks?: readonly AskedFile[];
}

export interface HoldingHost {
  readonly userId: UserId;
  /** Whether the server made this id: nobody is asked about another. */
  readonly isFileId: (fileId: FileId) => boolean;
  file(fileId: FileId): Pick<SharedFileRpc, "hold">;
  /** Whether the server may make previews of one more picture. */
  mayAskPreviews(): boolean;
  /** It does. */
  chargePreviews(): void;
}

const atOnce = 6;

/** Null: it names none. Each once, by its first name. @param via left out: they are the user's own */
export function asksOf(content: ReceivedContent, via?: FileHold["via"]): Pick<ToSend, "asks"> {
  const named = new Map(
    filesOf(content)
      .toReversed()
      .map((file) => [file.fileId, file]),
  );
  if (named.size === 0) return {};
  const { type: kind } = content;
  return {
    asks: [...named.values()].toReversed().map((file) => ({ ...file, kind, ...(via !== undefined && { via }) })),
  };
}

export const countAsks = (items: readonly ToSend[]): number =>
  items.reduce((sum, { asks = [] }) => sum + asks.length, 0);

/** The items for the log. @throws ActorUnavailable */
export async function holdFiles(
  host: HoldingHost,
  conversationId: ConversationId,
  items: readonly ToSend[],
): Promise<readonly AppendItem[]> {
  if (countAsks(items) === 0) return items;
  const held = [...items] as AppendItem[];
  await eachInParallel([...items.entries()], atOnce, async ([index, { asks, ...item }]) => {
    if (asks !== undefined) held[index] = await heldItem(host, conversationId, item, asks);
  });
  return held;
}

async function heldItem(
  host: HoldingHost,
  conversationId: ConversationId,
  item: AppendItem,
  asks: readonly AskedFile[],
): Promise<AppendItem> {
  const hold = { userId: host.userId, conversationId, holdId: holdIdOf(host.userId, item.clientMsgId) };
  const refusal = await refusalOfFiles(host, asks, async ({ fileId, kind, via }) => {
    // A sticker is small, and shown as it is.
    const mayAskPreviews = kind !== "sticker" && host.mayAskPreviews();
    const facts = await host.file(fileId).hold({ ...hold, mayAskPreviews, ...(via !== undefined && { via }) });
    if ("asksPreviews" in facts) host.chargePreviews();
    return facts;
  });
  if (refusal !== null) return { ...item, unlessRepeated: refusal.refusal };
  return { ...item, files: asks.map(({ fileId, kind }) => ({ fileId, kind })) };
}

/**
 * Asks one object after the other. @returns why a message may not have these files; null: it may. @throws ActorUnavailable
 */
export async function refusalOfFiles(
  { isFileId }: Pick<HoldingHost, "isFileId">,
  asks: readonly AskedFile[],
  ask: (asked: AskedFile) => Promise<FileFacts | Refused>,
): Promise<Refused | null> {
  for (const asked of asks) {
    const facts = isFileId(asked.fileId) ? await callActor(() => ask(asked)) : refused("FILE_NOT_FOUND");
    const refusal = "refusal" in facts ? facts : asked.via === undefined ? differsAt(asked, facts) : null;
    if (refusal !== null) return refusal;
  }
  return null;
}

/** Which types a kind of content may have; of a file, and of a picture beside a film, any. */
const typesOf: Readonly<Record<string, RegExp>> = {
  image: /^image\//,
  video: /^video\//,
  // A recording of a browser is a film without pictures.
  audio: /^(audio\/|video\/(webm|mp4)$)/,
  voice: /^(audio\/|video\/(webm|mp4)$)/,
};

/** What a message says of its file is what the server found: everybody who sees it relies on that. */
function differsAt({ kind, size, mimeType, width, height }: AskedFile, facts: FileFacts): Refused | null {
  if (size === undefined) return facts.width === undefined ? refusedAt("INVALID_FRAME", "/content/posterFileId") : null;
  if (size !== facts.size) return refusedAt("INVALID_FRAME", "/content/size");
  if (mimeType !== facts.mimeType || typesOf[kind]?.test(mimeType) === false)
    return refusedAt("INVALID_FRAME", "/content/mimeType");
  // Of what has no picture nothing was found to compare.
  if (width === undefined) return null;
  if (width !== facts.width) return refusedAt("INVALID_FRAME", "/content/width");
  return height === facts.height ? null : refusedAt("INVALID_FRAME", "/content/height");
}
