// A file, made ready to be sent.
import type { FileWords, PreviewSize } from "@klatch/sdk";

export interface Prepared {
  readonly as: "image" | "video" | "audio" | "file";
  readonly words: FileWords;
  readonly previews: { readonly [Size in PreviewSize]?: Blob };
}

export const asPlainFile: Prepared = { as: "file", words: {}, previews: {} };
