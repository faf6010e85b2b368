// The terminal's commands for what is sent later: which times it takes, and what it does and says.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ConversationSettingsChangedFrame, ScheduledMessage } from "@klatch/sdk";
import { burnText, burnTime } from "../../apps/terminal/burn-time.ts";
import { laterCommands } from "../../apps/terminal/chat-later-commands.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { retentionLine } from "../../apps/terminal/chat-retention.ts";
import { laterTime } from "../../apps/terminal/later-time.ts";
import { FakeFileServer } from "../support/fake-file-server.ts";
import { direct, FakeWorld, problem } from "../support/sdk-fakes.ts";
import { standInFor } from "../support/stand-in-for.ts";

const now = new Date("2026-12-02T10:20:30").getTime();
const local = (text: string): number => new Date(text).getTime();

it.each<[string, number | null]>([
  ["18:00", local("2026-12-02T18:00")],
  ["9:05", local("2026-12-03T09:05")],
  ["10:20", local("2026-12-03T10:20")],
  ["+30m", now + 30 * 60_000],
  ["+2h", now + 2 * 3_600_000],
  ["+3d", now + 3 * 86_400_000],
  ["2027-01-31T9:00", local("2027-01-31T09:00")],
  ["2027-02-31T09:00", null],
  ["24:00", null],
  ["12:60", null],
  ["+h", null],
  ["tomorrow", null],
  ["", null],
])("[LATER-11] the terminal takes %s as a time", (word, at) => {
  expect(laterTime(word, now)).toBe(at);
});

it.each<[string, number | null]>([
  ["30s", 30_000],
  ["90s", 90_000],
  ["5m", 300_000],
  ["2h", 7_200_000],
  ["7d", 604_800_000],
  ["5", null],
  ["m", null],
  ["1.5h", null],
  ["-5m", null],
])("[EXPIRE-34] the terminal takes %s as how long a message stays", (word, ms) => {
  expect(burnTime(word)).toBe(ms);
  expect(ms === null ? word : burnText(ms)).toBe(word);
});

const item = (id: string, more: Partial<ScheduledMessage> = {}): object => ({
  id,
  conversationId: direct,
  content: { type: "text", text: `text of ${id}\u001b[2J` },
  sendAt: now,
  state: "waiting",
  createdAt: 0,
  ...more,
});

async function terminal(open: { readonly id: string } | null = { id: direct }) {
  const world = new FakeWorld();
  world.features = ["files", "scheduled-files"];
  const client = await world.connected();
  const printed: string[] = [];
  const parts = standInFor<ChatParts>({
    client,
    view: { open },
    members: { mentioned: () => [] },
    people: { nameOf: () => "bob" },
    terminal: {
      print: (line: string) => printed.push(line),
      printTable: (rows: readonly { line: string }[]) => printed.push(...rows.map(({ line }) => line)),
    },
  });
  const run = async (line: string): Promise<void> => {
    const [command = "", ...words] = line.split(/\s+/);
    await laterCommands[command]?.(parts, words, line.slice(command.length).trim());
  };
  world.calls.length = 0;
  return { world, printed, run };
}

