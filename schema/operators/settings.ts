// How long operators' tokens work, and the audit log and reports are kept: the defaults. A variable of the same name overrides one.
export const defaultOperatorSettings = {
  OPERATOR_TOKEN_DAYS: 90,
  OPERATOR_AUDIT_DAYS: 400,
  REPORTS_KEPT_DAYS: 180,
} as const;

export type OperatorSettings = { readonly [K in keyof typeof defaultOperatorSettings]: number };
