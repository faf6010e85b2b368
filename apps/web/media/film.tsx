// A film that plays, with the browser's own controls, which everybody knows by mouse, touch and keys.
import { useEffect, useRef } from "preact/hooks";
import type { MediaPlace } from "./file-place.ts";
import { faultText } from "./picture.tsx";
import { pausePlayer } from "./player.ts";
import { useFileAddress } from "./use-file-address.ts";

interface FilmProps {
  readonly place: MediaPlace | null;
  readonly localUrl?: string | undefined;
}

export function Film({ place, localUrl }: FilmProps) {
  const { url, fault, attempt, onFail } = useFileAddress(localUrl === undefined ? place : null);
  const film = useRef<HTMLVideoElement>(null);
  const src = localUrl ?? url;
  // Where it was when its address ended.
  const atSeconds = useRef(0);
  useEffect(() => {
    film.current?.focus();
  }, [src === null]);
  if (src === null)
    return fault === null ? null : (
      <span class="picture-fault" role="status">
        {faultText(fault)}
      </span>
    );
  return (
    <video
      ref={film}
      key={`${src} ${attempt}`}
      class="film"
      src={src}
      controls
      autoPlay
      playsInline
      onLoadedMetadata={({ currentTarget }) => {
        if (atSeconds.current > 0) currentTarget.currentTime = atSeconds.current;
      }}
      onTimeUpdate={({ currentTarget }) => {
        atSeconds.current = currentTarget.currentTime;
      }}
      onPlay={pausePlayer}
      onError={onFail}
      // Its keys are its own.
      onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}
    />
  );
}
