// Saves a file out of a message, as the browser saves what is downloaded.
import type { KlatchClient } from "@klatch/sdk";
import { say, sayError } from "../ui/toasts.tsx";
import { errorWords } from "../text/error-words.ts";
import type { MediaPlace } from "./file-place.ts";
import { mediaWords as t } from "./media-words.ts";
import { whyNot } from "./why-not.ts";

/** @param name left out: as the server calls it. What cannot be saved is said. */
export async function saveFile(client: KlatchClient, place: MediaPlace, name = ""): Promise<void> {
  try {
    const { conversationId, seq, fileId } = place;
    const url = await client.files.address(conversationId, { seq, fileId });
    // Or the browser would save the refusal.
    const refusal = await whyNot(url);
    if (refusal !== null) {
      const words =
        refusal.code === "FILE_NOT_READY"
          ? t("notReady")
          : refusal.code === "FILE_QUARANTINED"
            ? errorWords("FILE_QUARANTINED")
            : refusal.code === "UNAVAILABLE"
              ? errorWords("unreachable")
              : t("gone");
      return say(words, true);
    }
    const link = document.createElement("a");
    link.href = url;
    link.download = name;
    link.click();
  } catch (error) {
    sayError(error);
  }
}
