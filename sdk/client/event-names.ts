// Which events of the log are emitted under the name of their kind too, beside `event`.
import type { EventFrame, KnownEvent } from "../../schema/protocol/events/events.ts";
import type { News } from "../tabs/tab-messages.ts";
import type { KlatchEvents } from "./events.ts";

type OwnName = Exclude<keyof KlatchEvents | News["name"], KnownEvent["type"]>;

/**
 * The SDK's own names, to the app and between tabs. An event whose kind has one of them, perhaps of a later version, must
 * not be taken for it.
 */
const ownNames: Readonly<Record<OwnName | "new-message", true>> = {
  // Emitted as `message`.
  "new-message": true,
  message: true,
  event: true,
  conversation: true,
  receipt: true,
  starred: true,
  "receipt-count": true,
  typing: true,
  presence: true,
  connection: true,
  sync: true,
  "set-back": true,
  outbox: true,
  change: true,
  "message-state": true,
  hidden: true,
  burning: true,
  expired: true,
  scheduled: true,
  invitations: true,
  friends: true,
  "change-windows": true,
  "file-limit": true,
  person: true,
  draft: true,
  session: true,
  "signed-out": true,
  unsent: true,
  "read-refused": true,
  error: true,
};

type NamedEvent = Exclude<KnownEvent, { readonly type: "new-message" }>;

/** Whether to emit the event under its `type`. Of a kind that this version does not know an app may hear so too. */
export const hasOwnName = (event: EventFrame): event is NamedEvent => !Object.hasOwn(ownNames, event.type);
