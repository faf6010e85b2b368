// Signs in: with the stored device of an earlier start, by login, or with a new account.
import { hostname } from "node:os";
import { KlatchError, type KlatchClient } from "@klatch/sdk";
import type { ChatOptions } from "./chat-options.ts";
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

export function explain(error: KlatchError): string {
  switch (error.code) {
    case "INVALID_CREDENTIALS":
      return "The password is wrong.";
    case "WRONG_PASSWORD":
      return "The password is wrong.";
    case "PASSWORD_TOO_COMMON":
      return "The password is too easy to guess: choose another one.";
    case "INVALID_REQUEST":
      return "The server takes passwords of 8 to 128 characters.";
    case "CHALLENGE_REQUIRED":
    case "RATE_LIMITED":
      return `${tooMuchOf(error.limit)}: try again in ${waitTime(error.retryAfterMs ?? 60_000)}.`;
    case "UNAVAILABLE":
      return "The server cannot be reached: is `npm start` running?";
    case "USER_NOT_FOUND":
      return "There is no such user.";
    default:
      return error.message;
  }
}

/** A limit that this client does not know is named like none. */
function tooMuchOf(limit: string | undefined): string {
  switch (limit) {
    case "bytes":
    case "messages":
    case "deliveries":
      return "You have sent as much as you may for now";
    case "strangers":
      return "You have begun as many new conversations as you may in a day";
    case "people":
      return "You have added as many people as you may in a day";
    case "lookups":
      return "You have looked for too many people who are not here";
    case "groups":
    case "changes":
      return "You have changed groups too often";
    default:
      return "Too many attempts";
  }
}

function waitTime(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120 ? `${minutes} min` : `${Math.ceil(minutes / 60)} h`;
}
