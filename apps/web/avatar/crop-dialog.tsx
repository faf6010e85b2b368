// The dialog in which a person chooses the square of a picture that is to be an avatar.
import { KlatchError } from "@klatch/sdk";
import { useEffect, useRef, useState } from "preact/hooks";
import { FormDialog } from "../ui/form-dialog.tsx";
import { ErrorNotice, Notice } from "../ui/notice.tsx";
import { useTask } from "../ui/use-task.ts";
import { avatarWords as t } from "./avatar-words.ts";
import { cropOf, maxZoomOf, moved, wholeView, zoomed, type CropView } from "./crop-view.ts";
import { cutOut } from "./cut-out.ts";
import { useCropGestures } from "./use-crop-gestures.ts";
import "./crop-dialog.css";

export interface CropDialogProps {
  readonly file: Blob;
  /** It is a group's, whose shape is another one. */
  readonly group: boolean;
  readonly onSend: (picture: Blob) => Promise<unknown>;
  readonly onClose: () => void;
}

interface Opened {
  readonly url: string;
  readonly bitmap: ImageBitmap;
}

const refused: ReadonlySet<string> = new Set(["FILE_TYPE_REFUSED", "FILE_NOT_AS_DECLARED", "TOO_LARGE"]);
class NotMade extends Error {}

function faultOf(error: unknown): string | null {
  if (error instanceof NotMade) return t("notMade");
  return error instanceof KlatchError && refused.has(error.code) ? t("refused") : null;
}

export default function CropDialog({ file, group, onSend, onClose }: CropDialogProps) {
  const opened = useOpened(file);
  const [view, setView] = useState<CropView | null>(null);
  const bitmap = opened?.bitmap;
  const shown = bitmap === undefined ? null : (view ?? wholeView(bitmap));
  const save = useTask(async () => {
    if (bitmap === undefined || shown === null) return;
    const picture = await cutOut(bitmap, cropOf(bitmap, shown));
    if (picture === null) throw new NotMade();
    await onSend(picture);
    onClose();
  });
  const fault = faultOf(save.error);
  return (
    <FormDialog
      title={t("title")}
      action={t("use")}
      busy={save.busy}
      isReady={shown !== null}
      onSubmit={() => void save.run()}
      onClose={onClose}
    >
      {opened === null && <Notice kind="danger">{t("noPicture")}</Notice>}
      {opened !== undefined && opened !== null && (
        <CropWindow opened={opened} group={group} view={shown ?? wholeView(opened.bitmap)} onView={setView} />
      )}
      {fault === null ? <ErrorNotice error={save.error} /> : <Notice kind="danger">{fault}</Notice>}
    </FormDialog>
  );
}

/** Null: it is no picture. Undefined: it is being opened. */
function useOpened(file: Blob): Opened | null | undefined {
  const [opened, setOpened] = useState<Opened | null>();
  useEffect(() => {
    let isOver = false;
    let ours: Opened | null = null;
    // Turned as its orientation says, as the element shows it.
    const open = async (): Promise<void> => {
      const bitmap = await createImageBitmap(file).catch(() => null);
      if (isOver) bitmap?.close();
      else setOpened((ours = bitmap && { url: URL.createObjectURL(file), bitmap }));
    };
    void open();
    return () => {
      isOver = true;
      if (ours === null) return;
      URL.revokeObjectURL(ours.url);
      ours.bitmap.close();
    };
  }, [file]);
  return opened;
}

interface CropWindowProps {
  readonly opened: Opened;
  readonly group: boolean;
  readonly view: CropView;
  readonly onView: (change: (view: CropView | null) => CropView) => void;
}

function CropWindow({ opened: { url, bitmap }, group, view, onView }: CropWindowProps) {
  const frame = useRef<HTMLDivElement>(null);
  const change = (act: (view: CropView) => CropView): void => onView((before) => act(before ?? wholeView(bitmap)));
  useCropGestures(frame, {
    move: (by) => change((before) => moved(bitmap, before, by)),
    zoomBy: (factor, at) => change((before) => zoomed(bitmap, before, before.zoom * factor, at)),
  });
  // What a person wants first, and the dialog had nothing to give the focus to.
  useEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const { left, top, side } = cropOf(bitmap, view);
  const maxZoom = maxZoomOf(bitmap);
  const part = (pixels: number): string => `${(pixels / side) * 100}%`;
  return (
    <>
      <div
        ref={frame}
        class={group ? "crop-window crop-window-group" : "crop-window"}
        role="group"
        aria-label={t("window")}
        tabIndex={0}
      >
        <img
          class="crop-picture"
          src={url}
          alt=""
          draggable={false}
          style={{ width: part(bitmap.width), height: part(bitmap.height), left: part(-left), top: part(-top) }}
        />
      </div>
      <p class="crop-hint">{t("hint")}</p>
      <label class="crop-zoom">
        <span>{t("zoom")}</span>
        <input
          type="range"
          min={0}
          max={1}
          step={0.01}
          // Twice as far is twice as close, wherever one begins.
          value={maxZoom === 1 ? 0 : Math.log(view.zoom) / Math.log(maxZoom)}
          disabled={maxZoom === 1}
          aria-valuetext={t("zoomed", { percent: Math.round(view.zoom * 100) })}
          onInput={({ currentTarget }) => {
            const zoom = maxZoom ** Number(currentTarget.value);
            change((before) => zoomed(bitmap, before, zoom));
          }}
        />
      </label>
    </>
  );
}
