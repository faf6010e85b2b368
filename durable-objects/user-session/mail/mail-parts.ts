// What sends mails to the user, put together.
import type { UserId } from "../../../schema/protocol/ids.ts";
import type { Refused } from "../../../schema/rpc/conversation.ts";
import type { MailedRpc } from "../../../schema/rpc/mails.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";
import type { Answers } from "../answers.ts";
import type { Budgets } from "../budgets/budgets.ts";
import type { Inbox } from "../inbox/inbox.ts";
import type { NotificationChoices } from "../notifying/notification-choices.ts";
import type { ReadNews } from "../notifying/push-taking.ts";
import { Digest } from "./digest.ts";
import { EmailTable } from "./email-table.ts";
import { OwnEmail } from "./own-email.ts";

export interface MailPartsHost {
  readonly sql: SqlStorage;
  readonly userId: UserId;
  readonly choices: NotificationChoices;
  readonly inbox: Inbox;
  readonly budgets: Budgets;
  readonly jobs: Pick<JobOutbox, "add">;
  readonly read: ReadNews;
  readonly refusal: () => Refused | null;
  /** Sends the added jobs. Nobody waits for it. */
  startJobs(): void;
  arm(): void;
  now(): number;
}

export interface MailParts extends MailedRpc {
  readonly digest: Digest;
  readonly answers: Answers<"get-email" | "put-email" | "remove-email">;
  /** The account has ended, and all rows are gone. */
  forget(): void;
}

export function assembleMail(parts: MailPartsHost): MailParts {
  const { sql, userId, choices, inbox, budgets, jobs, read, refusal } = parts;
  const table = new EmailTable(sql);
  const startJobs = (): void => parts.startJobs();
  const arm = (): void => parts.arm();
  const now = (): number => parts.now();
  const digest = new Digest({
    userId,
    table,
    choices,
    inbox,
    read,
    budgets,
    jobs,
    startJobs,
    refusal,
    arm,
    now,
  });
  const own = new OwnEmail({ userId, table, jobs, startJobs, changed: () => digest.chosen(), now });
  return {
    digest,
    answers: {
      "get-email": () => own.shown,
      "put-email": ({ address }) => {
        own.ask(address);
        return own.shown;
      },
      "remove-email": (_question, deviceId) => {
        own.remove(deviceId);
        return { ok: true };
      },
    },
    async takeMail({ jobId, what }) {
      if (refusal() !== null) return null;
      return what === "proof" ? own.proof() : digest.take(jobId);
    },
    async settleMail({ jobId, what, outcome }) {
      if (what === "digest") digest.settle(jobId, outcome);
      else if (outcome === "rejected") own.proofRejected();
    },
    async confirmEmail({ addressId }) {
      return refusal() ?? own.confirm(addressId);
    },
    async stopEmails({ addressId }) {
      digest.stop(addressId);
    },
    forget: () => table.forget(),
  };
}
