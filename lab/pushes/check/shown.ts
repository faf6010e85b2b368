// What devices show in the end, where it can be taken back: nothing that is over, and no words that are not so any more.
import type { EventFrame } from "../../../schema/protocol/events/events.ts";
import type { ConversationEntry } from "../../../schema/protocol/sync.ts";
import { canClear } from "../../../schema/rpc/pushes.ts";
import { hasWords, isGone } from "../../chaos/changes/event-targets.ts";
import { Screen, type Said } from "../../push/screen.ts";
import type { Written } from "../history.ts";
import type { InForce } from "./check.ts";
import type { PushVerdict } from "./rules.ts";

export function checkShown({ person, device, subscription, history, rest }: InForce, verdict: PushVerdict): void {
  const { kind, taken } = subscription;
  // The system may not wake an app of Apple's to take something back.
  if (!canClear[kind] || kind === "apns") return;
  const screen = new Screen(kind);
  for (const { said } of taken) screen.take(said);
  const inbox = new Map<string, ConversationEntry>((rest.inboxes.get(person.userId) ?? []).map((one) => [one.id, one]));
  verdict.checked("PUSH-40", new Set(taken.map(({ said }) => said.conversationId)).size);
  for (const said of screen.shown.values()) {
    const entry = inbox.get(said.conversationId);
    const show = (): readonly string[] => [JSON.stringify(said), JSON.stringify(entry ?? null)];
    const written = history.written.find(({ text }) => isOf(said, text));
    const why = whyOver(entry, written, rest.at);
    if (why !== null) verdict.violated("PUSH-40", `${device.name} shows what ${why}`, show);
    if (entry === undefined || written === undefined) continue;
    verdict.checked("PUSH-41");
    const saysNow = textNow(rest.logs.get(entry.id) ?? [], written.seq);
    if (saysNow === null || !isOf(said, saysNow))
      verdict.violated("PUSH-41", `${device.name} shows "${said.body}", and it says "${saysNow ?? ""}"`, show);
  }
}

/** In a group the writer's name comes first. */
const isOf = ({ body = "" }: Said, text: string): boolean => body === text || body.endsWith(`: ${text}`);

function whyOver(entry: ConversationEntry | undefined, written: Written | undefined, at: number): string | null {
  if (entry === undefined) return "is not theirs";
  if (entry.unread === 0 || (written?.seq ?? Infinity) <= entry.cursorSeq) return "was read";
  return (entry.mutedUntil ?? 0) > at ? "is muted" : null;
}

/** Null: the message is gone. */
function textNow(log: readonly EventFrame[], seq: number): string | null {
  const message = log.find((event) => event.type === "new-message" && event.seq === seq);
  if (message === undefined || isGone(message)) return null;
  const said = log.findLast((event) => event.type === "message-edited" && event.targetSeq === seq) ?? message;
  return hasWords(said) && "text" in said.content && typeof said.content.text === "string" ? said.content.text : null;
}
