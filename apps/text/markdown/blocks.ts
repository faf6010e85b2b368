// The tree that a message's text is parsed into: a few kinds of nodes, no markup, and checked link targets.

export interface MentionInline {
  readonly kind: "mention";
  readonly name: string;
  readonly me: boolean;
  /** The one person of this name, where it is known. */
  readonly id?: string;
  /** The @ before the name, if it was typed as a wide one. */
  readonly sign?: string;
}

export type Inline =
  | string
  | { readonly kind: "strong" | "em" | "del"; readonly children: readonly Inline[] }
  | { readonly kind: "code"; readonly text: string }
  | { readonly kind: "link"; readonly href: string; readonly children: readonly Inline[] }
  | MentionInline
  | { readonly kind: "break" };

export interface ListItem {
  /** What stands before the item: its number as it was typed (`4.`), `-`, `+`, `•` for a star, or the box of a task. */
  readonly marker: string;
  readonly blocks: readonly Block[];
}

export type Block =
  | { readonly kind: "paragraph"; readonly children: readonly Inline[] }
  /** Blank lines between blocks, as they were typed, joined by line feeds: `""` is one. */
  | { readonly kind: "blank"; readonly text: string }
  | { readonly kind: "code-block"; readonly text: string; readonly language: string }
  | { readonly kind: "quote"; readonly blocks: readonly Block[] }
  | { readonly kind: "list"; readonly ordered: boolean; readonly items: readonly ListItem[] };
