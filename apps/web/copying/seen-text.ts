// Reads from the page the text that is seen in an element, or the part of it that is selected.

/** What is shown beside a text and is not of it. */
const aside = ".visually-hidden, .link-place, .code-language, button";
const blocks = new Set(["P", "LI", "PRE", "BLOCKQUOTE", "UL", "OL"]);

/** @param range null: all of it */
export function seenText(root: Element, range: Range | null): string {
  let seen = "";
  let isBesideMarker = false;
  const read = (node: Node): void => {
    if (range?.intersectsNode(node) === false) return;
    if (node instanceof Text) {
      const from = node === range?.startContainer ? range.startOffset : 0;
      isBesideMarker = false;
      seen += node.data.slice(from, node === range?.endContainer ? range.endOffset : undefined);
      return;
    }
    if (!(node instanceof Element) || node.matches(aside)) return;
    if (node instanceof HTMLBRElement) seen += "\n";
    // The first block of an item stands beside its marker.
    else if (blocks.has(node.tagName) && !isBesideMarker && seen !== "" && !seen.endsWith("\n")) seen += "\n";
    node.childNodes.forEach(read);
    isBesideMarker = node.matches(".markdown-marker");
  };
  read(root);
  return seen;
}
