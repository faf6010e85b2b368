// Threads, as the terminal client shows and writes them.
import { KlatchError, type EventFrame, type Thread, type TimelineItem } from "@klatch/sdk";
import { expect, it } from "vitest";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import { threadCommand } from "../../apps/terminal/chat-threads.ts";
import type { MessageState } from "../../schema/protocol/message-state.ts";
import { direct, message } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const item = (seq: number, state: MessageState | null = null): TimelineItem => ({
  kind: "event",
  key: `seq:${seq}`,
  event: message(seq, seq === 1 ? {} : { thread: 1 }),
  state,
  changes: [],
});

function terminal(thread: Partial<Thread>) {
  const [lines, sent]: [string[], unknown[]] = [[], []];
  let isClosed = false;
  const parts = {
    client: {
      threadOf: () =>
        Promise.resolve(
          standInFor<Thread>({
            root: null,
            items: [],
            error: null,
            atStart: true,
            opened: Promise.resolve(),
            close: () => void (isClosed = true),
            ...thread,
          }),
        ),
      history: () => Promise.resolve({ events: [message(7)], headSeq: 7, before: null, after: null }),
    },
    terminal: { print: (line: string) => void lines.push(line) },
    print: (events: readonly EventFrame[]) => {
      for (const event of events)
        if (event.type === "new-message") lines.push(`#${event.seq} ${JSON.stringify(event.content)}`);
      return Promise.resolve();
    },
    reply: (text: string, seq: number) => void sent.push([seq, text]),
  };
  return { parts, lines, sent, isClosed: () => isClosed };
}

const root = item(1) as NonNullable<Thread["root"]>;
const words = (seq: number, text = `text ${seq}`): string => `#${seq} {"type":"text","text":"${text}"}`;

it("[SDK-162] /thread NUMBER shows the first message and its replies as they are now", async () => {
  const edited = item(3, { asOf: 4, content: { type: "text", text: "better" } });
  const { parts, lines, isClosed } = terminal({ root, items: [item(2), edited], atStart: false });
  await threadCommand(parts, direct, "1");
  expect(lines).toEqual([words(1), "— earlier replies are not shown", words(2), words(3, "better")]);
  expect(isClosed()).toBe(true);
});

it("[SDK-162] /thread NUMBER TEXT answers there, with all its lines", async () => {
  const { parts, sent, lines } = terminal({ root });
  await threadCommand(parts, direct, "12 At three.\nOr four.");
  await threadCommand(parts, direct, "#12 /not a command");
  expect([sent, lines]).toEqual([
    [
      [12, "At three.\nOr four."],
      [12, "/not a command"],
    ],
    [],
  ]);
});

it("[SDK-162] /thread tells the numbers, and says what it cannot do", async () => {
  const { parts, lines } = terminal({ root: null, error: new KlatchError("MESSAGE_NOT_FOUND", "gone") });
  await threadCommand(parts, direct, "");
  expect(lines).toEqual([words(7)]);
  for (const wrong of ["x", "0", "-1", "1e3", "1x", "9".repeat(16)])
    await expect(threadCommand(parts, direct, wrong)).rejects.toThrow(ChatMistake);
  await expect(threadCommand(parts, direct, "99")).rejects.toMatchObject({ code: "MESSAGE_NOT_FOUND" });
});

it("[SDK-162] a message without replies says so", async () => {
  const { parts, lines } = terminal({ root });
  await threadCommand(parts, direct, "1");
  expect(lines).toEqual([words(1), "— no replies yet"]);
});
