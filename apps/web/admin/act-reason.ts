// The reason that each act needs: one line, for whoever reads the audit log later. Pure.

const minReasonChars = 3;
export const maxReasonChars = 500;

/** As it is sent: trimmed, on one line. */
export const reasonOf = (typed: string): string => typed.replaceAll(/\s+/g, " ").trim();

export function isReason(typed: string): boolean {
  const { length } = reasonOf(typed);
  return length >= minReasonChars && length <= maxReasonChars;
}