describe("[LATER-11] the terminal", () => {
  it("schedules the rest of the line, with its line breaks", async () => {
    const { world, printed, run } = await terminal();
    world.answer = () => ({ status: 201, body: { scheduledMessage: item("a") } });
    await run("/later +2h see you\nthere");
    expect(world.calls).toMatchObject([
      { method: "POST", path: "/api/scheduled-messages", body: { content: { text: "see you\nthere" } } },
    ]);
    expect(printed[0]).toMatch(/^— sent at /);
  });

  it("[SDK-231] schedules a file with its words", async () => {
    const dir = await mkdtemp(join(tmpdir(), "klatch-chat-later-"));
    try {
      await writeFile(join(dir, "menu.txt"), "coffee");
      const { world, printed, run } = await terminal();
      const server = new FakeFileServer(64);
      world.answer = (call) =>
        call.path.includes("scheduled") ? { status: 201, body: { scheduledMessage: item("a") } } : server.answer(call);
      await run(`/later +2h /send ${join(dir, "menu.txt")} the new menu`);
      const { body } = world.calls.find(({ path }) => path === "/api/scheduled-messages") ?? {};
      expect(body).toMatchObject({ content: { type: "file", name: "menu.txt", caption: "the new menu" } });
      expect(printed[0]).toMatch(/^— sent at /);
      for (const line of ["/later +2h /send", "/later +2h /send none.txt"])
        await expect(run(line)).rejects.toThrow(ChatMistake);
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  it.each(["/later", "/later 18:00", "/later soon see you", "/later 18:00 \u200b"])(
    "says what is missing: %j",
    async (line) => {
      const { world, run } = await terminal();
      await expect(run(line)).rejects.toThrow(ChatMistake);
      expect(world.calls).toEqual([]);
    },
  );

  it("needs an open conversation", async () => {
    const { run } = await terminal(null);
    await expect(run("/later 18:00 hello")).rejects.toThrow(/Nobody to talk to/);
  });

  it("lists them with numbers, harmless, and why one was not sent", async () => {
    const { world, printed, run } = await terminal();
    world.answer = () => ({
      status: 200,
      body: { items: [item("a"), item("b", { state: "failed", code: "MUTED" })], next: null },
    });
    await run("/scheduled");
    expect(printed).toHaveLength(2);
    expect(printed[0]).toMatch(/^—  1  .*bob.*text of a/);
    expect(printed[1]).toMatch(/^—  2  not sent: you may not write there now/);
    expect(printed.join("")).not.toContain("\u001b");
  });

  it("cancels one and sends one by its number, and says when it is too late", async () => {
    const { world, printed, run } = await terminal();
    world.answer = ({ method, path }) => {
      if (method === "GET") return { status: 200, body: { items: [item("a"), item("b")], next: null } };
      if (method === "DELETE") return { status: 204 };
      return path.endsWith("b/send") ? { status: 409, body: problem(409, "TOO_LATE") } : { status: 500 };
    };
    await run("/scheduled cancel 1");
    expect(printed).toEqual(["— it is not sent"]);
    await expect(run("/scheduled now 2")).rejects.toThrow(/sent, or is just being sent/);
    await expect(run("/scheduled now 3")).rejects.toThrow(/Which/);
    await expect(run("/scheduled forget 1")).rejects.toThrow(/What/);
    expect(world.calls.filter(({ method }) => method !== "GET").map(({ path }) => path)).toEqual([
      "/api/scheduled-messages/a",
      "/api/scheduled-messages/b/send",
    ]);
  });
});

describe("[EXPIRE-34] /retention", () => {
  it("sets how long messages stay, and says what holds", async () => {
    const { world, run, printed } = await terminal();
    await run("/retention");
    expect(printed).toEqual(["— messages stay"]);
    world.answer = () => ({ status: 200, body: { conversationId: direct, seq: 1 } });
    await run("/retention 7d");
    await run("/retention off");
    expect(world.calls.map(({ method, body }) => [method, body])).toEqual([
      ["PATCH", { ttlMs: 604_800_000 }],
      ["PATCH", { ttlMs: null }],
    ]);
    for (const line of ["/retention 7", "/retention soon"]) await expect(run(line)).rejects.toBeInstanceOf(ChatMistake);
  });

  it("is shown as a line when somebody does", () => {
    const event = {
      type: "conversation-settings-changed",
      conversationId: direct,
      seq: 1,
      createdAt: now,
      fallback: "",
    };
    const line = (ttlMs: number | null): string =>
      retentionLine({ ...event, senderId: "user_bob", ttlMs } as ConversationSettingsChangedFrame, () => "bob");
    expect(line(86_400_000)).toMatch(/bob set messages to disappear after 1d$/);
    expect(line(null)).toMatch(/bob turned off disappearing messages$/);
  });
});
