// The commands about single messages: edit, delete, hide, react, pin, vote, close. They name a message by its number.
import type { ChangeWindows, ConversationId, KlatchClient, OutgoingChange } from "@klatch/sdk";
import { ChatMistake } from "./chat-mistake.ts";
import { pollHelp, votedOptions } from "./chat-polls.ts";
import { explain, waitTime } from "./chat-refusals.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { momentOf } from "./chat-text.ts";

export const changeHelp = ({
  editMs,
  recallMs,
}: ChangeWindows): string => `— of a message, by its number as /history shows it
  /edit N TEXT      changes what a message of yours says, for ${waitTime(editMs)}
  /delete N         removes a message of yours for everybody, for ${waitTime(recallMs)}
  /react N EMOJI    puts an emoji to it, or takes it away       /hide N     removes it for you alone
  /pin N            pins it for everybody                       /unpin N    takes the pin away
${pollHelp}`;

type Changing = Pick<
  KlatchClient,
  "edit" | "recall" | "react" | "pin" | "hide" | "vote" | "closePoll" | "message" | "changeWindows" | "session"
>;

interface Asked {
  readonly client: Changing;
  readonly id: ConversationId;
  readonly seq: number;
  /** What follows the number. */
  readonly rest: string;
}

/** Whether the user has this reaction, as the server writes it or with a skin tone. */
async function isMine({ client, id, seq, rest }: Asked): Promise<boolean> {
  const reactions = (await client.message(id, seq))?.state?.reactions ?? [];
  return reactions.some(({ emoji, mine }) => mine && rest.startsWith(emoji));
}

/** Says so before anything is sent when the time for it is over, as far as this device knows. @throws ChatMistake */
async function mustBeEditable({ client, id, seq }: Asked): Promise<void> {
  const { changeWindows, session } = client;
  // Without an answer the server decides.
  const event = (await client.message(id, seq).catch(() => null))?.event;
  if (event === undefined || event.senderId !== session?.user.id) return;
  if (event.createdAt + changeWindows.editMs > Date.now() + (session.clockOffsetMs ?? 0)) return;
  const window = waitTime(changeWindows.editMs);
  throw new ChatMistake(`A message can be edited for ${window}. This one was sent ${momentOf(event.createdAt)}.`);
}

const commands: Readonly<Record<string, (asked: Asked) => OutgoingChange | Promise<OutgoingChange>>> = {
  "/edit": async (asked) => {
    const { client, id, seq, rest } = asked;
    if (rest === "") throw new ChatMistake("To what? /edit NUMBER TEXT");
    await mustBeEditable(asked);
    return client.edit(id, seq, rest);
  },
  "/delete": ({ client, id, seq }) => client.recall(id, seq),
  "/hide": ({ client, id, seq }) => client.hide(id, [seq]),
  "/react": async (asked) => {
    if (asked.rest === "") throw new ChatMistake("With what? /react NUMBER EMOJI");
    return asked.client.react(asked.id, asked.seq, asked.rest, !(await isMine(asked)));
  },
  "/pin": ({ client, id, seq }) => client.pin(id, seq, true),
  "/vote": ({ client, id, seq, rest }) => client.vote(id, seq, votedOptions(rest)),
  "/close": ({ client, id, seq }) => client.closePoll(id, seq),
  "/unpin": ({ client, id, seq }) => client.pin(id, seq, false),
};

/** These also say something else of the conversation itself, without a number. */
const isOfConversationToo: ReadonlySet<string> = new Set(["/pin", "/hide"]);

/** @param words of the line behind the command @throws ChatMistake */
export function changeAsked(command: string, words: readonly string[]): { readonly seq: number } | null {
  const [number = ""] = words;
  if (commands[command] === undefined) return null;
  if (/^[1-9]\d{0,14}$/.test(number)) return { seq: Number(number) };
  if (isOfConversationToo.has(command)) return null;
  throw new ChatMistake(`Which message? ${command} NUMBER, as /history shows it.`);
}

/** Carries the command out, and says when it cannot be done. @throws ChatMistake, KlatchError */
export async function changeMessage(
  { client, terminal }: { readonly client: Changing; readonly terminal: Pick<ChatTerminal, "print"> },
  command: string,
  asked: Omit<Asked, "client">,
): Promise<OutgoingChange | null> {
  const change = await commands[command]?.({ client, ...asked });
  if (change === undefined) return null;
  const said = `${command.slice(1)} ${asked.seq}`;
  change.done.then(
    // The others are told by their events.
    () => change.kind === "hide" && terminal.print(`— ${asked.seq} is hidden from you`),
    () => change.error !== null && terminal.print(`✗ ${said}: ${explain(change.error)}`),
  );
  return change;
}
