// The reason that each act needs: one line, for whoever reads the audit log later. Pure.

const minReasonChars = 3;
export const maxReasonChars = 500;

/** As it is sent: trimmed, on one line. */
export const reasonOf = (typed: string): string => typed.replaceAll(/\s+/g, " ").trim();

/** What shows as nothing gives no reason. */
const unseen = /[\p{C}\p{Default_Ignorable_Code_Point}\u2800]/gu;

export function isReason(typed: string): boolean {
  const reason = reasonOf(typed);
  return reason.replaceAll(unseen, "").length >= minReasonChars && reason.length <= maxReasonChars;
}
