// Calls about a user's e-mail address to their session: of the links in mails, and of the consumer of `mail` jobs.
import type { MailKind } from "../jobs/mail.ts";
import type { ConversationId } from "../protocol/ids.ts";
import type { Refused } from "./conversation.ts";
import type { Push } from "./pushes.ts";

/** What a mail says of one conversation. */
export interface Missed extends Pick<Push, "about"> {
  readonly conversationId: ConversationId;
}

/** `addressId`: of what its links say, with the user's id. */
interface Addressed {
  readonly to: string;
  readonly addressId: string;
}

/** `more`: conversations beyond those that are named. */
export type Mail =
  | (Addressed & { readonly kind: "proof" })
  | (Addressed & { readonly kind: "digest"; readonly missed: readonly Missed[]; readonly more: number });

/**
 * `taken`: the service has it. `refused`: it does not, and may take it later. `rejected`: it does not, and never will. `unknown`:
 * there was no answer.
 */
export type MailOutcome = "taken" | "refused" | "rejected" | "unknown";

interface OfJob {
  readonly jobId: string;
  readonly what: MailKind;
}

export interface MailedRpc {
  /** Null: there is nothing to send. A digest is claimed: nobody else gets it, nor the same job again. */
  takeMail(request: OfJob): Promise<Mail | null>;
  /** What came of it. Idempotent. */
  settleMail(request: OfJob & { readonly outcome: MailOutcome }): Promise<void>;
  /** Whoever calls has shown the link that was sent there. LINK_NOT_VALID: it was not sent by this session, or is over. */
  confirmEmail(request: { readonly addressId: string }): Promise<{ readonly address: string } | Refused>;
  stopEmails(request: { readonly addressId: string }): Promise<void>;
}
