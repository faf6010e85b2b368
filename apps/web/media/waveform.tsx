// The bars of a voice message; those that were heard have another colour.
import { barCount, barsPath } from "./waveform.ts";

export function Waveform({ bars, part }: { readonly bars: readonly number[]; readonly part: number }) {
  return (
    <svg class="waveform" viewBox={`0 0 ${barCount * 3 - 1} 32`} preserveAspectRatio="none" aria-hidden="true">
      <path class="waveform-all" d={barsPath(bars)} />
      <path class="waveform-heard" d={barsPath(bars, Math.round(part * bars.length))} />
    </svg>
  );
}
