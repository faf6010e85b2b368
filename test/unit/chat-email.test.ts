// What the terminal says and asks of the user's e-mail address.
import type { Email } from "@klatch/sdk";
import { beforeEach, expect, it } from "vitest";
import { emailCommands } from "../../apps/terminal/chat-email.ts";
import type { ChatParts } from "../../apps/terminal/chat-parts.ts";
import { standInFor } from "../support/stand-in-for.ts";

let email: Email;
let printed: string[];
let asked: unknown[];

beforeEach(() => {
  email = { isAvailable: true, address: null, pending: null };
  [printed, asked] = [[], []];
});

const partsOf = (isInteractive = true): ChatParts =>
  standInFor<ChatParts>({
    client: {
      email: {
        get: async () => email,
        set: async (change: object) => {
          asked.push(change);
          return { ...email, pending: { address: "ada@example.com", expiresAt: 1_795_000_000_000 } };
        },
        remove: async (shown: object) => void asked.push(shown),
      },
    },
    terminal: {
      isInteractive,
      askSecret: async () => "correct horse",
      print: (line: string) => void printed.push(line),
    },
  });
const run = (rest: string, isInteractive = true): unknown =>
  emailCommands["/email"]?.(partsOf(isInteractive), rest.split(" "), rest);

it("[SDK-255] shows the address, and one that is to be proven", async () => {
  await run("");
  email = { ...email, address: "ada@example.com" };
  await run("");
  expect(printed).toEqual(["— you have no e-mail address", "— your e-mail address is ada@example.com"]);
});

it("[SDK-255] sets and removes it with the password, which is asked for", async () => {
  await run("ada@example.com");
  await run("remove");
  expect(asked).toEqual([{ address: "ada@example.com", password: "correct horse" }, { password: "correct horse" }]);
  expect(printed[0]).toContain("ada@example.com is yet to be confirmed, by the link in a mail");
  expect(printed[1]).toBe("— you have no e-mail address any more");
});

it("[SDK-255] asks nobody who cannot be asked, nor for what is no address", async () => {
  await expect(run("ada@example.com", false)).rejects.toThrow("it needs a terminal");
  await expect(run("ada")).rejects.toThrow("Which address?");
  expect(asked).toEqual([]);
});
