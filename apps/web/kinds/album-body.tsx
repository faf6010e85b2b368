// Pictures that one person sent one after the other, in one bubble. Loaded with the bodies of their kinds.
import { lazy, Suspense } from "preact/compat";
import { albumHeight, albumRows, albumWidthPx } from "../media/album-layout.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { kindWords as t } from "./kind-words.ts";

export interface AlbumProps {
  readonly album: readonly ShownMessage[];
}

const Album = lazy(async () => {
  const part = await import("../media/media-body.tsx").catch(() => null);
  return { default: part?.Album ?? (({ album }: AlbumProps) => <>{t("album", { count: album.length })}</>) };
});

export function AlbumBody({ album }: AlbumProps) {
  const heightPx = albumHeight(albumRows(album.flatMap(({ content }) => (content.type === "image" ? [content] : []))));
  return (
    <Suspense
      fallback={<div class="media-box" style={{ width: albumWidthPx, aspectRatio: `${albumWidthPx} / ${heightPx}` }} />}
    >
      <Album album={album} />
    </Suspense>
  );
}
