// The user's e-mail address: given by whoever has shown the password, in force once a link that was sent there is opened.
import type { MailKind } from "../../../schema/jobs/mail.ts";
import type { Email } from "../../../schema/protocol/email.ts";
import type { DeviceId, UserId } from "../../../schema/protocol/ids.ts";
import { wireLimits } from "../../../schema/protocol/limits.ts";
import { refused, type Refused } from "../../../schema/rpc/conversation.ts";
import type { Mail } from "../../../schema/rpc/mails.ts";
import type { JobOutbox } from "../../runtime/job-outbox.ts";
import type { EmailTable } from "./email-table.ts";

export interface OwnEmailHost {
  readonly userId: UserId;
  readonly table: EmailTable;
  readonly jobs: Pick<JobOutbox, "add">;
  /** Sends the added jobs. Nobody waits for it. */
  readonly startJobs: () => void;
  /** There is another address, or none: digests begin anew. */
  readonly changed: () => void;
  readonly now: () => number;
}

const newId = (): string => Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");

/** How one address is told from another: programs for mail ignore the case, and so do we. */
const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export class OwnEmail {
  readonly #host: OwnEmailHost;

  constructor(host: OwnEmailHost) {
    this.#host = host;
  }

  get shown(): Omit<Email, "isAvailable"> {
    const { current } = this.#host.table.stored;
    const pending = this.#pending();
    return {
      address: current?.address ?? null,
      pending:
        pending === null ? null : { address: pending.address, expiresAt: pending.askedAt + wireLimits.emailProofMs },
    };
  }

  /** What is in force already is no change, and takes back what was asked for. For anything else a mail goes out, each time. */
  ask(address: string): void {
    const { table, now, jobs, userId, startJobs } = this.#host;
    const { current } = table.stored;
    if (current !== null && isSame(current.address, address)) return table.edit({ pending: null });
    table.edit({ pending: { id: newId(), address, askedAt: now() } });
    const what: MailKind = "proof";
    jobs.add("mail", { userId, what });
    startJobs();
  }

  /** A link was opened that this session has sent there. A repeat answers alike. */
  confirm(addressId: string): { readonly address: string } | Refused {
    const { table, jobs, userId, startJobs, changed } = this.#host;
    const pending = this.#pending();
    const { current } = table.stored;
    if (current?.id === addressId) return { address: current.address };
    if (pending?.id !== addressId) return refused("LINK_NOT_VALID");
    const { id, address } = pending;
    table.edit({ current: { id, address }, pending: null });
    jobs.add("account-audit", { event: "email-changed", userId, deviceId: null });
    changed();
    startJobs();
    return { address };
  }

  remove(deviceId: DeviceId): void {
    const { table, jobs, userId, startJobs } = this.#host;
    const { current, pending } = table.stored;
    if (current === null && pending === null) return;
    table.clear();
    jobs.add("account-audit", { event: "email-removed", userId, deviceId });
    startJobs();
  }

  /** Null: there is nothing to prove any more. */
  proof(): Mail | null {
    const pending = this.#pending();
    return pending === null ? null : { kind: "proof", to: pending.address, addressId: pending.id };
  }

  /** No mail can go there. */
  proofRejected(): void {
    this.#host.table.edit({ pending: null });
  }

  #pending() {
    const { pending } = this.#host.table.stored;
    return pending === null || this.#host.now() >= pending.askedAt + wireLimits.emailProofMs ? null : pending;
  }
}
