// The commands for messages that are sent later: schedule one, list them, cancel one, send one now.
import { contentText, isBlank, KlatchError, type ScheduledMessage } from "@klatch/sdk";
import { openConversation, type Commands } from "./chat-command.ts";
import { fileToSend } from "./chat-files.ts";
import { ChatMistake } from "./chat-mistake.ts";
import type { ChatParts } from "./chat-parts.ts";
import { explain } from "./chat-refusals.ts";
import { retentionCommand, retentionHelp } from "./chat-retention.ts";
import { embedded, momentOf } from "./chat-text.ts";
import { laterTime } from "./later-time.ts";

export const laterHelp = `  /later WHEN TEXT  sends it later, wherever you are then: 18:00, +30m, +2h, +3d, 2027-01-31T09:00
  /later WHEN /send PATH [TEXT]  the same with a file, which the server keeps until then
${retentionHelp}
  /scheduled        what is sent later; /scheduled cancel NUMBER, /scheduled now NUMBER`;

const usage =
  "When, and what? /later 18:00 TEXT, /later +2h TEXT, /later 2027-01-31T09:00 TEXT, /later 18:00 /send PATH";

export const laterCommands: Commands = {
  "/later": schedule,
  "/retention": retentionCommand,
  "/scheduled": async (parts, [verb, number]) => {
    if (verb === undefined) return list(parts);
    const meant = await byNumber(parts, number);
    if (verb === "cancel") await cancel(parts, meant);
    else if (verb === "now") await sendNow(parts, meant);
    else throw new ChatMistake("What? /scheduled cancel NUMBER, /scheduled now NUMBER");
  },
};

async function schedule(parts: ChatParts, [when = ""]: readonly string[], line: string): Promise<void> {
  const { client, members, terminal } = parts;
  const open = openConversation(parts);
  const text = line.slice(when.length).trim();
  const sendAt = laterTime(when, Date.now());
  if (sendAt === null || isBlank(text)) throw new ChatMistake(usage);
  const mentions = members.mentioned(open, text);
  const extras = mentions.length > 0 ? { mentions } : {};
  const add = async (): Promise<ScheduledMessage> => {
    const [isFile, asked = ""] = /^\/send(?:\s+([^]*))?$/.exec(text) ?? [];
    if (isFile === undefined) return client.scheduled.add(open.id, text, sendAt, extras);
    const { file, options } = await fileToSend(asked);
    return client.scheduled.addFile(open.id, file, sendAt, { ...options, ...extras });
  };
  const done = await inTime(add());
  terminal.print(`— sent at ${momentOf(done.sendAt)}; /scheduled lists what is sent later`);
}

async function list({ client, people, terminal }: ChatParts): Promise<void> {
  const items = await client.scheduled.list();
  if (items.length === 0) return terminal.print("— none");
  const entries = new Map(client.conversations().map((entry) => [entry.id, entry]));
  terminal.printTable(
    items.map((item, index) => {
      const entry = entries.get(item.conversationId);
      const where = entry?.group?.name ?? (entry?.peerId === undefined ? "?" : people.nameOf(entry.peerId));
      const cells = ["—", `${index + 1}`, stateOf(item), embedded(where), embedded(contentText(item.content))];
      return { line: cells.join("  "), cells };
    }),
  );
}

const reasons: Readonly<Record<string, string>> = {
  CONVERSATION_NOT_FOUND: "you are not in it any more",
  MUTED: "you may not write there now",
  READ_ONLY: "only admins may write there",
  UNAVAILABLE: "nobody knows whether it was",
};

function stateOf({ state, sendAt, code = "INTERNAL" }: ScheduledMessage): string {
  if (state === "failed") return `not sent: ${reasons[code] ?? explain(new KlatchError(code, code))}`;
  return state === "sending" ? "is being sent" : momentOf(sendAt);
}

async function cancel({ client, terminal }: ChatParts, { id }: ScheduledMessage): Promise<void> {
  await inTime(client.scheduled.cancel(id));
  terminal.print("— it is not sent");
}

async function sendNow({ client }: ChatParts, { id }: ScheduledMessage): Promise<void> {
  // The message itself is shown when it comes.
  await inTime(client.scheduled.sendNow(id));
}

/** Of the list as it is now. @throws ChatMistake */
async function byNumber({ client }: ChatParts, number: string | undefined): Promise<ScheduledMessage> {
  const items = await client.scheduled.list();
  const meant = /^\d{1,3}$/.test(number ?? "") ? items[Number(number) - 1] : undefined;
  if (meant === undefined) throw new ChatMistake("Which? A NUMBER of /scheduled is missing.");
  return meant;
}

/** Says in words what the server's sentence for all cases does not. @throws ChatMistake */
async function inTime<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof KlatchError)) throw error;
    if (error.pointer === "/sendAt") throw new ChatMistake("It must be later than now, within a year.");
    if (error.code === "TOO_LATE" || error.code === "NOT_FOUND")
      throw new ChatMistake("It has been sent, or is just being sent.");
    throw error;
  }
}
