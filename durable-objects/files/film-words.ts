// What a film says beside its pictures and its sound: where, when and with what it was made. In the boxes `udta`, `meta` and
// `uuid`, in times, and in tracks of its own, as cameras write their way. All of it is written over where it is, because the
// film's tables say at which byte each picture begins.
import type { Blank } from "./blanks.ts";
import { boxAt, boxesIn, viewOf, type Box } from "./boxes.ts";

const free = new TextEncoder().encode("free");
const wordBoxes = new Set(["udta", "meta", "uuid"]);
const timeBoxes = new Set(["mvhd", "tkhd", "mdhd"]);
const parents = new Set(["trak", "mdia", "traf"]);
/** `moov`, `trak`, `mdia`: words lie no deeper. */
const deepest = 3;

/** @param whole a box `moov` @param at its place in the file */
export function movieBlanks(whole: Uint8Array, at: number): readonly Blank[] {
  const [movie] = boxesIn(whole, 0, whole.length);
  return movie === undefined ? [] : within(whole, { parent: movie, at, words: wordBoxes, depth: 1 });
}

/** @param whole a box `moof`, whose `uuid` may be needed to play it @param at its place in the file */
export function fragmentBlanks(whole: Uint8Array, at: number): readonly Blank[] {
  const [fragment] = boxesIn(whole, 0, whole.length);
  return fragment === undefined
    ? []
    : within(whole, { parent: fragment, at, words: new Set(["udta", "meta"]), depth: 1 });
}

/** A box becomes one that says nothing. */
export const boxBlanks = ({ start, body, end }: Box, at: number): readonly Blank[] => [
  { at: at + start + 4, length: 4, first: free },
  { at: at + body, length: end - body },
];

interface Within {
  readonly parent: Box;
  readonly at: number;
  readonly words: ReadonlySet<string>;
  readonly depth: number;
}

function within(whole: Uint8Array, { parent, at, words, depth }: Within): readonly Blank[] {
  return boxesIn(whole, parent.body, parent.end).flatMap((box) => {
    if (words.has(box.type)) return boxBlanks(box, at);
    if (timeBoxes.has(box.type)) return [{ at: at + box.body + 4, length: whole[box.body] === 1 ? 16 : 8 }];
    if (box.type === "trak" && isTrackOfWords(whole, box)) return [...boxBlanks(box, at), ...samplesOf(whole, box)];
    const isParent = parents.has(box.type) && depth < deepest;
    return isParent ? within(whole, { parent: box, at, words, depth: depth + 1 }) : [];
  });
}

function isTrackOfWords(whole: Uint8Array, track: Box): boolean {
  const handler = boxAt(whole, track, "mdia", "hdlr");
  if (handler === null || handler.end - handler.body < 12) return false;
  return String.fromCharCode(...whole.subarray(handler.body + 8, handler.body + 12)) === "meta";
}

/** Where the track's samples are in the file. */
function samplesOf(whole: Uint8Array, track: Box): readonly Blank[] {
  const table = boxAt(whole, track, "mdia", "minf", "stbl");
  if (table === null) return [];
  const [sizes, runs, short, long] = ["stsz", "stsc", "stco", "co64"].map((type) => boxAt(whole, table, type));
  const offsets = short ?? long;
  if (!sizes || !runs || !offsets) return [];
  const view = viewOf(whole);
  const width = offsets === short ? 4 : 8;
  const chunks = countIn(view, offsets, 4, 8, width);
  const sameSize = view.getUint32(sizes.body + 4);
  const samples = sameSize === 0 ? countIn(view, sizes, 8, 12, 4) : view.getUint32(sizes.body + 8);
  const runCount = countIn(view, runs, 4, 8, 12);
  const blanks: Blank[] = [];
  let [sample, run] = [0, 0];
  for (let chunk = 0; chunk < chunks; chunk++) {
    while (run + 1 < runCount && view.getUint32(runs.body + 8 + (run + 1) * 12) <= chunk + 1) run += 1;
    const inChunk = runCount === 0 ? 0 : view.getUint32(runs.body + 8 + run * 12 + 4);
    const last = Math.min(samples, sample + inChunk);
    let length = sameSize * Math.max(0, last - sample);
    if (sameSize === 0) for (; sample < last; sample++) length += view.getUint32(sizes.body + 12 + sample * 4);
    sample = last;
    const place = offsets.body + 8 + chunk * width;
    const at = width === 4 ? view.getUint32(place) : Number(view.getBigUint64(place));
    if (length > 0) blanks.push({ at, length });
  }
  return blanks;
}

/** As many entries as it says, and as there is room for. */
function countIn(view: DataView, box: Box, countAt: number, entriesAt: number, width: number): number {
  if (box.body + entriesAt > box.end) return 0;
  return Math.min(view.getUint32(box.body + countAt), Math.floor((box.end - box.body - entriesAt) / width));
}
