// A session of which nobody sends a file.
import type { HoldingHost } from "../../durable-objects/user-session/sending/hold-files.ts";
import type { UserId } from "../../schema/protocol/ids.ts";

export const noFiles: HoldingHost = {
  userId: "user_nobody" as UserId,
  isFileId: () => false,
  file: () => {
    throw new Error("no file is expected here");
  },
  mayAskPreviews: () => false,
  chargePreviews: () => {},
};
