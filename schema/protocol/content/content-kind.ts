// The declaration of one kind of content. Each kind is declared once, in a file of this folder.
import type * as v from "valibot";

export interface ContentKind<Content extends { readonly type: string }> {
  readonly type: Content["type"];
  /** What a client may send. Strict. */
  readonly shape: v.GenericSchema<unknown, Content> & { readonly entries: v.ObjectEntries };
  /** The line in a list of conversations, in full: the caller shortens it. */
  preview(content: Content): string;
  /**
   * The text for clients that do not know this kind: it goes with the content to every client. Kinds of the first version
   * have none, since every client knows them.
   */
  fallback?(content: Content): string;
  /** Description in the API documents. */
  readonly words: string;
  readonly example: Content;
}
