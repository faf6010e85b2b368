// Mails as people get them: what the stand-in for the service has, the links in them, and addresses that are proven.
import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { EmailTable, type Stored } from "../../durable-objects/user-session/mail/email-table.ts";
import { mailsFor, type ShownMail } from "../../lab/kit/mails.ts";
import type { SessionResult } from "../../schema/protocol/http-auth.ts";
import type { MailKind } from "../../schema/jobs/mail.ts";
import { mailToken } from "../../workers/ids/mail-tokens.ts";
import { sessionObject } from "./actors.ts";
import { deliver, type Outcome } from "./jobs-queue.ts";
import { password } from "./people.ts";
import { callWorker, type HttpAnswer } from "./worker-http.ts";

/** The mails to this address, the oldest first. */
export async function mailsTo(address: string): Promise<readonly ShownMail[]> {
  const answer = await env.MAIL_ROOM.fetch("http://mail/mails");
  return mailsFor(address, await answer.json());
}

/** What becomes of the next mails: a code of the service's, `lost` or `hangs`. */
export async function plantFaults(...faults: readonly string[]): Promise<void> {
  await env.MAIL_ROOM.fetch("http://mail/faults", { method: "PUT", body: JSON.stringify(faults) });
}

const path = "/api/me/email";
export const emailRoute = (who: SessionResult, method: "GET" | "PUT" | "DELETE", body?: unknown): Promise<HttpAnswer> =>
  callWorker({ method, path, token: who.accessToken, body });

/** One delivery of a job about this user. */
export const mailed = (
  { user }: SessionResult,
  what: MailKind,
  { id = crypto.randomUUID(), attempts = 1 }: { readonly id?: string; readonly attempts?: number } = {},
): Promise<Outcome> =>
  deliver([{ v: 1, id, kind: "mail", at: 1_000, payload: { userId: user.id, what } }], { attempts });

/** What the user's session keeps. */
export const storedEmail = ({ user }: SessionResult): Promise<Stored> =>
  runInDurableObject(sessionObject(user.id), (_session, { storage }) => new EmailTable(storage.sql).stored);

/** The address is about to be proven. @returns what the link in the mail would say */
export async function proofToken(who: SessionResult, address = `${who.user.username}@example.com`): Promise<string> {
  const { status, body } = await emailRoute(who, "PUT", { address, password });
  if (status !== 200) throw new Error(`asking gave ${status} ${JSON.stringify(body)}`);
  return mailToken(env, "proof", { userId: who.user.id, addressId: (await storedEmail(who)).pending?.id ?? "" });
}

/** Of an address that nobody has. */
export const stopToken = ({ user }: SessionResult): string =>
  mailToken(env, "stop", { userId: user.id, addressId: "0".repeat(32) });
