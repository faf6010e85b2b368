// Estimates the heights of rows before they are rendered, so that a place is near where it will be from the first frame. Pure.
import { isGone } from "../changes/is-gone.ts";
import { kindOf } from "../kinds/kinds.ts";
import { mediaEdgesPx } from "../kinds/file-kinds.ts";
import { textHeight } from "../kinds/text-height.ts";
import { albumHeight, albumRows, albumWidthPx } from "../media/album-layout.ts";
import { lastOf, type MessageRow, type Row } from "./timeline-rows.ts";

/** Heights of the rows that have no text of their own, by what the style sheets make of them. */
const plainPx = { start: 200, day: 44, unread: 34, system: 30 } as const;

const bubble = {
  paddingPx: 13,
  sidesPx: 24,
  gapPx: 2,
  firstGapPx: 13,
  authorPx: 20,
  quotePx: 52,
  reactionsPx: 31,
  threadPx: 28,
} as const;
/** The one line of a message that is gone. */
const gonePx = 20;
/** As `--text-width` and the bubble's `max-width` say. */
const textWidthPx = 760;
const bubbleWidthPx = 560;
const sidePx = 16;
/** Of a message, where none is loaded. */
const fallbackPx = 40;

/** @param widthPx of the list */
function heightHint(row: Row, widthPx: number, inGroup: boolean): number {
  if (row.kind !== "message") return plainPx[row.kind];
  const { message, first, own } = row;
  const free = Math.min(textWidthPx, widthPx - 2 * sidePx);
  const innerPx = Math.max(40, Math.min(0.82 * free, bubbleWidthPx) - bubble.sidesPx);
  const authorPx = inGroup && first && !own ? bubble.authorPx : 0;
  const quotePx = message.replyTo === undefined ? 0 : bubble.quotePx;
  const gapPx = first ? bubble.firstGapPx : bubble.gapPx;
  const hasThread = message.thread !== undefined || (message.state?.thread?.count ?? 0) > 0;
  const threadPx = hasThread ? bubble.threadPx : 0;
  if (isGone(message)) return gonePx + bubble.paddingPx + authorPx + gapPx + threadPx;
  const reactionsPx = message.state?.reactions === undefined ? 0 : bubble.reactionsPx;
  const bodyPx = contentPx(row, innerPx) + reactionsPx + threadPx;
  return bodyPx + bubble.paddingPx + authorPx + quotePx + gapPx;
}

function contentPx({ message, album }: MessageRow, innerPx: number): number {
  const { content } = message;
  if (album === undefined) return kindOf(content).sizeHint(content, innerPx);
  const rows = albumRows(album.flatMap(({ content: of }) => (of.type === "image" ? [of] : [])));
  const said = lastOf({ message, album }).content;
  const captionPx = kindOf(said).copyText(said) === "" ? 0 : textHeight(kindOf(said).copyText(said), innerPx);
  return albumHeight(rows) * Math.min(1, (innerPx + mediaEdgesPx) / albumWidthPx) + captionPx;
}

/** The height of each row, and of the rows that are loaded later. */
export function heightHints(rows: readonly Row[], widthPx: number, inGroup: boolean): [number[], number] {
  const hints = rows.map((row) => heightHint(row, widthPx, inGroup));
  const messages = hints.filter((_, at) => rows[at]?.kind === "message").toSorted((a, b) => a - b);
  return [hints, messages[messages.length >> 1] ?? fallbackPx];
}
