// A picture out of a message: its place, the blurred picture until it is there, or what is wrong with it.
import type { PreviewSize } from "@klatch/sdk";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { commonWords } from "../ui/common-words.ts";
import { Icon } from "../ui/icon.tsx";
import { spoken } from "../text/unknown-name.ts";
import { errorWords } from "../text/error-words.ts";
import type { FileFault } from "./file-address.ts";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { usePlaceholder } from "./placeholder.ts";
import { useFileAddress } from "./use-file-address.ts";

export const faultText = (fault: FileFault): string =>
  fault === "waiting" ? t("notReady") : fault === "unreachable" ? errorWords("unreachable") : t(fault);

interface PictureProps {
  /** Null: it is not sent yet. */
  readonly place: MediaPlace | null;
  /** Undefined: the file itself. */
  readonly size: PreviewSize | undefined;
  readonly thumbhash?: string | undefined;
  /** Nothing is said where there is none: as of a film, which can be played without. */
  readonly isOptional?: boolean | undefined;
  /** The same picture on this device. */
  readonly localUrl?: string | undefined;
  /** What pressing it does, and what that is called. Null: nothing. */
  readonly open: { readonly label: string; readonly run: () => void } | null;
  readonly children?: ComponentChildren;
}

/** Fills what it stands in. */
export function Picture({ place, size, thumbhash, isOptional = false, localUrl, open, children }: PictureProps) {
  const placeholder = usePlaceholder(thumbhash);
  const { url, fault, attempt, onFail, retry } = useFileAddress(localUrl === undefined ? place : null, size);
  const [shown, setShown] = useState<string | null>(null);
  const src = localUrl ?? url;
  const isShown = src !== null && shown === src;
  const isFaulty = fault !== null && !isShown && !isOptional;
  return (
    <>
      {placeholder !== null && !isShown && <img class="picture-before" src={placeholder} alt="" />}
      {src !== null && (
        <img
          key={`${src} ${attempt}`}
          class={`picture${isShown ? " picture-shown" : ""}`}
          src={src}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => setShown(src)}
          onError={onFail}
        />
      )}
      {open !== null && !isFaulty && (
        <button type="button" class="picture-open" aria-label={spoken(open.label)} onClick={open.run} />
      )}
      {isFaulty ? (
        <span class="picture-fault" role="status">
          <Icon name={fault === "waiting" ? "clock" : "image"} />
          <span>{faultText(fault)}</span>
          {fault === "unreachable" && (
            <button type="button" class="picture-retry" onClick={retry}>
              {commonWords("retry")}
            </button>
          )}
        </span>
      ) : (
        children
      )}
    </>
  );
}
