// JSON as written, not as parsed: duplicate keys, `__proto__`, lone surrogates and 1e400 are preserved.

export type JsonTree =
  | { readonly kind: "text"; readonly json: string }
  | { readonly kind: "list"; readonly items: readonly JsonTree[] }
  /** Keys as JSON strings, quotes included. */
  | { readonly kind: "object"; readonly fields: readonly JsonField[] };

export type JsonField = readonly [key: string, value: JsonTree];

export const raw = (json: string): JsonTree => ({ kind: "text", json });
export const textOf = (value: string | number | boolean | null): JsonTree => raw(JSON.stringify(value));

export function printTree(tree: JsonTree): string {
  switch (tree.kind) {
    case "text":
      return tree.json;
    case "list":
      return `[${tree.items.map(printTree).join(",")}]`;
    case "object":
      return `{${tree.fields.map(([key, value]) => `${key}:${printTree(value)}`).join(",")}}`;
  }
}

/** Number of nodes of a tree: itself and all below. */
export function sizeOf(tree: JsonTree): number {
  return 1 + childrenOf(tree).reduce((sum, child) => sum + sizeOf(child), 0);
}

/** The tree with one node changed, numbered from the root. */
export function changeAt(tree: JsonTree, place: number, change: (tree: JsonTree) => JsonTree): JsonTree {
  if (place === 0) return change(tree);
  let left = place - 1;
  const changeChild = (child: JsonTree): JsonTree => {
    const size = sizeOf(child);
    const changed = left >= 0 && left < size ? changeAt(child, left, change) : child;
    left -= size;
    return changed;
  };
  switch (tree.kind) {
    case "text":
      return tree;
    case "list":
      return { kind: "list", items: tree.items.map(changeChild) };
    case "object":
      return { kind: "object", fields: tree.fields.map(([key, value]) => [key, changeChild(value)] as const) };
  }
}

function childrenOf(tree: JsonTree): readonly JsonTree[] {
  if (tree.kind === "text") return [];
  return tree.kind === "list" ? tree.items : tree.fields.map(([, value]) => value);
}
