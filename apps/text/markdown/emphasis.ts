// Pairs the runs of *, _ and ~~ of a text into emphasis: CommonMark's algorithm, in time linear in the number of runs.
import type { Inline } from "./blocks.ts";
import { faceOnly, isMeant, type Enclosed } from "./emphasis-pairs.ts";
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

interface EmphasisOptions {
  /** Gets the positions of the marks that act. */
  readonly acted: Set<number>;
  readonly isCut: boolean;
}

/** @param text the text that the runs are of */
export function emphasised(text: string, nodes: readonly Node[], { acted, isCut }: EmphasisOptions): Inline[] {
  const open = pairRuns(text, withoutFaces(text, nodes.filter(isRun)), acted);
  // Of a single mark nobody knows.
  if (isCut) for (const run of open) if (run.left >= 2 && !run.isInWord) begin(text.charAt(run.at), run, 2);
  return treeOf(text, nodes);
}

/** `_._ -_- ._.`: the marks of a face begin and end nothing. */
function withoutFaces(text: string, runs: readonly Run[]): readonly Run[] {
  const isOfFace = (left?: Run, right?: Run): boolean =>
    left?.canClose === false &&
    right?.canOpen === false &&
    text[left.at] === text[right.at] &&
    faceOnly.test(text.slice(left.at + left.length, right.at));
  return runs.filter((run, at) => !isOfFace(run, runs[at + 1]) && !isOfFace(runs[at - 1], run));
}

/** @returns the runs that would open, and that nothing closes */
function pairRuns(text: string, runs: readonly Run[], acted: Set<number>): readonly Run[] {
  const open: Run[] = [];
  // Below this height of the stack no run opens for a closing run of that kind.
  const bottoms = new Map<string, number>();
  for (const run of runs) {
    const mark = text.charAt(run.at);
    const key = `${mark}${run.canOpen}${run.length % 3}`;
    while (run.canClose && run.left > 0) {
      const bottom = bottoms.get(key) ?? 0;
      const at = openerOf(text, open, bottom, run);
      const opener = open[at];
      if (opener === undefined) {
        if (at < 0) bottoms.set(key, open.length);
        break;
      }
      join(text.charAt(run.at), opener, run, acted);
      open.length = opener.left > 0 ? at + 1 : at;
      for (const [known, height] of bottoms) if (height > open.length) bottoms.set(known, open.length);
    }
    if (run.canOpen && run.left > 0) open.push(run);
  }
  return open;
}

/** Behind so many marks within words no other is looked for. */
const maxPassed = 8;

/** The place in the stack of the run that this one closes. -1: none could be; its height: the one that could is not meant. */
function openerOf(text: string, open: readonly Run[], bottom: number, closer: Run): number {
  let passed = 0;
  for (let at = open.length - 1; at >= bottom; at -= 1) {
    const opener = open[at];
    if (opener === undefined || !isPair(text, opener, closer)) continue;
    if (isMeant(enclosedBy(text, opener, closer))) return at;
    passed += 1;
    // A mark within a word does not keep one that is in front of the word from its end.
    if (!opener.isInWord || passed > maxPassed) return open.length;
  }
  return passed > 0 ? open.length : -1;
}

const enclosedBy = (text: string, opener: Run, closer: Run): Enclosed => ({
  text,
  mark: text.charAt(opener.at),
  isDouble: opener.length > 1 && closer.length > 1,
  openAt: opener.at,
  from: opener.at + opener.length,
  to: closer.at,
  closeEnd: closer.at + closer.length,
  opensInWord: opener.isInWord,
  closesInWord: closer.isInWord,
});

function isPair(text: string, opener: Run, closer: Run): boolean {
  if (text.charAt(opener.at) !== text.charAt(closer.at)) return false;
  if ((opener.isInWord || closer.isInWord) && opener.length > 1 !== closer.length > 1) return false;
  // CommonMark's rule of three: `*a**b*`
  const both = opener.canClose || closer.canOpen;
  return !both || (opener.length + closer.length) % 3 !== 0 || (opener.length % 3 === 0 && closer.length % 3 === 0);
}

function join(mark: string, opener: Run, closer: Run, acted: Set<number>): void {
  const count = opener.left >= 2 && closer.left >= 2 ? 2 : 1;
  for (let nth = 1; nth <= count; nth += 1) {
    acted.add(opener.at + opener.length - marksOf(opener.opens) - nth);
    acted.add(closer.at + marksOf(closer.closes) + nth - 1);
  }
  closer.closes.push(begin(mark, opener, count));
  closer.left -= count;
}

function begin(mark: string, opener: Run, count: 1 | 2): Pair {
  const pair: Pair = { kind: mark === "~" ? "del" : count === 2 ? "strong" : "em", mark: mark.repeat(count), depth: 0 };
  opener.opens.push(pair);
  opener.left -= count;
  return pair;
}

const marksOf = (pairs: readonly Pair[]): number => pairs.reduce((sum, { mark }) => sum + mark.length, 0);

function treeOf(text: string, nodes: readonly Node[]): Inline[] {
  const levels: { readonly kind: Kind; readonly children: Inline[] }[] = [];
  const all: Inline[] = [];
  const put = (inline: Inline): void => void (levels.at(-1)?.children ?? all).push(inline);
  const close = (): void => {
    const level = levels.pop();
    if (level !== undefined) put({ kind: level.kind, children: merged(level.children) });
  };
  for (const node of nodes) {
    if (!isRun(node)) {
      put(node);
      continue;
    }
    for (const { mark, depth } of node.closes) {
      if (depth < maxDepth) close();
      else put(mark);
    }
    if (node.left > 0) put(text.charAt(node.at).repeat(node.left));
    for (const pair of node.opens.toReversed()) {
      pair.depth = levels.length;
      if (pair.depth < maxDepth) levels.push({ kind: pair.kind, children: [] });
      else put(pair.mark);
    }
  }
  while (levels.length > 0) close();
  return merged(all);
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
