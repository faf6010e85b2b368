// `npm run chat -- --as NAME`: two people talk, each in a terminal, over the SDK.
import { setTimeout as sleep } from "node:timers/promises";
import { KlatchClient } from "@klatch/sdk";
import { ChatCommands } from "./chat-commands.ts";
import { parseChatOptions, usage, type ChatOptions } from "./chat-options.ts";
import { ChatPeople } from "./chat-people.ts";
import { signIn } from "./chat-sign-in.ts";
import { ChatStore } from "./chat-store.ts";
import { ChatTerminal } from "./chat-terminal.ts";
import { ChatView } from "./chat-view.ts";

/** How long to wait for the connection before the first line. */
const firstCatchUpMs = 5_000;
/** How long the end of piped input waits for acks. */
const lastAcksMs = 30_000;

/** @returns the exit code */
async function chat(options: ChatOptions): Promise<number> {
  const terminal = new ChatTerminal();
  const store = new ChatStore(options.stateDir, options.server, options.name);
  const client = new KlatchClient({ url: options.server, store });
  const failure = await signIn(client, options, terminal);
  if (failure !== null) {
    process.stderr.write(`${failure}\n`);
    return 1;
  }
  const people = new ChatPeople(client, store, await store.loadPeople());
  const view = new ChatView(client, terminal, people);
  const commands = new ChatCommands({ client, terminal, people, view });
  let signedOut = false;
  client.on("signed-out", ({ code }) => {
    signedOut = true;
    terminal.print(`— this terminal was signed out (${code})`);
    terminal.close();
  });
  terminal.print(`— signed in as ${client.session?.user.username ?? options.name}; /help lists the commands`);
  // A script's first line should find the inbox; without a server it need not wait for one.
  await Promise.race([client.connect().catch(() => {}), sleep(firstCatchUpMs, undefined, { ref: false })]);
  for await (const line of terminal.lines()) if (!(await commands.handle(line))) break;
  const allAcked = await waitForAcks(commands);
  client.close();
  // Someone at a terminal has seen what went wrong; a script needs to be told.
  const failed = commands.failed || !allAcked;
  return signedOut || (failed && !terminal.isInteractive) ? 1 : 0;
}

async function waitForAcks({ sent }: ChatCommands): Promise<boolean> {
  const settled = Promise.allSettled(sent.map(({ acked }) => acked));
  await Promise.race([settled, sleep(lastAcksMs, undefined, { ref: false })]);
  return sent.every(({ state }) => state === "acked");
}

const options = parseChatOptions(process.argv.slice(2), process.env);
if (options === null) process.stderr.write(usage);
process.exitCode = options === null ? 2 : await chat(options);
// Whatever still listens to the terminal must not keep it.
process.stdin.destroy();
