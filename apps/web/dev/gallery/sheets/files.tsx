// Files, as messages show them; what is on its way, and where files are dropped.
import { KlatchError } from "@klatch/sdk";
import { DropOverlay } from "../../../tray/drop-overlay.tsx";
import { fileEvents, stickerEvents } from "../made-up/files.ts";
import { stickerUploads, uploads } from "../made-up/uploads.ts";
import { withMessages } from "./changed-messages.tsx";

export const Files = withMessages(fileEvents, false);

export const Stickers = withMessages(stickerEvents, false, stickerUploads);

export const Uploads = withMessages([], false, uploads(new KlatchError("TOO_LARGE", "too large")));

export const DroppedFiles = () => (
  <div class="gallery-drop">
    <DropOverlay title="Launch team" onFiles={() => {}} onEnd={() => {}} />
  </div>
);
