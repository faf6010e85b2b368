// How long a film or a sound lasts, how large a film is, and a picture of how it begins, as the browser that plays it says.
import type { Prepared } from "./prepared.ts";
import { hashOf, previewsOf } from "./prepare-picture.ts";
import { postersFor } from "./preview-sizes.ts";

/** A browser that cannot play it may say nothing at all. */
const waitsMs = 8_000;
const mostMs = 86_400_000;

/** Null: this browser cannot play it, and so cannot say what is needed. */
export async function prepareFilm(file: Blob): Promise<Prepared | null> {
  return withElement("video", file, async (film) => {
    const { videoWidth: width, videoHeight: height } = film;
    const durationMs = durationOf(film);
    if (durationMs === null || width === 0 || height === 0) return null;
    const { thumbhash, previews } = await posterOf(film, { width, height }).catch(() => noPoster);
    return {
      as: "video",
      words: { width, height, durationMs, ...(thumbhash !== null && { thumbhash }) },
      previews,
    };
  });
}

interface Poster {
  readonly thumbhash: string | null;
  readonly previews: Prepared["previews"];
}

const noPoster: Poster = { thumbhash: null, previews: {} };

/** Films often begin in the dark. Without a picture the film is sent all the same. */
async function posterOf(
  film: HTMLVideoElement,
  sides: { readonly width: number; readonly height: number },
): Promise<Poster> {
  film.currentTime = Math.min(1, film.duration / 2);
  if (!(await happens(film, "seeked"))) return noPoster;
  const previews = await previewsOf({ source: film, ...sides, type: "video/*" }, postersFor(sides));
  return { thumbhash: hashOf(film, sides), previews };
}

/** Null: as of a film. */
export async function prepareSound(file: Blob): Promise<Prepared | null> {
  return withElement("audio", file, async (sound) => {
    const durationMs = durationOf(sound);
    return durationMs === null ? null : { as: "audio", words: { durationMs }, previews: {} };
  });
}

/** In whole ms; null: not known, as of a recording without an index. */
const durationOf = ({ duration }: HTMLMediaElement): number | null =>
  Number.isFinite(duration) && duration * 1_000 <= mostMs ? Math.round(duration * 1_000) : null;

async function withElement<Tag extends "audio" | "video">(
  tag: Tag,
  file: Blob,
  use: (element: HTMLElementTagNameMap[Tag]) => Promise<Prepared | null>,
): Promise<Prepared | null> {
  const element = document.createElement(tag);
  const url = URL.createObjectURL(file);
  try {
    element.preload = "auto";
    element.muted = true;
    const isLoaded = happens(element, "loadeddata");
    element.src = url;
    return (await isLoaded) ? await use(element) : null;
  } finally {
    element.removeAttribute("src");
    URL.revokeObjectURL(url);
  }
}

function happens(element: HTMLMediaElement, event: "loadeddata" | "seeked"): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), waitsMs);
    const end = (isDone: boolean): void => {
      clearTimeout(timer);
      resolve(isDone);
    };
    element.addEventListener(event, () => end(true), { once: true });
    element.addEventListener("error", () => end(false), { once: true });
  });
}
