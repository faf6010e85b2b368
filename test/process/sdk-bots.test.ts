// The bots of the examples, killed again and again while people write: each message is answered, and once.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { contentText, KlatchClient, type ConversationId, type EventFrame, type MessageId } from "@klatch/sdk";
import { Random } from "../../lab/kit/random.ts";
import { inRepository } from "../../tools/run/wrangler.ts";
import { TestServer } from "../support/test-server.ts";

const password = "correct horse";
const vars = {
  LOG_LEVEL: "error",
  RECONNECT_DELAY_MS: "50",
  LIMIT_FRAMES_PER_SECOND: "2000",
  LIMIT_FRAMES_BURST: "2000",
};

let server: TestServer;
const processes: ChildProcess[] = [];
const clients: KlatchClient[] = [];

function startBot(example: string, username: string): ChildProcess {
  const bot = spawn(process.execPath, [inRepository("sdk", "examples", example)], {
    cwd: server.dir,
    env: { ...process.env, KLATCH_URL: server.url, BOT_NAME: username, BOT_PASSWORD: password },
    stdio: ["ignore", "ignore", "inherit"],
  });
  processes.push(bot);
  return bot;
}

async function kill(bot: ChildProcess): Promise<void> {
  bot.kill("SIGKILL");
  if (bot.exitCode === null && bot.signalCode === null) await once(bot, "exit");
}

async function register(username: string): Promise<KlatchClient> {
  const client = new KlatchClient({ url: server.url });
  clients.push(client);
  await client.register({ username, password });
  await client.connect();
  return client;
}

async function logOf(client: KlatchClient, id: ConversationId): Promise<EventFrame[]> {
  const log: EventFrame[] = [];
  for (let after: number | null = 0; after !== null;) {
    const page = await client.history(id, { after, limit: 200 });
    log.push(...page.events);
    ({ after } = page);
  }
  return log;
}

/** Resolves when the message is answered. */
function answered(client: KlatchClient, messageId: MessageId): Promise<void> {
  return new Promise((resolve) => {
    const off = client.on("message", ({ replyTo }) => {
      if (replyTo !== messageId) return;
      off();
      resolve();
    });
  });
}

beforeAll(async () => {
  server = await TestServer.start({ vars });
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(processes.splice(0).map(kill));
});
afterAll(() => server.stop());

it.each(["echo-bot.ts", "answer-bot.ts"])(
  "[SDK-56] %s, killed while people write, answers each message once, also where it was added while away",
  async (example) => {
    const seed = example;
    const random = new Random(seed);
    const name = example.slice(0, 4);
    const botName = `${name}_bot`;
    const person = await register(`${name}_person`);
    const account = await new KlatchClient({ url: server.url }).register({ username: botName, password });
    const direct = (await person.openDirect({ userId: account.user.id })).id;
    const written = new Map<MessageId, string>();
    const write = async (id: ConversationId, text: string): Promise<MessageId> => {
      const { messageId } = await person.send(id, text).acked;
      written.set(messageId, text);
      return messageId;
    };

    let bot = startBot(example, botName);
    let away: ConversationId | null = null;
    let greeted = Promise.resolve();
    for (let round = 0; round < 6; round++) {
      const first = await write(direct, `round ${round}`);
      // Killed in the middle of what follows, some of it answered.
      await answered(person, first);
      const rest = Array.from({ length: 12 }, (_, i) => write(direct, `round ${round}, message ${i}`));
      await Promise.all(rest.slice(0, random.between(0, 12)));
      await kill(bot);
      await Promise.all(rest);
      if (round === 2) {
        const group = await person.groups.create({ name: "While away", memberIds: [account.user.id] });
        away = group.id;
        greeted = write(group.id, "hello, bot").then((messageId) => answered(person, messageId));
      }
      bot = startBot(example, botName);
    }
    // Once more, with nothing new: what was answered is not answered again.
    const before = await write(direct, "before the last start");
    await answered(person, before);
    await kill(bot);
    startBot(example, botName);
    const last = await write(direct, "last");
    await Promise.all([answered(person, last), greeted]);

    const events = [...(await logOf(person, direct)), ...(away === null ? [] : await logOf(person, away))];
    const answers = events.flatMap((event) =>
      event.type === "new-message" && event.senderId === account.user.id
        ? [[event.replyTo ?? "none", contentText(event.content)] as const]
        : [],
    );
    expect(Object.fromEntries(answers), `seed ${seed}`).toEqual(
      Object.fromEntries([...written].map(([messageId, text]) => [messageId, `You wrote: ${text}`])),
    );
    // None is there twice.
    expect(answers).toHaveLength(6 * 13 + 3);
  },
);
