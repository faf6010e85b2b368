// The declaration of one kind of content. Each kind is declared once, in a file of this folder.
import type * as v from "valibot";
import type { FieldWords } from "../component.ts";
import type { NamedFile } from "./file-fields.ts";

export interface ContentKind<Content extends { readonly type: string }> {
  readonly type: Content["type"];
  /** What a client may send, or, of a kind of the server's own, what it makes. Strict. */
  readonly shape: v.GenericSchema<unknown, Content> & {
    readonly entries: v.ObjectEntries & { readonly type: v.GenericSchema };
  };
  /** The line in a list of conversations, in full: the caller shortens it. */
  preview(content: Content): string;
  /**
   * The field of which something would have to be seen, as a JSON Pointer into the content; null: something is. Such a
   * message is refused when it is sent; those that earlier versions took are read as ever.
   */
  blankAt?(content: Content): string | null;
  /**
   * The text for clients that do not know this kind: it goes with the content to every client. Kinds of the first version
   * have none, since every client knows them.
   */
  fallback?(content: Content): string;
  /** The files that it names: whoever sends it must have them, and whoever sees it may fetch them. */
  files?(content: Content): readonly NamedFile[];
  /** A message of this kind cannot be edited: others have answered what it said. */
  readonly isFixed?: true;
  /** Description in the API documents. */
  readonly words: string;
  /** Descriptions of fields with a special meaning here. */
  readonly fields?: FieldWords;
  readonly example: Content;
}
