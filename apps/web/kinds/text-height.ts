// Estimates the height of a text before it is rendered. Pure.

/** Of the message font at 15 px. */
const lineHeightPx = 21.75;
const wideCharPx = 15;
const narrowCharPx = 7.4;

/** Characters that are as wide as they are high: Chinese, Japanese, Korean, and emoji. */
const wide =
  /[\u1100-\u11FF\u2E80-\u9FFF\uA960-\uA97F\uAC00-\uD7FF\uF900-\uFAFF\uFF00-\uFF60]|[\uD83C-\uD83E][\uDC00-\uDFFF]/g;

/** @returns px, at least one line */
export function textHeight(text: string, widthPx: number): number {
  const lines = text.split("\n").reduce((count, line) => {
    const wideChars = line.match(wide)?.length ?? 0;
    const linePx = wideChars * wideCharPx + (line.length - wideChars) * narrowCharPx;
    return count + Math.max(1, Math.ceil(linePx / Math.max(widthPx, wideCharPx)));
  }, 0);
  return Math.ceil(lines * lineHeightPx);
}
