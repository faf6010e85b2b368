// A file that can only be saved: what it is called, how large it is, and the way to have it.
import type { KnownContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import { useChat } from "../model/chat-context.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { IconButton } from "../ui/button.tsx";
import { FileLine } from "./file-line.tsx";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { UploadRing } from "./upload-ring.tsx";
import { saveFile } from "./save-file.ts";

interface FileBodyProps {
  readonly content: Extract<KnownContent, { type: "file" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

export function FileBody({ content, place, message }: FileBodyProps) {
  const { client } = useChat();
  const name = tameText(content.name);
  return (
    <FileLine name={name} size={content.size}>
      <UploadRing outgoing={message?.outgoing ?? null} />
      {place !== null && (
        <IconButton
          icon="download"
          label={t("saveFile", { name })}
          onClick={() => void saveFile(client, place, content.name)}
        />
      )}
    </FileLine>
  );
}
