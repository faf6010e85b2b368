// `npm run chat -- --as NAME`: the terminal client, built on the SDK.
import { dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { contentText, KlatchClient, type KlatchStore, type UnsentMessage, type UserId } from "@klatch/sdk";
import { fileStore } from "@klatch/sdk/node";
import { ownersOnly } from "../../tools/run/owners-only.ts";
import { startBell } from "./chat-bell.ts";
import { ChatCommands } from "./chat-commands.ts";
import { completionOf } from "./chat-completion.ts";
import { tellFriendNews } from "./chat-friends.ts";
import { ChatMembers } from "./chat-members.ts";
import { parseChatOptions, usage, type ChatOptions } from "./chat-options.ts";
import { calledOf, ChatPeople } from "./chat-people.ts";
import { endReason } from "./chat-refusals.ts";
import { ChatSending } from "./chat-sending.ts";
import { signIn } from "./chat-sign-in.ts";
import { chatStorePath } from "./chat-store-path.ts";
import { ChatTerminal } from "./chat-terminal.ts";
import { ChatView } from "./chat-view.ts";

/** The time to wait for the connection before the first line is executed. */
const firstCatchUpMs = 5_000;
/** The time that the program waits for acks, and for what was read to be known, at the end of piped input. */
const lastAcksMs = 30_000;

/** @returns the exit code */
async function chat(options: ChatOptions): Promise<number> {
  const terminal = new ChatTerminal();
  const storePath = chatStorePath(options.stateDir, options.server, options.name);
  await ownersOnly(dirname(storePath));
  const store = fileStore(storePath);
  const client = new KlatchClient({ url: options.server, store });
  let signedOut = false;
  // Before the first call: that one may be told that the device was signed out meanwhile.
  const unsent: UnsentMessage[] = [];
  client.on("unsent", ({ messages }) => {
    // Nobody else has them: the store is emptied next.
    for (const { content } of messages)
      terminal.say({ head: "! not sent: ", written: { text: contentText(content), mentions: [] } });
    unsent.push(...messages);
  });
  client.on("signed-out", ({ code }) => terminal.print(`— this terminal was signed out: ${endReason(code)}`));
  const failure = await signIn(client, options, terminal);
  if (failure !== null) {
    process.stderr.write(`${failure}\n`);
    return 1;
  }
  const people = new ChatPeople(client, await knownNames(client, store));
  const members = new ChatMembers(client);
  const view = new ChatView(client, terminal, people, members);
  const parts = { client, terminal, people, members, view };
  tellFriendNews(parts);
  startBell(client, terminal);
  const sending = new ChatSending(parts);
  const commands = new ChatCommands({ ...parts, sending });
  terminal.completer = (typed) => completionOf(typed, members.known(), members.mentionable(view.open));
  client.on("signed-out", () => {
    signedOut = true;
    terminal.close();
  });
  // The store is of one name, so whoever is signed in now wrote them.
  for (const { conversationId, content, ...rest } of unsent.splice(0))
    sending.follow(client.send(conversationId, content, rest));
  terminal.print(`— signed in as ${client.session?.user.username ?? options.name}; /help lists the commands`);
  // The first line of a script needs the inbox. Without a server there is nothing to wait for.
  await Promise.race([client.connect().catch(() => {}), sleep(firstCatchUpMs, undefined, { ref: false })]);
  for await (const line of terminal.lines()) if (!(await commands.handle(line))) break;
  const allAcked = await waitForAnswers(sending, view);
  client.close();
  await client.stored();
  // A person at the terminal has seen the errors. A script needs the exit code.
  const failed = commands.failed || !allAcked;
  return signedOut || (failed && !terminal.isInteractive) ? 1 : 0;
}

/** The names that earlier starts have learned. */
async function knownNames({ session }: KlatchClient, store: KlatchStore): Promise<Map<UserId, string>> {
  const state = session === null ? null : await store.loadState(session.user.id);
  const people = [...(state?.people.values() ?? [])];
  return new Map(people.map(({ user }) => [user.id, calledOf(user)]));
}

/** @returns whether all messages are acked and all changes done */
async function waitForAnswers({ sent, changes }: ChatSending, view: ChatView): Promise<boolean> {
  const answers = [...sent.map(({ acked }) => acked), ...changes.map(({ done }) => done), view.readsKept()];
  const uploaded = (): number => sent.reduce((sum, { file }) => sum + (file?.progress.sent ?? 0), 0);
  // A large file takes as long as it takes.
  for (let before = -1; before !== uploaded();) {
    before = uploaded();
    await Promise.race([Promise.allSettled(answers), sleep(lastAcksMs, undefined, { ref: false })]);
  }
  const isDone = changes.every(({ state }) => state === "done" || state === "discarded");
  return isDone && sent.every(({ state }) => state === "acked");
}

const options = parseChatOptions(process.argv.slice(2), process.env);
if (options === null) process.stderr.write(usage);
process.exitCode = options === null ? 2 : await chat(options);
// Destroyed, because a remaining listener on the terminal would keep the process alive.
process.stdin.destroy();
