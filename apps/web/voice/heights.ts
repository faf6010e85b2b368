// The waveform of a recording, as a message has it: so many heights from 0 to 31. Pure.

const loudest = 31;
const mostHeights = 64;

/** A level (0 to 1, as the ear takes it) of the mean square of samples from −1 to 1. */
export function levelOf(samples: Float32Array): number {
  let sum = 0;
  for (const sample of samples) sum += sample * sample;
  const decibels = 10 * Math.log10(Math.max(1e-9, sum / Math.max(1, samples.length)));
  // Speech is between −55 and −12 dB.
  return Math.max(0, Math.min(1, (decibels + 55) / 43));
}

/** @param levels from the beginning to the end, at the same distances */
export function heightsOf(levels: readonly number[]): readonly number[] {
  const count = Math.min(mostHeights, levels.length);
  return Array.from({ length: count }, (_, index) => {
    const part = levels.slice(
      Math.floor((index * levels.length) / count),
      Math.max(Math.floor((index * levels.length) / count) + 1, Math.floor(((index + 1) * levels.length) / count)),
    );
    return Math.round((part.reduce((sum, level) => sum + level, 0) / part.length) * loudest);
  });
}
