// The terminal's bell: rings for messages of others, as their conversations' settings say.
import type { ConversationEntry, EventFrame, KlatchClient, UserId } from "@klatch/sdk";
import { everyone } from "../text/mentions/everyone.ts";
import type { ChatTerminal } from "./chat-terminal.ts";

/** What was missed while the terminal was away rings once. */
const quietMs = 1_000;

/** Whether somebody wants to hear of it. @param nowMs by the server's clock, as nearly as it is known */
export function isHeard(
  event: EventFrame,
  me: UserId,
  { notify = "all", mutedUntil = 0, request }: Pick<ConversationEntry, "notify" | "mutedUntil" | "request">,
  nowMs: number,
): boolean {
  if (event.type !== "new-message" || event.senderId === me || event.silent === true || request === true) return false;
  if (mutedUntil > nowMs || notify === "none") return false;
  return notify === "all" || (event.mentions ?? []).some((one) => one === me || one === everyone);
}

export function startBell(client: KlatchClient, terminal: Pick<ChatTerminal, "ring">, now = () => Date.now()): void {
  let rangAt = Number.NEGATIVE_INFINITY;
  client.on("event", (event) => {
    const me = client.session?.user.id;
    const entry = client.conversations({ hidden: true }).find(({ id }) => id === event.conversationId);
    if (me === undefined || entry === undefined || !isHeard(event, me, entry, now())) return;
    if (now() - rangAt < quietMs) return;
    rangAt = now();
    terminal.ring();
  });
}
