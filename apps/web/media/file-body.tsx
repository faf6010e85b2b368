// A file that can only be saved: what it is called, how large it is, and the way to have it.
import type { KnownContent } from "@klatch/sdk";
import { tameText } from "../../text/tame-text.ts";
import type { ShownMessage } from "../timeline/timeline-rows.ts";
import { FileActions } from "./file-actions.tsx";
import { FileLine } from "./file-line.tsx";
import type { MediaPlace } from "./file-place.ts";

interface FileBodyProps {
  readonly content: Extract<KnownContent, { type: "file" }>;
  readonly place: MediaPlace | null;
  readonly message: ShownMessage | undefined;
}

export function FileBody({ content, place, message }: FileBodyProps) {
  const name = tameText(content.name);
  return (
    <FileLine name={name} size={content.size}>
      <FileActions label={name} name={content.name} place={place} message={message} />
    </FileLine>
  );
}
