// The kinds of content. Rows, inbox, quotes, screen readers and notifications take all their words from here.
// The component of each kind is in kind-body.tsx.
import type { ConversationEntry, KnownContent } from "@klatch/sdk";
import { attachedFileKind, audioKind, imageKind, videoKind, voiceKind } from "./file-kinds.ts";
import { goneKind } from "./gone-kind.ts";
import type { Kind } from "./kind.ts";
import { cardKind, forwardKind, linkKind, locationKind, pollKind } from "./named-kind.ts";
import { stickerKind } from "./sticker-kind.ts";
import { textKind } from "./text-kind.ts";
import { unknownKind } from "./unknown-kind.ts";

/** The compiler asks for each kind of the protocol. */
const kinds: { readonly [Type in KnownContent["type"]]: Kind } = {
  text: textKind,
  location: locationKind,
  card: cardKind,
  sticker: stickerKind,
  link: linkKind,
  forward: forwardKind,
  poll: pollKind,
  image: imageKind,
  video: videoKind,
  audio: audioKind,
  voice: voiceKind,
  file: attachedFileKind,
  // What an app of its own sent, as that app says it to others.
  custom: unknownKind,
  gone: goneKind,
  // Plain text of the server, as is what stands for a kind that is not known.
  system: unknownKind,
};

const isKnownType = (type: string): type is KnownContent["type"] => Object.hasOwn(kinds, type);

/** Content of a kind of a newer version has a kind too: it is shown by the text that the server gives for it. */
export const kindOf = ({ type }: { readonly type: string }): Kind => (isKnownType(type) ? kinds[type] : unknownKind);

/** The line of a conversation's newest message, as the inbox has it. */
export const listedLine = ({ type, text }: Pick<NonNullable<ConversationEntry["preview"]>, "type" | "text">): string =>
  kindOf({ type }).listed(text);
