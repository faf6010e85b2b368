// What operators do, by the names that records of the audit log have. Old records keep theirs, so that none is renamed.
export const actNames = [
  "operator-added",
  "operator-renewed",
  "operator-removed",
  "user-suspended",
  "user-restored",
  "devices-signed-out",
  "registration-set",
  "invitation-made",
  "invitation-revoked",
  "report-closed",
  "dead-letter-replayed",
  "dead-letter-dropped",
  "budget-set",
  "sweep-started",
  "sweep-stopped",
  "account-deletion-begun",
  "account-deletion-cancelled",
  "account-deleted",
] as const;
export type ActName = (typeof actNames)[number];
