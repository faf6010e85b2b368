// What plays a sound in its message: a button, the place in it, which arrows move, and how fast.
import type { ComponentChildren } from "preact";
import { formatNumber } from "../i18n/format.ts";
import { Icon } from "../ui/icon.tsx";
import { durationText } from "./duration-text.ts";
import { mediaWords as t } from "./media-words.ts";
import { isSame, nextRate, play, playing, seek, toggle, type Playing, type Track } from "./player.ts";

interface SoundControlsProps {
  /** Null: it is not sent yet, and not here. */
  readonly track: Track | null;
  readonly durationMs: number;
  /** What is heard, for screen readers. */
  readonly label: string;
  /** Drawn under the slider. @param part of it that was heard, 0 to 1 */
  readonly line: (part: number) => ComponentChildren;
  readonly end?: ComponentChildren;
}

/** Of this track; null: another one plays, or none. */
const playingOf = (track: Track | null): Playing | null => {
  const now = playing.value;
  return now !== null && track !== null && isSame(now.track.place, track.place) ? now : null;
};

export function SoundControls({ track, durationMs, label, line, end }: SoundControlsProps) {
  const now = playingOf(track);
  const atMs = Math.min(now?.atMs ?? 0, durationMs);
  const isOn = now !== null && now.state !== "paused";
  const all = durationText(durationMs);
  const at = durationText(atMs);
  const rate = now?.rate ?? 1;
  return (
    <div class="sound" role="group" aria-label={label}>
      <button
        type="button"
        class="sound-play"
        aria-label={t(isOn ? "pause" : "play")}
        aria-busy={now?.state === "loading"}
        aria-disabled={track === null}
        onClick={() => track !== null && toggle(track)}
      >
        <Icon name={isOn ? "pause" : "play"} />
      </button>
      <span class="sound-line">
        {line(durationMs === 0 ? 0 : atMs / durationMs)}
        <input
          class="sound-slider"
          type="range"
          min={0}
          max={Math.max(1, durationMs)}
          step={Math.max(1, Math.min(5_000, Math.round(durationMs / 20)))}
          value={atMs}
          aria-label={t("position")}
          aria-valuetext={t("positionOf", { at, all })}
          disabled={track === null}
          onInput={({ currentTarget }) => {
            if (track === null) return;
            const toMs = Number(currentTarget.value);
            if (now === null) play(track, toMs);
            else seek(toMs);
          }}
          // Arrows are the slider's, not the list's.
          onKeyDown={(event) => event.key.startsWith("Arrow") && event.stopPropagation()}
          onPointerDown={(event) => event.stopPropagation()}
        />
      </span>
      <span class="sound-time">{now === null ? all : at}</span>
      {track !== null && now !== null && (
        <button
          type="button"
          class="sound-rate"
          aria-label={t("speed", { rate: formatNumber(rate) })}
          onClick={() => nextRate(track)}
        >
          {formatNumber(rate)}×
        </button>
      )}
      {end}
    </div>
  );
}
