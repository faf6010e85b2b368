// Pictures and films over the whole page, one after the other: arrows and swipes go on, + and − zoom, Esc closes.
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { tameText } from "../../text/tame-text.ts";
import { useOpenConversation } from "../conversation/conversation-context.ts";
import { formatNumber } from "../i18n/format.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { useChat } from "../model/chat-context.ts";
import { useLayer } from "../route/use-layer.ts";
import { exactTime } from "../text/times.ts";
import { spoken } from "../text/unknown-name.ts";
import { IconButton } from "../ui/button.tsx";
import { commonWords } from "../ui/common-words.ts";
import { Name } from "../ui/name.tsx";
import { seenContent, type MediaItem } from "./media-items.ts";
import { mediaWords as t } from "./media-words.ts";
import { saveFile } from "./save-file.ts";
import { useFileMessage } from "./use-file-message.ts";
import { swipeOf } from "./swipe-of.ts";
import { ViewedPicture, type Zoom } from "./viewed-picture.tsx";
import { Film } from "./film.tsx";
import "./viewer.css";

interface ViewerProps {
  readonly items: readonly MediaItem[];
  readonly start: number;
  readonly onShowMessage: ((seq: number) => void) | null;
  readonly onClose: () => void;
}

export function Viewer({ items, start, onShowMessage, onClose }: ViewerProps) {
  const { client, me } = useChat();
  const { nameOf } = useOpenConversation();
  const dialog = useRef<HTMLDialogElement>(null);
  const zoom = useRef<Zoom | null>(null);
  const [at, setAt] = useState(start);
  const close = useLayer(onClose);
  const item = items[at];
  const message = useFileMessage(item?.place ?? null);
  const { isOver } = message;
  const content = item?.content ?? seenContent(message.content);

  useLayoutEffect(() => {
    const element = dialog.current;
    if (element === null || element.open) return;
    const before = document.activeElement;
    element.showModal();
    // Arrows go on from the start, whatever button is the first.
    element.focus();
    return () => {
      element.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  useEffect(() => {
    if (item === undefined) close();
  }, [item === undefined]);
  if (item === undefined) return null;

  const { place } = item;
  const step = (by: number): void => setAt((now) => Math.max(0, Math.min(items.length - 1, now + by)));
  const save = (): void => void (place !== null && saveFile(client, place));
  const show = (): void => {
    if (place === null || onShowMessage === null) return;
    close();
    onShowMessage(place.seq);
  };
  const acts: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => step(-1),
    ArrowRight: () => step(1),
    Home: () => setAt(0),
    End: () => setAt(items.length - 1),
    "+": () => zoom.current?.in(),
    "=": () => zoom.current?.in(),
    "-": () => zoom.current?.out(),
    "0": () => zoom.current?.fit(),
    d: save,
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const act = acts[event.key];
    if (act !== undefined) {
      act();
      event.preventDefault();
    }
    // What is under it has keys too. Esc is the page's.
    if (event.key !== "Escape") event.stopPropagation();
  };

  return (
    <dialog
      ref={dialog}
      class="viewer"
      tabIndex={-1}
      aria-label={t("viewer")}
      onKeyDown={onKeyDown}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header class="viewer-head">
        <span class="viewer-about">
          {item.sent !== null && (
            <Name text={item.sent.senderId === me ? commonWords("you") : nameOf(item.sent.senderId)} isLine />
          )}
          <span class="viewer-time">
            {[
              ...(item.sent === null ? [] : [exactTime(item.sent.atMs)]),
              ...(items.length > 1 ? [t("place", { at: formatNumber(at + 1), all: formatNumber(items.length) })] : []),
            ].join(" · ")}
          </span>
        </span>
        {content?.type === "image" && (
          <>
            <IconButton icon="minus" label={t("zoomOut")} onClick={() => zoom.current?.out()} />
            <IconButton icon="add" label={t("zoomIn")} onClick={() => zoom.current?.in()} />
          </>
        )}
        {place !== null && onShowMessage !== null && <IconButton icon="chats" label={t("toMessage")} onClick={show} />}
        {place !== null && <IconButton icon="download" label={commonWords("save")} onClick={save} />}
        <IconButton icon="close" label={commonWords("close")} onClick={close} />
      </header>
      <div
        key={at}
        class="viewer-stage"
        {...swipeOf({
          isFree: () => zoom.current?.isFit() ?? true,
          onSwipe: (to) => (to === "close" ? close() : step(to === "next" ? 1 : -1)),
          onPress: (event) => {
            // Beside the picture.
            if (event.target === event.currentTarget) close();
          },
        })}
      >
        {isOver ? (
          <p class="viewer-fault" role="status">
            {t("gone")}
          </p>
        ) : content?.type === "image" ? (
          <ViewedPicture item={{ ...item, content }} zoom={zoom} />
        ) : content?.type === "video" ? (
          <Film place={place} localUrl={item.localUrl} />
        ) : null}
      </div>
      {items.length > 1 && (
        <>
          <span class="viewer-step viewer-previous">
            <IconButton icon="back" label={t("previous")} disabled={at === 0} onClick={() => step(-1)} />
          </span>
          <span class="viewer-step viewer-next">
            <IconButton icon="chevron" label={t("next")} disabled={at === items.length - 1} onClick={() => step(1)} />
          </span>
        </>
      )}
      {content?.caption !== undefined && (
        <div class="viewer-caption" dir="auto">
          <Markdown text={content.caption} />
        </div>
      )}
      <p class="visually-hidden" role="status">
        {spoken(
          [
            content?.type === "video"
              ? t("video")
              : content?.caption === undefined
                ? t("photo")
                : t("photoSays", { text: tameText(content.caption) }),
            t("place", { at: formatNumber(at + 1), all: formatNumber(items.length) }),
          ].join(", "),
        )}
      </p>
    </dialog>
  );
}
