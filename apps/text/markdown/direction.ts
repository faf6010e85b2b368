// In which direction a text runs: that of its first letter, as browsers decide it. Names, addresses and code do not count:
// a Hebrew sentence that begins with "@Bob" is a Hebrew sentence. Pure.
import { isRightToLeft } from "../isolate.ts";
import type { Block, Inline } from "./blocks.ts";

export type Direction = "ltr" | "rtl";

const letter = /\p{L}/u;

/** Undefined: it has no letter, and stands as what is around it. */
export function directionOf(blocks: readonly Block[]): Direction | undefined {
  return first(blocks, (block) => {
    switch (block.kind) {
      case "paragraph":
        return ofInlines(block.children);
      case "quote":
        return directionOf(block.blocks);
      case "list":
        return directionOf(block.items.flatMap(({ blocks: own }) => own));
      case "blank":
      case "code-block":
        return undefined;
    }
  });
}

function ofInlines(inlines: readonly Inline[]): Direction | undefined {
  return first(inlines, (inline) => {
    if (typeof inline === "string") return ofText(inline);
    return inline.kind === "strong" || inline.kind === "em" || inline.kind === "del"
      ? ofInlines(inline.children)
      : undefined;
  });
}

function ofText(text: string): Direction | undefined {
  const found = letter.exec(text)?.[0];
  if (found === undefined) return undefined;
  return isRightToLeft(found) ? "rtl" : "ltr";
}

function first<T>(parts: readonly T[], of: (part: T) => Direction | undefined): Direction | undefined {
  for (const part of parts) {
    const direction = of(part);
    if (direction !== undefined) return direction;
  }
  return undefined;
}
