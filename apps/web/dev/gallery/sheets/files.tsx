// Files, as messages show them.
import { fileEvents } from "../made-up/files.ts";
import { withMessages } from "./changed-messages.tsx";

export const Files = withMessages(fileEvents, false);
