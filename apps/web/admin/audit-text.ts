// A record of the audit log in words. Pure.
import type { ActName, AuditRecord } from "./admin-calls.ts";
import { logWords as l } from "./log-words.ts";

/** All that this client has words for: the server's list, of which it takes the type alone. */
const known: Readonly<Record<ActName, true>> = {
  "operator-added": true,
  "operator-renewed": true,
  "operator-removed": true,
  "user-suspended": true,
  "user-restored": true,
  "devices-signed-out": true,
  "registration-set": true,
  "invitation-made": true,
  "invitation-revoked": true,
  "report-closed": true,
  "dead-letter-replayed": true,
  "dead-letter-dropped": true,
  "budget-set": true,
  "sweep-started": true,
  "sweep-stopped": true,
  "account-deletion-begun": true,
  "account-deletion-cancelled": true,
  "account-deleted": true,
};
const isKnown = (act: string): act is ActName => Object.hasOwn(known, act);

/** An act of a newer server stands under its own name. */
export const actText = (act: string): string => (isKnown(act) ? l(`act.${act}`) : act);

export function resultText(result: string): string {
  switch (result) {
    case "done":
      return l("result.done");
    case "begun":
      return l("result.begun");
    default:
      return result;
  }
}

export const reasonText = ({ reason }: AuditRecord): string => reason ?? l("noReason");
