// Sends mails by the binding `MAILER`: Cloudflare's Email Service, or whatever speaks as it does.
import type { Env } from "../../durable-objects/runtime/env.ts";
import { withDeadline } from "../../durable-objects/runtime/calls.ts";
import { logErrorSeldom } from "../../durable-objects/runtime/logger.ts";
import type { MailOutcome } from "../../schema/rpc/mails.ts";
import { originOf, senderOf } from "./mail-variables.ts";

/** What a mail says. */
export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What is needed to send any. `origin`: of the web client, to which links lead. */
export interface Mailer {
  readonly origin: string;
  send(letter: Letter): Promise<MailOutcome>;
}

const deadlineMs = 10_000;

/**
 * Null: this deployment sends no mails.
 *
 * @throws Error when it is to, and its variables have not the form
 */
export function mailerOf({ MAILER: binding, MAIL_FROM = "", APP_URL = "" }: Env): Mailer | null {
  if (binding === undefined || MAIL_FROM === "" || APP_URL === "") return null;
  const from = senderOf(MAIL_FROM);
  return {
    origin: originOf(APP_URL),
    send: async (letter) => {
      try {
        const { headers = {}, ...rest } = letter;
        await withDeadline(() => binding.send({ from, headers: { ...headers }, ...rest }), deadlineMs);
        return "taken";
      } catch (cause) {
        // Its message may quote the address: only the code is logged.
        const code = codeOf(cause);
        logErrorSeldom("mail not accepted", code ?? "no answer", {});
        return outcomeOf(code);
      }
    },
  };
}

/** The service has not taken it, but may: it asks for less at a time, or is not set up. */
const refusals: ReadonlySet<string> = new Set([
  "E_RATE_LIMIT_EXCEEDED",
  "E_DAILY_LIMIT_EXCEEDED",
  "E_SENDER_NOT_VERIFIED",
  "E_SENDER_DOMAIN_NOT_AVAILABLE",
  // Of an account that may write to its own addresses only.
  "E_RECIPIENT_NOT_ALLOWED",
  // Whose fault it is it does not say.
  "E_VALIDATION_ERROR",
]);
/** No mail can go there: mails came back, or their reader complained. */
const rejection = "E_RECIPIENT_SUPPRESSED";

/** By the service's codes; of whatever else is thrown nobody knows what became of the mail. */
function outcomeOf(code: string | null): MailOutcome {
  if (code !== null && refusals.has(code)) return "refused";
  return code === rejection ? "rejected" : "unknown";
}

function codeOf(cause: unknown): string | null {
  const { code, message } = (cause ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  if (typeof code === "string") return code;
  // Errors lose what is not of every error on their way between some Workers.
  return typeof message === "string" ? (/\bE_[A-Z_]{3,40}\b/.exec(message)?.[0] ?? null) : null;
}
