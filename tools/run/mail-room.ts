// The stand-in for Cloudflare's Email Service in the forms that the local server and the tests in workerd take.
import { readFile } from "node:fs/promises";
import { stripTypeScriptTypes } from "node:module";
import type { WorkerBeside } from "./beside.ts";
import { inRepository } from "./wrangler.ts";

export const mailRoom = "klatch-mail";

/** Whose mails they are on one machine. */
export const localSender = "Klatch <noreply@klatch.example>";

/** The binding `MAILER`. */
export const mailBinding = { name: mailRoom, entrypoint: "Mailer" } as const;

export async function loadMailRoom(): Promise<WorkerBeside> {
  const source = await readFile(inRepository("tools", "run", "mail-room-worker.ts"), "utf8");
  return { name: mailRoom, script: stripTypeScriptTypes(source), durableObjects: { ROOM: "MailRoom" } };
}
