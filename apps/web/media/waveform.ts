// The heights of a voice message's waveform as bars. Pure.

/** Heights are 0 to this. */
const loudest = 31;
export const barCount = 48;

/** As many heights as there are bars, each the loudest of its part. Without a waveform all are low. */
export function barsOf(waveform: readonly number[] | undefined): readonly number[] {
  if (waveform === undefined || waveform.length === 0) return Array.from({ length: barCount }, () => 2);
  return Array.from({ length: barCount }, (_, index) => {
    const from = Math.floor((index * waveform.length) / barCount);
    const until = Math.max(from + 1, Math.floor(((index + 1) * waveform.length) / barCount));
    return Math.max(...waveform.slice(from, until));
  });
}

/** In a box of `3 * barCount - 1` by 32 units, from the first bar on. @param until bars, so many of them */
export function barsPath(bars: readonly number[], until = bars.length): string {
  return bars
    .slice(0, until)
    .map((height, index) => {
      const half = Math.max(1, (height / loudest) * 15);
      return `M${index * 3 + 1} ${16 - half}v${2 * half}`;
    })
    .join("");
}
