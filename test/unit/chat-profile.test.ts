// Profiles in the terminal client.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { groupCommands } from "../../apps/terminal/chat-group-commands.ts";
import { openCommands } from "../../apps/terminal/chat-open-commands.ts";
import { ChatMistake } from "../../apps/terminal/chat-mistake.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { profileCommands } from "../../apps/terminal/chat-profile.ts";
import type { TableRow } from "../../apps/terminal/lines/table.ts";
import { KlatchError, type FileSource, type Me, type MePatch } from "@klatch/sdk";
import type { UserId } from "../../schema/protocol/ids.ts";
import { standInFor } from "../support/stand-in-for.ts";

const userOf = (username: string, displayName = username) => ({
  id: `user_${username}` as UserId,
  username,
  displayName,
  createdAt: 0,
});

function terminal(client: object) {
  const lines: string[] = [];
  const parts = standInFor<ChatParts>({
    client,
    people: { find: (username: string) => Promise.resolve(`user_${username}` as UserId) },
    terminal: {
      print: (line: string) => void lines.push(line),
      printTable: (rows: readonly TableRow[]) => void lines.push(...rows.map(({ line }) => line)),
    },
  });
  const run = (command: string, text = "") => {
    const words = text === "" ? [] : text.split(" ");
    return { ...profileCommands, ...openCommands }[command]?.(parts, words, text);
  };
  return { lines, run };
}

it("[SDK-197] /profile and /status show and change what one tells of oneself, and show somebody else's", async () => {
  let me: Me = { user: userOf("ada", "Ada"), bio: "", status: null, usernameChangeAt: null };
  const patches: MePatch[] = [];
  const edit = (patch: MePatch): Promise<Me> => {
    patches.push(patch);
    const { status, bio = me.bio } = patch;
    if (status !== undefined)
      me = {
        ...me,
        status: status && { emoji: status.emoji ?? "", text: status.text ?? "", until: status.until ?? null },
      };
    me = { ...me, bio };
    return Promise.resolve(me);
  };
  const profile = { bio: "Line one\nline two \u001B[31m", status: { emoji: "🌴", text: "away", until: null } };
  const { lines, run } = terminal({
    avatarUrl: () => null,
    me: { get: () => Promise.resolve(me), edit },
    profileOf: () => Promise.resolve({ user: { ...userOf("bob", "Bob"), avatar: "🦊" }, profile }),
  });
  await run("/profile");
  await run("/profile", "name Ada L.");
  await run("/profile", "username @ada_l");
  await run("/profile", "bio Reads.  A lot.");
  await run("/profile", "avatar 👩🏽‍🚀");
  await run("/status", "👩🏽‍🚀 in space");
  await run("/status", "writing");
  await run("/status", "off");
  await run("/status");
  await run("/profile");
  await run("/profile", "@bob");
  for (const text of ["name", "colour red"]) await expect(run("/profile", text)).rejects.toThrow(ChatMistake);
  for (const text of ["+2h"]) await expect(run("/status", text)).rejects.toThrow(ChatMistake);
  expect(patches).toEqual([
    { displayName: "Ada L." },
    { username: "ada_l" },
    { bio: "Reads.  A lot." },
    { avatar: "👩🏽‍🚀" },
    { status: { emoji: "👩🏽‍🚀", text: "in space", until: null } },
    { status: { emoji: "", text: "writing", until: null } },
    { status: null },
  ]);
  expect(lines.slice(0, 2)).toEqual(["— Ada @ada", "  no status"]);
  expect(lines.slice(6, 11)).toEqual(
    ["— 👩🏽‍🚀 in space", "— writing", "— no status", "— no status", "— Ada @ada"].slice(0, 5),
  );
  expect(lines).toContain("— 🦊 Bob @bob");
  expect(lines.join("")).not.toContain("\u001B");
  const before = Date.now();
  await run("/status", "+2h 🍜 at lunch");
  expect(patches.at(-1)).toMatchObject({ status: { emoji: "🍜", text: "at lunch" } });
  expect((patches.at(-1)?.status?.until ?? 0) - before).toBeGreaterThanOrEqual(7_200_000);
});

