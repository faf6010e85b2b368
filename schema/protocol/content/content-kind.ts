// What there is to know of one kind of content. Each kind is declared once, in a file of its own beside this one.
import type * as v from "valibot";

export interface ContentKind<Content extends { readonly type: string }> {
  readonly type: Content["type"];
  /** What a client may send: strict. */
  readonly shape: v.GenericSchema<unknown, Content>;
  /** The line that a list of conversations shows; whoever shows it shortens it. */
  preview(content: Content): string;
  /** Stands for the content in a client that does not know this kind. */
  fallback(content: Content): string;
  /** For the API documents. */
  readonly words: string;
  readonly example: Content;
}
