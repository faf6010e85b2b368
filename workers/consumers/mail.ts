// Consumer of `mail`: asks users' sessions what they are to be written, writes it, and says what came of it.
import { callActor, callActorOnce } from "../../durable-objects/runtime/calls.ts";
import type { Env } from "../../durable-objects/runtime/env.ts";
import { eachInParallel } from "../../durable-objects/runtime/in-parallel.ts";
import { readLimits } from "../../durable-objects/runtime/limits.ts";
import { logError } from "../../durable-objects/runtime/logger.ts";
import { userSessionStub } from "../../durable-objects/runtime/stubs.ts";
import type { Job } from "../../schema/jobs/kinds.ts";
import type { Mail, MailOutcome } from "../../schema/rpc/mails.ts";
import { loadPeopleById } from "../accounts/people.ts";
import { countMail } from "../mail/count-mails.ts";
import { letterOf } from "../mail/letters.ts";
import { mailerOf, type Mailer } from "../mail/mailer.ts";
import { namedBy } from "../push/notification.ts";
import type { Postponed, Postponement } from "./postponed.ts";

type MailJob = Job<"mail">;

/** Mails written at the same time, of the platform's six connections. */
const atOnce = 3;
/** A session asks its conversations, which may be slow. */
const takeDeadlineMs = 30_000;

/**
 * A digest that was claimed is not given again. A link that proves an address may come twice, and is the same then.
 *
 * @throws BadSecret when mails cannot be sent for want of a form
 */
export async function sendMails(jobs: readonly MailJob[], env: Env): Promise<Postponed> {
  const postponed = new Map<string, Postponement>();
  const mailer = mailerOf(env);
  // There was one when it was asked for.
  if (mailer === null) return postponed;
  await eachInParallel(jobs, atOnce, async (job) => {
    try {
      const outcome = await send(job, mailer, env);
      // Of digests the session looks again by itself.
      if (job.payload.what === "proof" && (outcome === "refused" || outcome === "unknown"))
        postponed.set(job.id, { error: `the mail was ${outcome === "refused" ? "refused" : "not answered"}` });
    } catch (cause) {
      logError("mail not sent", cause, { jobId: job.id });
      postponed.set(job.id, { error: "the session did not answer" });
    }
  });
  return postponed;
}

/** Null: there was nothing to send. @throws ActorUnavailable */
async function send(
  { id: jobId, payload: { userId, what } }: MailJob,
  mailer: Mailer,
  env: Env,
): Promise<MailOutcome | null> {
  // Once: a repeat would find the claim of the first.
  const mail = await callActorOnce(() => userSessionStub(env, userId).takeMail({ jobId, what }), takeDeadlineMs);
  if (mail === null) return null;
  const outcome = await write(mail, { userId, env, origin: mailer.origin }, mailer);
  await callActor(() => userSessionStub(env, userId).settleMail({ jobId, what, outcome }));
  return outcome;
}

/** What is not sent for certain may be tried again. */
async function write(
  mail: Mail,
  head: { readonly userId: MailJob["payload"]["userId"]; readonly env: Env; readonly origin: string },
  mailer: Mailer,
): Promise<MailOutcome> {
  const { env } = head;
  try {
    const people = await loadPeopleById(env.DIRECTORY, mail.kind === "digest" ? namedBy(mail.missed, []) : []);
    const letter = letterOf(mail, people, head);
    // The link was counted when it was asked for.
    const refusal =
      mail.kind === "digest" ? await countMail(mail.to, { env, limits: readLimits(env), keys: env }) : null;
    if (refusal !== null) return "refused";
    return await mailer.send(letter);
  } catch (cause) {
    logError("mail not written", cause, {});
    return "refused";
  }
}
