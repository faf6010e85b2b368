// The commands about what one has set for a conversation, for oneself alone, and how the list shows it.
import { hasMention, type ConversationSettings, type ListedConversation } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";

export const settingsHelp = `— for yourself alone, of the conversation that is open
  /pin [off]        above all others            /mute [HOURS|off]   shows nothing of it while another is open
  /archive [off]    until somebody writes       /unread             to be read later
  /notify LEVEL     all, mentions or none: what it tells you of while another is open
  /hide             takes it out of the list    /readall            marks all conversations as read
  /star SEQ [off]   stars a message         /starred            those of all conversations`;

const hourMs = 3_600_000;
/** The server takes ten years, and this device's clock may be ahead. */
const foreverMs = 3_650 * 24 * hourMs;

type Settings = Pick<
  ListedConversation,
  "pinned" | "mutedUntil" | "notify" | "archived" | "markedUnread" | "unread" | "mentions" | "mentionSeqs"
>;

const isMuted = ({ mutedUntil = 0 }: Pick<Settings, "mutedUntil">, nowMs: number): boolean => mutedUntil > nowMs;

/** @param isMeant the message mentions the user, or everybody */
export function isQuiet(entry: Pick<Settings, "mutedUntil" | "notify">, isMeant: boolean, nowMs: number): boolean {
  const { notify = "all" } = entry;
  return isMuted(entry, nowMs) || notify === "none" || (notify === "mentions" && !isMeant);
}

/** What follows a conversation in the list, in brackets. */
export function marksOf(entry: Settings, nowMs: number): string {
  const { unread } = entry;
  const marks = [
    unread > 0 ? `${unread} unread${hasMention(entry) ? " @" : ""}` : entry.markedUnread === true ? "unread" : null,
    entry.pinned === true ? "pinned" : null,
    isMuted(entry, nowMs) ? "muted" : null,
    entry.notify === undefined ? null : levels[entry.notify],
    entry.archived === true ? "archived" : null,
  ].filter((mark) => mark !== null);
  return marks.length === 0 ? "" : `   (${marks.join(", ")})`;
}

/** @throws ChatMistake */
function isOn(word: string | undefined, usage: string): boolean {
  if (word !== undefined && word !== "off") throw new ChatMistake(usage);
  return word === undefined;
}

/** Until when, in ms since 1970; null: not any more. @throws ChatMistake */
function untilOf(word: string | undefined): number | null {
  if (word === "off") return null;
  const hours = Number(word ?? "1");
  if (!(hours > 0 && hours * hourMs <= foreverMs))
    throw new ChatMistake("For how long? /mute, /mute HOURS or /mute off");
  return Date.now() + (word === undefined ? foreverMs : hours * hourMs);
}

/** As the list and the answer name them. */
const levels = { all: "tells you of all", mentions: "mentions only", none: "tells you of nothing" } as const;

interface Change {
  readonly change: ConversationSettings;
  readonly said: string;
}

/** @throws ChatMistake */
const changes: Readonly<Record<string, (word: string | undefined) => Change>> = {
  "/pin": (word) =>
    isOn(word, "/pin or /pin off")
      ? { change: { pinned: true }, said: "pinned" }
      : { change: { pinned: false }, said: "not pinned any more" },
  "/mute": (word) => {
    const until = untilOf(word);
    return { change: { mutedUntil: until }, said: until === null ? "not muted any more" : "muted" };
  },
  "/notify": (word) => {
    if (word !== "all" && word !== "mentions" && word !== "none")
      throw new ChatMistake("Of what? /notify all, /notify mentions or /notify none");
    return { change: { notify: word }, said: levels[word] };
  },
  "/archive": (word) =>
    isOn(word, "/archive or /archive off")
      ? { change: { archived: true }, said: "archived until somebody writes" }
      : { change: { archived: false }, said: "not archived any more" },
  "/unread": () => ({ change: { markedUnread: true }, said: "marked as unread" }),
  "/hide": () => ({ change: { hidden: true }, said: "out of the list until somebody writes" }),
};

/**
 * @returns false: it is none of these commands
 * @throws ChatMistake, KlatchError
 */
export async function changeOwnSettings(
  { client, terminal, view }: ChatParts,
  command: string,
  word: string | undefined,
): Promise<boolean> {
  if (command === "/readall") {
    await client.markAllRead();
    terminal.print("— everything is read");
    return true;
  }
  const changeOf = Object.hasOwn(changes, command) ? changes[command] : undefined;
  if (changeOf === undefined) return false;
  if (view.open === null) throw new ChatMistake("Nothing is open: /open NUMBER, as /inbox lists them.");
  const { change, said } = changeOf(word);
  await client.changeSettings(view.open.id, change);
  terminal.print(`— ${said}`);
  return true;
}
