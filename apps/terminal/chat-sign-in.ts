// Signs in: with the stored device of an earlier start, by login, or with a new account.
import { hostname } from "node:os";
import { KlatchError, type Credentials, type KlatchClient } from "@klatch/sdk";
import { cutAt } from "../text/graphemes.ts";
import type { ChatOptions } from "./chat-options.ts";
import { explain } from "./chat-refusals.ts";
import type { ChatTerminal } from "./chat-terminal.ts";
import { isYes } from "./yes-or-no.ts";

type Asks = Pick<ChatTerminal, "isInteractive" | "ask" | "askSecret">;

/** @returns why nobody is signed in, or null */
export async function signIn(client: KlatchClient, options: ChatOptions, terminal: Asks): Promise<string | null> {
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
  { name, password: given, invitation: givenInvitation }: ChatOptions,
  password: string,
  terminal: Asks,
): Promise<string | null> {
  const account = {
    username: name,
    password,
    device: { platform: "desktop", name: cutAt(`terminal on ${hostname()}`, 64) },
  } as const;
  const wrong = await refusalOf(client.login(account));
  if (wrong === null) return null;
  if (wrong.code === "ACCOUNT_LEAVING") return comeBack(client, account, wrong, terminal);
  // The server does not say whether the name or the password is wrong.
  if (given === null) {
    const again = await terminal.askSecret(`No such name, or another password. To make ${name} now, repeat it: `);
    if (again !== password) return "The passwords differ.";
  }
  const register = (invitation: string | null): Promise<KlatchError | null> =>
    refusalOf(client.register({ ...account, ...(invitation !== null && { invitation }) }));
  let refused = await register(givenInvitation === null ? null : invitationIn(givenInvitation));
  if (refused?.code === "INVITATION_NEEDED" && terminal.isInteractive)
    refused = await register(
      invitationIn(await terminal.askSecret("Accounts are made by invitation here. Paste yours: ")),
    );
  if (refused === null) return null;
  return refused.code === "USERNAME_TAKEN" ? explain(wrong) : explain(refused);
}

/** @returns why nobody is signed in, or null: the account stays */
async function comeBack(
  client: KlatchClient,
  account: Credentials,
  leaving: KlatchError,
  terminal: Asks,
): Promise<string | null> {
  const why = `${explain(leaving)} Until then it can be kept`;
  if (!terminal.isInteractive) return `${why}: sign in where you can be asked.`;
  const answer = await terminal.ask(`${why}. Keep it? (yes or no) `);
  if (!isYes(answer)) return "The account is not kept.";
  await client.login({ ...account, restore: true });
  return null;
}

/** The token of a pasted link, or the text itself. */
const invitationIn = (pasted: string): string => /#\/register\/([A-Za-z0-9_.~-]+)/.exec(pasted)?.[1] ?? pasted.trim();

/** What is said otherwise after a login that was refused: the name may be a new one, or the password wrong. */
const expected: ReadonlySet<string> = new Set([
  "INVALID_CREDENTIALS",
  "USERNAME_TAKEN",
  "REGISTRATION_CLOSED",
  "INVITATION_NEEDED",
  "INVITATION_INVALID",
  "ACCOUNT_LEAVING",
]);

/** @returns null on success. @throws KlatchError every refusal that is not expected */
async function refusalOf(attempt: Promise<unknown>): Promise<KlatchError | null> {
  try {
    await attempt;
    return null;
  } catch (error) {
    if (error instanceof KlatchError && expected.has(error.code)) return error;
    throw error;
  }
}