describe("[SDK-241] pictures as avatars", () => {
  let dir: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), "klatch-chat-pictures-"));
    await writeFile(join(dir, "my cups.png"), "cups");
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  const sent: string[] = [];
  const take = async (file: FileSource): Promise<object> => {
    const bytes = new TextDecoder().decode(await file.read(0, file.size));
    sent.push(`${file.name}: ${bytes}`);
    if (bytes !== "cups") throw new KlatchError("FILE_TYPE_REFUSED", "no picture");
    return {};
  };

  it("are sent from a path, in quotes or not; what is no picture is refused in words, and shown as an address", async () => {
    sent.length = 0;
    await writeFile(join(dir, "page.html"), "page");
    const edit = (patch: MePatch) => void sent.push(JSON.stringify(patch));
    const avatar = "/avatars/user_bob/x";
    const { lines, run } = terminal({
      avatarUrl: (path: string) => (path === avatar ? `https://klatch.test${path}` : null),
      me: { setAvatar: take, edit },
      profileOf: () =>
        Promise.resolve({ user: { ...userOf("bob", "Bob"), avatar }, profile: { bio: "", status: null } }),
    });
    await run("/profile", `avatar ${join(dir, "my cups.png")}`);
    await run("/profile", `avatar "${join(dir, "my cups.png")}"`);
    await run("/profile", "avatar 🦊");
    await run("/profile", "avatar");
    await expect(run("/profile", `avatar ${join(dir, "page.html")}`)).rejects.toThrow(ChatMistake);
    await run("/profile", "@bob");
    expect(sent).toEqual([
      "my cups.png: cups",
      "my cups.png: cups",
      '{"avatar":"🦊"}',
      '{"avatar":""}',
      "page.html: page",
    ]);
    expect(lines.slice(-2)).toEqual(["— Bob @bob", `  https://klatch.test${avatar}`]);
  });

  it("are a group's by /picture, which alone takes it away", async () => {
    sent.length = 0;
    const groups = {
      setAvatar: (id: string, picture: FileSource) => (sent.push(id), take(picture)),
      edit: (id: string, change: object) => void sent.push(id, JSON.stringify(change)),
    };
    const parts = standInFor<ChatParts>({ client: { groups }, view: { open: { kind: "group", id: "group_tea" } } });
    const picture = (path: string) => groupCommands["/picture"]?.(parts, path.split(" "), path);
    await picture(join(dir, "my cups.png"));
    await picture("");
    await expect(picture(join(dir, "none.png"))).rejects.toThrow(ChatMistake);
    expect(sent).toEqual(["group_tea", "my cups.png: cups", "group_tea", '{"avatar":""}']);
  });
});

it("[SDK-197] /find lists whom one knows, then whom the server finds, and says if it could not be asked", async () => {
  let answer = (): Promise<unknown> =>
    Promise.resolve({ items: [userOf("bob", "Bob"), userOf("bobby", "Bobby")], next: null });
  const bob = userOf("bob", "Bob");
  const { lines, run } = terminal({
    session: { user: userOf("me") },
    conversations: () => [],
    people: { known: () => null, all: () => [bob] },
    searchUsers: () => answer(),
  });
  await run("/find", "bob");
  answer = () => Promise.resolve({ items: [], next: null });
  await run("/find", "nobody at all");
  answer = () => Promise.reject(new KlatchError("UNAVAILABLE", "no answer"));
  await run("/find", "bob");
  expect(lines).toEqual([
    "— Bob   /open @bob",
    "— Bobby   /open @bobby",
    "— none",
    "— Bob   /open @bob",
    "— people whom you do not know could not be looked for",
  ]);
});
