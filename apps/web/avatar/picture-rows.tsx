// The rows by which a person chooses a picture as an avatar, their own or a group's, and takes it away.
import type { KlatchClient } from "@klatch/sdk";
import { Suspense } from "preact/compat";
import { useState } from "preact/hooks";
import { useChat } from "../model/chat-context.ts";
import { filesIn, hasFiles } from "../platform/dropped-files.ts";
import { pickFiles } from "../platform/pick-files.ts";
import { isPicture } from "../ui/avatar.tsx";
import { lazyLayer } from "../ui/lazy-part.tsx";
import { Row } from "../ui/row.tsx";
import { sayError } from "../ui/toasts.tsx";
import { useTask } from "../ui/use-task.ts";
import { avatarWords as t } from "./avatar-words.ts";

const CropDialog = lazyLayer(() => import("./crop-dialog.tsx"));

interface PictureRowsProps {
  readonly avatar: string | undefined;
  readonly group?: boolean;
  readonly onSend: (picture: Blob) => Promise<unknown>;
  readonly onRemove: () => Promise<unknown>;
}

/** Not by a server of the version before, which would not know what to do with it. */
const takesPictures = ({ features }: KlatchClient): boolean => features?.includes("avatars") !== false;

export function PictureRows({ avatar = "", group = false, onSend, onRemove }: PictureRowsProps) {
  const { client } = useChat();
  const [file, setFile] = useState<Blob | null>(null);
  const remove = useTask(() => onRemove().catch(sayError));
  if (!takesPictures(client)) return null;
  const hasPicture = isPicture(avatar);
  return (
    <div
      onDragOver={(event) => {
        if (hasFiles(event.dataTransfer)) event.preventDefault();
      }}
      onDrop={(event) => {
        event.preventDefault();
        setFile(filesIn(event.dataTransfer)[0] ?? null);
      }}
    >
      <Row
        icon="image"
        title={t(hasPicture ? "change" : "choose")}
        onClick={() => pickFiles({ accept: "image/*", single: true }, ([chosen]) => setFile(chosen ?? null))}
      />
      {hasPicture && <Row icon="trash" title={t("remove")} onClick={() => void remove.run()} />}
      {file !== null && (
        <Suspense fallback={null}>
          <CropDialog file={file} group={group} onSend={onSend} onClose={() => setFile(null)} />
        </Suspense>
      )}
    </div>
  );
}
