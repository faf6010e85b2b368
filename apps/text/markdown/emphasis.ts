// Pairs the runs of *, _ and ~~ of a text into emphasis: CommonMark's algorithm, in time linear in the number of runs.
import type { Inline } from "./blocks.ts";
import { isMeant } from "./emphasis-pairs.ts";
import type { Sides } from "./emphasis-sides.ts";

type Kind = "strong" | "em" | "del";

/** A pair of marks. Deeper than `maxDepth` it is shown as it was typed. */
interface Pair {
  readonly kind: Kind;
  readonly mark: string;
  depth: number;
}

export interface Run extends Sides {
  readonly kind: "run";
  readonly at: number;
  readonly length: number;
  /** What is left of it in the middle, unpaired. */
  left: number;
  /** The pairs that it closes, and those that it opens, the inner ones first. */
  readonly closes: Pair[];
  readonly opens: Pair[];
}

export type Node = Inline | Run;

const maxDepth = 12;

export const runOf = (at: number, length: number, sides: Sides): Run => ({
  kind: "run",
  at,
  length,
  left: length,
  closes: [],
  opens: [],
  ...sides,
});

const isRun = (node: Node): node is Run => typeof node !== "string" && node.kind === "run";

/** @param text the text that the runs are of @param acted gets the positions of the marks that act */
export function emphasised(text: string, nodes: readonly Node[], acted: Set<number>): Inline[] {
  pairRuns(text, nodes.filter(isRun), acted);
  return treeOf(text, nodes);
}

function pairRuns(text: string, runs: readonly Run[], acted: Set<number>): void {
  const open: Run[] = [];
  // Below this height of the stack no run opens for a closing run of that kind.
  const bottoms = new Map<string, number>();
  for (const run of runs) {
    const mark = text.charAt(run.at);
    const key = `${mark}${run.canOpen}${run.length % 3}`;
    while (run.canClose && run.left > 0) {
      const bottom = bottoms.get(key) ?? 0;
      let at = open.length - 1;
      while (at >= bottom && !isPair(text, open[at], run)) at -= 1;
      const opener = at < bottom ? undefined : open[at];
      if (opener === undefined) {
        bottoms.set(key, open.length);
        break;
      }
      if (!join(text, opener, run, acted)) break;
      open.length = opener.left > 0 ? at + 1 : at;
      for (const [known, height] of bottoms) if (height > open.length) bottoms.set(known, open.length);
    }
    if (run.canOpen && run.left > 0) open.push(run);
  }
}

function isPair(text: string, opener: Run | undefined, closer: Run): boolean {
  if (opener === undefined || text.charAt(opener.at) !== text.charAt(closer.at)) return false;
  // CommonMark's rule of three: `*a**b*`
  const both = opener.canClose || closer.canOpen;
  return !both || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function join(text: string, opener: Run, closer: Run, acted: Set<number>): boolean {
  const mark = text.charAt(opener.at);
  const count = opener.left >= 2 && closer.left >= 2 ? 2 : 1;
  const from = opener.at + opener.length;
  if (!isMeant({ text, count, openAt: opener.at, from, to: closer.at, closeEnd: closer.at + closer.length })) return false;
  const kind: Kind = mark === "~" ? "del" : count === 2 ? "strong" : "em";
  const pair = { kind, mark: mark.repeat(count), depth: 0 };
  for (let nth = 1; nth <= count; nth += 1) {
    acted.add(from - marksOf(opener.opens) - nth);
    acted.add(closer.at + marksOf(closer.closes) + nth - 1);
  }
  opener.left -= count;
  closer.left -= count;
  opener.opens.push(pair);
  closer.closes.push(pair);
  return true;
}

const marksOf = (pairs: readonly Pair[]): number => pairs.reduce((sum, { mark }) => sum + mark.length, 0);

function treeOf(text: string, nodes: readonly Node[]): Inline[] {
  const levels: Inline[][] = [[]];
  const put = (inline: Inline): void => void levels.at(-1)?.push(inline);
  for (const node of nodes) {
    if (!isRun(node)) {
      put(node);
      continue;
    }
    for (const { kind, mark, depth } of node.closes) {
      if (depth > maxDepth) put(mark);
      else put({ kind, children: merged(levels.pop() ?? []) });
    }
    if (node.left > 0) put(text.charAt(node.at).repeat(node.left));
    for (const pair of node.opens.toReversed()) {
      pair.depth = levels.length;
      if (pair.depth > maxDepth) put(pair.mark);
      else levels.push([]);
    }
  }
  return merged(levels[0] ?? []);
}

/** Texts that stand side by side become one. */
export function merged(inlines: readonly Inline[]): Inline[] {
  const all: Inline[] = [];
  for (const inline of inlines) {
    const last = all.at(-1);
    if (typeof inline === "string" && typeof last === "string") all[all.length - 1] = last + inline;
    else if (inline !== "") all.push(inline);
  }
  return all;
}
