// Reads from the page the text that is seen in an element, or the part of it that is selected.

/** What is shown beside a text and is not of it. */
const aside = ".visually-hidden, .link-place, .code-language, button";
const blocks = new Set(["P", "LI", "PRE", "BLOCKQUOTE", "UL", "OL"]);

/** @param range null: all of it */
export function seenText(root: Element, range: Range | null): string {
  let seen = "";
  const read = (node: Node): void => {
    if (range?.intersectsNode(node) === false) return;
    if (node instanceof Text) {
      const from = node === range?.startContainer ? range.startOffset : 0;
      seen += node.data.slice(from, node === range?.endContainer ? range.endOffset : undefined);
      return;
    }
    if (!(node instanceof Element) || node.matches(aside)) return;
    if (node instanceof HTMLBRElement) seen += "\n";
    else if (blocks.has(node.tagName)) beginBlock(node);
    node.childNodes.forEach(read);
  };
  const beginBlock = (block: Element): void => {
    if (seen !== "" && !seen.endsWith("\n")) seen += block.parentElement === root ? "\n\n" : "\n";
    if (block instanceof HTMLLIElement && (range === null || range.comparePoint(block, 0) >= 0))
      seen += markerOf(block);
  };
  read(root);
  return seen;
}

function markerOf(item: HTMLLIElement): string {
  const list = item.parentElement;
  if (!(list instanceof HTMLOListElement)) return "- ";
  return `${item.hasAttribute("value") ? item.value : list.start + [...list.children].indexOf(item)}. `;
}
