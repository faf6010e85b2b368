// What else the audit log says of an act, in words. Pure.
import { exactTime } from "../text/times.ts";
import type { AuditRecord } from "./admin-calls.ts";
import { logWords as l } from "./log-words.ts";
import { operatorWords as t } from "./operator-words.ts";
import { registrationWords as r } from "./registration-words.ts";
import { roleText } from "./role-text.ts";

type Value = AuditRecord["detail"][string];

interface Detail {
  readonly name: () => string;
  /** Left out: as it is. */
  readonly value?: (value: Value) => string;
}

const asItIs = (value: Value): string => (typeof value === "boolean" ? yesOrNo(value) : String(value));
const yesOrNo = (isSo: boolean): string => l(isSo ? "yes" : "no");
const time = (value: Value): string => (typeof value === "number" ? exactTime(value) : asItIs(value));

/** A map, because a newer server's name might be one that every object has. */
const details: ReadonlyMap<string, Detail> = new Map<string, Detail>([
  ["until", { name: () => l("detail.until"), value: (value) => (value === null ? t("term.always") : time(value)) }],
  ["expiresAt", { name: () => t("expires"), value: time }],
  ["role", { name: () => t("role"), value: (value) => roleText(asItIs(value)) }],
  ["mode", { name: () => r("mode"), value: modeText }],
  ["uses", { name: () => r("uses") }],
  ["kind", { name: () => l("kind"), value: (value) => (value === null ? l("noKind") : asItIs(value)) }],
  ["signedOut", { name: () => l("detail.signedOut") }],
  ["wasSuspended", { name: () => l("detail.wasSuspended") }],
  ["deviceId", { name: () => l("detail.deviceId") }],
  ["eraseMessages", { name: () => l("detail.eraseMessages") }],
  ["factor", { name: () => l("detail.factor") }],
]);

function modeText(mode: Value): string {
  return mode === "open" || mode === "invitation" || mode === "closed" ? r(`mode.${mode}`) : asItIs(mode);
}

/** What a newer server has stands under its own name, as it is. */
export const detailsOf = ({ detail }: AuditRecord): readonly (readonly [name: string, value: string])[] =>
  Object.entries(detail).map(([name, value]) => {
    const known = details.get(name);
    return [known?.name() ?? name, (known?.value ?? asItIs)(value)];
  });
