// Where dragged files can be dropped: one half shows them in the conversation, the other sends them as they are.
import { useEffect, useState } from "preact/hooks";
import { filesIn } from "../platform/dropped-files.ts";
import { Icon } from "../ui/icon.tsx";
import { NamedText } from "../ui/named-text.tsx";
import { trayWords as t } from "./tray-words.ts";
import "./drop-overlay.css";

interface DropOverlayProps {
  /** Of the conversation. */
  readonly title: string;
  readonly onFiles: (files: readonly File[], asFile: boolean) => void;
  readonly onEnd: () => void;
}

/** It is over as soon as no more events come: not every browser says that a drag ended elsewhere. */
const silentMs = 1_000;

export function DropOverlay({ title, onFiles, onEnd }: DropOverlayProps) {
  const [over, setOver] = useState<"quick" | "file" | null>(null);
  useEffect(() => {
    let timer = setTimeout(onEnd, silentMs);
    const keep = (): void => {
      clearTimeout(timer);
      timer = setTimeout(onEnd, silentMs);
    };
    addEventListener("dragover", keep, true);
    return () => {
      clearTimeout(timer);
      removeEventListener("dragover", keep, true);
    };
  }, []);
  const half = (kind: "quick" | "file") => (
    <div
      class={`drop-half${over === kind ? " drop-over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        if (event.dataTransfer !== null) event.dataTransfer.dropEffect = "copy";
        setOver(kind);
      }}
      onDrop={(event) => {
        event.preventDefault();
        onFiles(filesIn(event.dataTransfer), kind === "file");
        onEnd();
      }}
    >
      <Icon name={kind === "quick" ? "image" : "file"} size={28} />
      <b>{t(kind === "quick" ? "dropQuick" : "dropFile")}</b>
      <span>{t(kind === "quick" ? "dropQuickNote" : "dropFileNote")}</span>
    </div>
  );
  return (
    <div
      class="drop-overlay"
      onDragLeave={(event) => {
        // Into something of its own is not out of it.
        const { relatedTarget: to, currentTarget } = event;
        if (!(to instanceof Node) || !currentTarget.contains(to)) onEnd();
      }}
    >
      <p class="drop-title">
        <NamedText text={t("dropTitle", { name: title })} />
      </p>
      {half("quick")}
      {half("file")}
    </div>
  );
}
