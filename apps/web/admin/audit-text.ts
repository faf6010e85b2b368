// A record of the audit log in words. Pure.
import type { AuditRecord } from "./admin-calls.ts";
import { logWords as l } from "./log-words.ts";

const knownActs = [
  "operator-added",
  "operator-renewed",
  "operator-removed",
  "user-suspended",
  "user-restored",
  "devices-signed-out",
  "registration-set",
  "invitation-made",
  "invitation-revoked",
  "dead-letter-replayed",
  "dead-letter-dropped",
  "budget-set",
] as const;
type KnownAct = (typeof knownActs)[number];

const isKnown = (act: string): act is KnownAct => knownActs.some((known) => known === act);

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
