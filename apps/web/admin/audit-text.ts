// A record of the audit log in words. Pure.
import { exactTime } from "../text/times.ts";
import type { AuditRecord } from "./admin-calls.ts";
import { operatorWords as t } from "./operator-words.ts";
import { registrationWords as r } from "./registration-words.ts";
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

/** What else is known of the act: times in words, all else as it is. */
export const detailsOf = ({ detail }: AuditRecord): readonly (readonly [name: string, value: string])[] =>
  Object.entries(detail).map(([name, value]) => [nameText(name), valueText(name, value)]);

function nameText(name: string): string {
  switch (name) {
    case "until":
      return l("detail.until");
    case "expiresAt":
      return t("expires");
    case "role":
      return t("role");
    case "mode":
      return r("mode");
    case "uses":
      return r("uses");
    default:
      return name;
  }
}

function valueText(name: string, value: AuditRecord["detail"][string]): string {
  if ((name === "until" || name === "expiresAt") && typeof value === "number") return exactTime(value);
  if (name === "until" && value === null) return t("term.always");
  return String(value);
}
