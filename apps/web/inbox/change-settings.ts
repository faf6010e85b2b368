// Changes what the person has set for a conversation: shown at once, and taken back with words when the server refuses it.
import { KlatchError, type ConversationId, type ConversationSettings, type KlatchClient } from "@klatch/sdk";
import { say, sayError } from "../ui/toasts.tsx";
import { commonWords } from "../ui/common-words.ts";
import { inboxWords as t } from "./inbox-words.ts";

type Client = Pick<KlatchClient, "changeSettings">;

export function changeSettings(client: Client, id: ConversationId, change: ConversationSettings): void {
  client.changeSettings(id, change).catch((error: unknown) => {
    // The page is left, or the session has ended: it waits in the store.
    if (!(error instanceof KlatchError && error.code === "UNAVAILABLE")) sayError(error);
  });
}

/** The same for what takes the conversation out of the list: it can be undone. */
export function changeUndoably(client: Client, id: ConversationId, does: "archived" | "hidden"): void {
  changeSettings(client, id, { [does]: true });
  say(t(`${does}.said`), false, {
    label: commonWords("undo"),
    run: () => changeSettings(client, id, { [does]: false }),
  });
}
