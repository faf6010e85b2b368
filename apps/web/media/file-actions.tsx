// What can be done with the file of a message beside looking at it: how far it is on its way, and saving it.
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { IconButton } from "../ui/button.tsx";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { saveFile } from "./save-file.ts";
import { UploadRing } from "./upload-ring.tsx";

interface FileActionsProps {
  /** As it is shown. */
  readonly label: string;
  /** As it is saved. */
  readonly name: string;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

export function FileActions({ label, name, place, message }: FileActionsProps) {
  const { client } = useChat();
  return (
    <>
      <UploadRing outgoing={message?.outgoing ?? null} />
      {place !== null && (
        <IconButton
          icon="download"
          label={t("saveFile", { name: label })}
          onClick={() => void saveFile(client, place, name)}
        />
      )}
    </>
  );
}
