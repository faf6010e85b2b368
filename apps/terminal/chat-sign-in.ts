// Signs in: with the stored device of an earlier start, by login, or with a new account.
import { hostname } from "node:os";
import { KlatchError, type KlatchClient } from "@klatch/sdk";
import type { ChatOptions } from "./chat-options.ts";
import { explain } from "./chat-refusals.ts";
import type { ChatTerminal } from "./chat-terminal.ts";

/** @returns why nobody is signed in, or null */
export async function signIn(
  client: KlatchClient,
  options: ChatOptions,
  terminal: ChatTerminal,
): Promise<string | null> {
  try {
    if (await isStillSignedIn(client, options.name)) return null;
  } catch (error) {
    if (error instanceof KlatchError) return error.message;
    throw error;
  }
  const password =
    options.password ?? (terminal.isInteractive ? await terminal.askSecret(`Password of ${options.name}: `) : null);
  if (password === null) return "There is no password: give --password or set KLATCH_PASSWORD.";
  try {
    return await loginOrRegister(client, options, password, terminal);
  } catch (error) {
    if (error instanceof KlatchError) return explain(error);
    throw error;
  }
}

/** @throws KlatchError if the store is in use: another terminal has this name */
async function isStillSignedIn(client: KlatchClient, name: string): Promise<boolean> {
  if ((await client.restore()) === null) return false;
  try {
    await client.userByUsername(name);
    return true;
  } catch (error) {
    // The server cannot be reached now. The client keeps trying.
    return error instanceof KlatchError && error.class !== "fatal";
  }
}

async function loginOrRegister(
  client: KlatchClient,
  { name, password: given }: ChatOptions,
  password: string,
  terminal: ChatTerminal,
): Promise<string | null> {
  const account = {
    username: name,
    password,
    device: { platform: "desktop", name: `terminal on ${hostname()}`.slice(0, 64) },
  } as const;
  const wrong = await refusalOf(client.login(account));
  if (wrong === null) return null;
  // The server does not say whether the name or the password is wrong.
  if (given === null) {
    const again = await terminal.askSecret(`No such name, or another password. To make ${name} now, repeat it: `);
    if (again !== password) return "The passwords differ.";
  }
  return (await refusalOf(client.register(account))) === null ? null : explain(wrong);
}

/** @returns null on success. @throws KlatchError every refusal other than those of a wrong name or password */
async function refusalOf(attempt: Promise<unknown>): Promise<KlatchError | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    const expected =
      error instanceof KlatchError && (error.code === "INVALID_CREDENTIALS" || error.code === "USERNAME_TAKEN");
    if (expected) return error;
    throw error;
  }
}
