// The content of a message. A kind that is listed here is known everywhere.
import * as v from "valibot";
import { shapesOf } from "../shapes-of.ts";
import { strictShape } from "../shape.ts";
import type { UnknownContent } from "../unknown.ts";
import { audioContent } from "./audio.ts";
import { cardContent } from "./card.ts";
import type { ContentKind } from "./content-kind.ts";
import { customContent } from "./custom.ts";
import type { NamedFile } from "./file-fields.ts";
import { fileContent } from "./file.ts";
import { forwardContent, type ForwardContent } from "./forward.ts";
import { goneContent, type GoneContent } from "./gone.ts";
import { imageContent } from "./image.ts";
import { linkContent } from "./link.ts";
import { locationContent } from "./location.ts";
import { pollContent } from "./poll.ts";
import { stickerContent } from "./sticker.ts";
import { systemContent, type SystemContent } from "./system.ts";
import { textContent } from "./text.ts";
import { videoContent } from "./video.ts";
import { voiceContent } from "./voice.ts";

/** What a client may send. */
const sentKinds = [
  textContent,
  locationContent,
  cardContent,
  stickerContent,
  linkContent,
  pollContent,
  imageContent,
  videoContent,
  audioContent,
  voiceContent,
  fileContent,
  customContent,
] as const;
/** What only the server makes. A client that sends it is refused, as for any kind that this version does not know. */
const serverKinds = [forwardContent, goneContent, systemContent] as const;

export const contentShape = v.variant("type", shapesOf(sentKinds));
/** What this version knows, and so what may be sent. */
export type Content = v.InferOutput<typeof contentShape>;
/** What this version knows: a forward holds contents in turn, so the types of these kinds are named one by one. */
export type KnownContent = Content | ForwardContent | GoneContent | SystemContent;
/** What may arrive: an app has to look at `type` before it reads further fields. */
export type ReceivedContent = KnownContent | UnknownContent;

type KindsByType = ReadonlyMap<string, ContentKind<KnownContent>>;
const byType = (kinds: readonly ContentKind<KnownContent>[]): KindsByType =>
  new Map(kinds.map((kind) => [kind.type, kind]));

export const sentContentKinds = byType(sentKinds);
export const contentKinds = byType([...sentKinds, ...serverKinds]);

/** Content as members get it: with its fallback, unless every client knows the kind. */
export type DeliveredContent = KnownContent & { readonly fallback?: string };
const delivering: v.GenericSchema = v.variant(
  "type",
  [...contentKinds.values()].map((kind) =>
    strictShape(kind.fallback === undefined ? kind.shape.entries : { ...kind.shape.entries, fallback: v.string() }),
  ),
);
/** The kinds are a list, of which the compiler knows no more than that each has a type. */
export const deliveredContentShape = delivering as v.GenericSchema<unknown, DeliveredContent>;

/** Adds the fallback, which a client that does not know the kind shows instead. */
export function delivered(content: KnownContent): DeliveredContent {
  const fallback = contentKinds.get(content.type)?.fallback?.(content);
  return fallback === undefined ? content : { ...content, fallback };
}

/** Where nothing is seen of a message that is sent, as a JSON Pointer into its content; null: something is. */
export const blankAt = (content: Content): string | null => contentKinds.get(content.type)?.blankAt?.(content) ?? null;

/** The files that a content names, those of forwarded messages included. A content of a newer version names none. */
export const filesOf = (content: ReceivedContent): readonly NamedFile[] =>
  content.type === "forward"
    ? content.items.flatMap((item) => filesOf(item.content))
    : (contentKinds.get(content.type)?.files?.(content as KnownContent) ?? []);

/** The line in a list of conversations, in full; of a kind of a newer version its fallback. */
export function previewText(content: ReceivedContent): string {
  const known = contentKinds.get(content.type);
  if (known !== undefined) return known.preview(content as KnownContent);
  return "fallback" in content && typeof content.fallback === "string" ? content.fallback : "";
}
