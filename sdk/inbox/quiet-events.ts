// The events that leave a conversation where it is in the list: what people do to messages that are there already.
import type { KnownEvent } from "../../schema/protocol/events/events.ts";

const quietTypes: readonly KnownEvent["type"][] = [
  "message-edited",
  "message-recalled",
  "messages-expired",
  "reaction-changed",
  "pin-changed",
];
const quiet: ReadonlySet<string> = new Set(quietTypes);

export const isQuiet = ({ type }: { readonly type: string }): boolean => quiet.has(type);
